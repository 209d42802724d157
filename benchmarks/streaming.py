"""Events a second through `stream_events()` with a scripted model, against 0.36."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.environments import both
from benchmarks.measuring import outputs
from benchmarks.rows import Row, compared
from benchmarks.running import alone

ROUNDS = 5
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


def rows(rounds: int) -> Iterator[Row]:
    """Events a second of both releases, for both ways to wait and both things to yield."""
    ours, old = both()
    for world, program in (("sync", SYNC), ("async", ASYNC)):
        for kind in ("str", "StreamEvent"):
            code = program.format(events=EVENTS)
            commands = {each.name: [each.python, "-c", code, kind] for each in (ours, old)}
            rates = outputs(commands, rounds)
            what = f"events that a model yields as {kind}, {world}"
            mine, theirs = rates[ours.name], rates[old.name]
            yield compared(what, mine, "0.36", theirs, "for a ms", scale=1e-3)


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
