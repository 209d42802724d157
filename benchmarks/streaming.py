"""Events a second through `stream_events()` with a scripted model, against 0.36."""

from __future__ import annotations

import argparse

from benchmarks.environments import both
from benchmarks.measuring import outputs, ratio, spread

EVENTS = 200_000

# Run by either interpreter: it only uses what both have.
SYNC = """
import sys, time, llm
from llm.parts import StreamEvent

class Scripted(llm.Model):
    model_id = "scripted"
    can_stream = True

    def execute(self, prompt, stream, response, conversation):
        if sys.argv[1] == "str":
            for _ in range({events}):
                yield "word "
        else:
            for _ in range({events}):
                yield StreamEvent("text", "word ")

response = Scripted().prompt("go")
began = time.process_time()
count = sum(1 for _ in response.stream_events())
assert count == {events}
print(count / (time.process_time() - began))
"""

ASYNC = (
    SYNC.replace("llm.Model", "llm.AsyncModel")
    .replace("def execute", "async def execute")
    .replace(
        "count = sum(1 for _ in response.stream_events())",
        "import asyncio\nasync def read():\n    return [1 async for _ in response.astream_events()]"
        "\ncount = len(asyncio.run(read()))",
    )
)


def main(rounds: int) -> None:
    """Print events a second for both releases, both ways to wait, and both things to yield."""
    ours, old = both()
    for world, program in (("sync", SYNC), ("async", ASYNC)):
        for kind in ("str", "StreamEvent"):
            code = program.format(events=EVENTS)
            commands = {each.name: [each.python, "-c", code, kind] for each in (ours, old)}
            rates = outputs(commands, rounds)
            for name, measured in rates.items():
                print(f"{world:5} {kind:11} {name:5} {spread(measured, 'events/ms', 1e-3)}")
            print(f"{world:5} {kind:11} ratio {ratio(rates[ours.name], rates[old.name]):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    main(parser.parse_args().rounds)
