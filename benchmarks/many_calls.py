"""How long commands take, beyond their start, that look into a history of 100,000 calls."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.environments import Environment, both
from benchmarks.measuring import variables
from benchmarks.rows import Row, at_most, limited, spread
from benchmarks.running import alone
from benchmarks.turns import Sender, Speaker
from llm import user
from llm.ids import new_id
from llm.store.opening import open_store
from llm.store.records import CallRecord

ROUNDS = 11
CALLS = 100_000
TURNS_EACH = 10
LONG = 500
LIMIT = at_most(100.0)
LIMIT_OF_LOADING = at_most(20.0)
COMMON_WORD_RANK = 3
_AT_ONCE = 1000

COMMANDS = {
    "logs -n 3": ["logs", "-n", "3"],
    "logs -q COMMON_WORD": ["logs", "-n", "3", "-q", "{common}"],
    "logs -q RARE_WORD": ["logs", "-n", "3", "-q", "{rare}"],
    "logs -l -q COMMON_WORD": ["logs", "-n", "3", "-l", "-q", "{common}"],
    "logs conversations": ["logs", "conversations"],
}


def fill(path: Path, calls: int = CALLS) -> Speaker:
    """Write *calls* to a new history at *path*, in conversations of ten turns; who said it all."""
    speaker = Speaker()
    with closing(open_store(path)) as store:
        written = 0
        while written < calls:
            with store.writing():
                for _ in range(min(_AT_ONCE, calls - written) // TURNS_EACH or 1):
                    sender = Sender("conversation", "plain", speaker)
                    for _ in range(min(TURNS_EACH, calls - written)):
                        sender.keep(store)
                        written += 1
    return speaker


def long_conversation(path: Path, turns: int = LONG) -> str:
    """Add a conversation of twice as many messages as *turns*; its id."""
    sender = Sender("conversation", "plain", Speaker(seed=2))
    with closing(open_store(path)) as store, store.writing():
        for _ in range(turns):
            sender.keep(store)
    assert sender.conversation is not None
    return sender.conversation


def beyond_start(
    side: Environment, home: Path, speaker: Speaker, rounds: int
) -> dict[str, list[float]]:
    """Seconds that each command takes, *rounds* times, beyond what it takes where nothing is kept.

    The history is in the directory *home*, in which an empty one is put beside it.
    """
    words = {"common": speaker.spoken(COMMON_WORD_RANK), "rare": speaker.spoken(-1)}
    empty = home / "empty"
    open_store(empty / "logs.db").close()
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with variables() as environment:
        for counted in [False, *[True] * rounds]:
            for name, command in COMMANDS.items():
                filled = [side.llm, *(each.format(**words) for each in command)]
                start = _seconds(filled, {**environment, "LLM_USER_PATH": str(empty)})
                whole = _seconds(filled, {**environment, "LLM_USER_PATH": str(home)})
                if counted:
                    taken[name].append(whole - start)
    return taken


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - began


def loading(path: Path, conversation: str, rounds: int) -> list[float]:
    """Seconds from opening the history to having all messages of *conversation*."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        with closing(open_store(path)) as store:
            assert store.messages(store.conversation(conversation).tip)
            taken.append(time.perf_counter() - began)
    return taken


def added(path: Path, rounds: int) -> list[float]:
    """Seconds that one more call takes, of its own conversation."""
    taken = []
    with closing(open_store(path)) as store:
        for number in range(rounds):
            call = CallRecord(new_id().lower(), "scripted", [user(f"One more: {number}")])
            began = time.perf_counter()
            store.begin(call)
            taken.append(time.perf_counter() - began)
    return taken


def rows(rounds: int, calls: int = CALLS) -> Iterator[Row]:
    """What each command takes beyond its start, and to load a long conversation."""
    ours, _ = both()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "logs.db")
        began = time.perf_counter()
        speaker = fill(path, calls)
        seconds = time.perf_counter() - began
        print(f"{calls:,} calls written in {seconds:.0f} s, {path.stat().st_size / 1e6:.0f} MB")
        long = long_conversation(path)
        for name, taken in beyond_start(ours, Path(directory), speaker, rounds).items():
            what = f"`llm {name}`, {calls:,} calls, beyond its start"
            yield limited(what, taken, "ms", LIMIT, scale=1000)
        what = f"a conversation of {LONG * 2:,} messages loaded"
        taken = loading(path, long, rounds)
        yield limited(what, taken, "ms", LIMIT_OF_LOADING, scale=1000)
        print(f"one more call: {spread(added(path, rounds), 'ms', 1000)}")


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
