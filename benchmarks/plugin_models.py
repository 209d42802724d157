"""How long it takes to find one of 2,000 models of a plugin, and to list them all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.environments import both, put_plugin
from benchmarks.measuring import outputs, wall_times
from benchmarks.rows import Row, at_most, compared, limited, spread
from benchmarks.running import alone

ROUNDS = 11
MODELS = 2000
LIMIT = at_most(5.0)
LIMIT_OF_LISTING = at_most(300.0)
PLUGIN = f"""
import llm

class Big(llm.KeyModel):
    needs_key = "big"
    key_env_var = "BIG_KEY"
    can_stream = True

    def __init__(self, model_id, vision):
        self.model_id = f"big/{{model_id}}"
        self.model_name = model_id
        self.attachment_types = {{"image/png"}} if vision else set()

    def execute(self, prompt, stream, response, conversation, key):
        yield "hello"

class AsyncBig(llm.AsyncKeyModel):
    needs_key = "big"
    key_env_var = "BIG_KEY"
    can_stream = True
    __init__ = Big.__init__

    async def execute(self, prompt, stream, response, conversation, key):
        yield "hello"

@llm.hookimpl
def register_models(register):
    for number in range({MODELS}):
        name = f"place-{{number % 50}}/model-{{number}}"
        register(Big(name, number % 2), AsyncBig(name, number % 2), aliases=(f"m{{number}}",))
"""
BEGIN = "import os, sys; sys.path.insert(0, {site!r}); os.environ['LLM_CACHE_PATH'] = {cache!r}; "
LISTING = BEGIN + "sys.argv = ['llm', 'models']; from llm.cli import main; main()"
# The library and the plugin are imported before the clock starts: another model was looked up.
TIMED = (
    BEGIN
    + """import time, llm; llm.get_model("smollm2"); {before}
began = time.perf_counter(); {timed}; print((time.perf_counter() - began) * 1000)"""
)
LOOK_UP = 'llm.get_model("m1234")'
OWN, FIRST, LATER = "the plugin makes its models", "the first is looked up", "one after another"
PROGRAMS = {
    OWN: ("import llm_big; kept = []", "llm_big.register_models(lambda *a, **k: kept.append(a))"),
    FIRST: ("import llm_big", LOOK_UP),
    LATER: ('llm.get_model("m7")', LOOK_UP),
}


@contextmanager
def installed() -> Iterator[dict[str, str]]:
    """The plugin in a directory of its own, and another one for the index, for the block."""
    with tempfile.TemporaryDirectory() as directory:
        site, cache = Path(directory, "site"), Path(directory, "cache")
        put_plugin(site, "big", PLUGIN)
        yield {"site": str(site), "cache": str(cache)}


def rows(rounds: int) -> Iterator[Row]:
    """The time of a look-up in a process, the first and a later one, and of `llm models`.

    The first one includes that the plugin makes its models, which is no work of ours.
    """
    ours, _ = both()
    with installed() as places:
        bare = [ours.python, "-c", "pass"]
        listing = [ours.python, "-c", LISTING.format(**places)]
        wall = wall_times({"bare": bare, "listing": listing}, rounds)
        programs = {
            name: [ours.python, "-c", TIMED.format(before=before, timed=timed, **places)]
            for name, (before, timed) in PROGRAMS.items()
        }
        taken = outputs(programs, rounds)
    own = min(taken[OWN])
    print(f"{OWN}: {spread(taken[OWN], 'ms')}")
    for name, beside in ((FIRST, own), (LATER, 0.0)):
        print(f"{name}: {spread(taken[name], 'ms')}")
        what = f"of {MODELS:,} models of a plugin, {name}; the least of {rounds}"
        yield limited(what, [min(taken[name]) - beside], "ms", LIMIT)
    least = [min(wall["listing"])]
    what = f"`llm models`, {MODELS:,} of a plugin"
    yield limited(f"{what}; the least of {rounds}", least, "ms", LIMIT_OF_LISTING, scale=1000)
    yield compared(what, wall["listing"], "`python -c pass`", wall["bare"], "ms", scale=1000)


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
