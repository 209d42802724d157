"""What it costs to keep a conversation: time for a turn, CPU for a message sent again, bytes.

Three ways to send 1,000 turns, with plain turns and rich ones (see `turns`), and against 0.36 what
both can do: `log_to_db` after each turn. Its limits are those of the design.
"""

from __future__ import annotations

import itertools
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import llm
from benchmarks.environments import both
from benchmarks.measuring import outputs
from benchmarks.rows import Row, at_most, compared, limited, spread, telling
from benchmarks.running import alone
from benchmarks.turns import KINDS, SHAPES, Sender, Speaker
from llm.store.opening import open_store

ROUNDS = 3
TURNS = 1000
LIMIT_OF_TURN = at_most(1.0)
LIMIT_OF_GROWTH = at_most(1.5)
LIMIT_OF_MESSAGE = at_most(10.0)
LIMIT_OF_BYTES = at_most(3.0)
LIMIT_OF_BYTES_WITH_INDEX = at_most(4.0)

# 0.36 takes longer with each turn: it is asked for fewer.
OLD_TURNS = 150

# Run by either interpreter; it only uses what both have. Prints milliseconds for a turn at the end,
# or bytes for a byte of distinct text.
LOGGING = """
import os, random, sqlite3, statistics, sys, time
import llm, sqlite_utils
from llm.migrations import migrate

shape, what, path, turns = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
chance = random.Random(1)
texts = []

def words():
    texts.append(" ".join("%05x" % chance.randrange(1 << 20) for _ in range(60)))
    return texts[-1]

class Scripted(llm.Model):
    model_id = "scripted"

    def execute(self, prompt, stream, response, conversation=None):
        yield words()

db = sqlite_utils.Database(path)
migrate(db)
model, history, times = Scripted(), [], []
conversation = model.conversation()
for turn in range(turns):
    if shape == "conversation":
        response = conversation.prompt(words())
    else:
        texts.append("You are a helpful assistant. It is second %d." % turn)
        history.append(("user", words()))
        said = [getattr(llm, role)(text) for role, text in history]
        response = model.prompt(messages=[llm.system(texts[-2]), *said])
    history.append(("assistant", response.text()))
    began = time.perf_counter()
    response.log_to_db(db)
    times.append(time.perf_counter() - began)
db.conn.commit()
db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
size = os.path.getsize(path)
if what == "ms":
    print(statistics.median(times[-turns // 10:]) * 1000)
else:
    print(size / sum(len(text) for text in set(texts)))
"""


@dataclass
class Kept:
    """What it took to keep a conversation.

    Attributes:
        seconds: for each turn.
        cpu: seconds of CPU for each turn.
        sent: messages that were sent in each turn.
        statements: that were run in one more turn.
        texts: bytes of distinct text.
        metadata: bytes of distinct metadata beside it.
        bytes: of the file.
        without_index: of the file without the search index, as it is and written anew.
    """

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    texts: int = 0
    metadata: int = 0
    bytes: int = 0
    without_index: tuple[int, int] = (0, 0)

    def microseconds_for_a_message(self) -> float:
        """CPU for each message that was sent, over the last half of the turns."""
        half = len(self.cpu) // 2
        return sum(self.cpu[half:]) / sum(self.sent[half:]) * 1e6


def kept(path: Path, shape: str, kind: str, turns: int = TURNS) -> Kept:
    """Keep *turns* of a conversation in a new file at *path*."""
    found = Kept()
    sender = Sender(shape, kind)
    with closing(open_store(path)) as store:
        for _ in range(turns):
            before = sender.sent
            wall, cpu = sender.keep(store)
            found.seconds.append(wall)
            found.cpu.append(cpu)
            found.sent.append(sender.sent - before)
        found.statements = statements_of(store.connection, lambda: sender.keep(store))
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found.texts = sender.speaker.bytes_said()
    found.metadata = sum(map(len, sender.speaker.metadata))
    found.bytes = path.stat().st_size
    found.without_index = _sizes_without_index(path)
    return found


def recorded(path: Path, turns: int = TURNS) -> list[float]:
    """Seconds for each of *turns* that a program holds with a model that answers at once.

    All of it is counted, the library's own work too, while `llm.record` keeps it at *path*.
    """
    speaker = Speaker()
    answers = [speaker.words() for _ in range(turns)]
    taken = []
    with llm.record(path):
        conversation = _Scripted(answers).conversation()
        for _ in range(turns):
            asked = speaker.words()
            began = time.perf_counter()
            conversation.prompt(asked).text()
            taken.append(time.perf_counter() - began)
    return taken


class _Scripted(llm.Model):
    model_id = "scripted"

    def __init__(self, answers: Iterable[str]) -> None:
        self._answers = iter(answers)

    def execute(self, *_: Any, **__: Any) -> Iterator[str]:
        """The next answer."""
        yield next(self._answers)


def statements_of(connection: sqlite3.Connection, work: Callable[[], object]) -> list[str]:
    """The statements that *work* runs; those by which the search index keeps itself left out."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    work()
    connection.set_trace_callback(None)
    return [each for each in statements if "'search_" not in each]


def _sizes_without_index(path: Path) -> tuple[int, int]:
    """The bytes of the file at *path* that are not the search index's: as it is, written anew."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (index,) = connection.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search%'"
        ).fetchone()
        copy = path.with_suffix(".copy")
        connection.execute("VACUUM INTO ?", (str(copy),))
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("DROP TABLE search")
        connection.execute("VACUUM")
    return path.stat().st_size - index, copy.stat().st_size


def judged(shape: str, kind: str, found: Kept) -> Iterator[Row]:
    """What was *found* of a conversation, beside what is wanted of it."""
    label = f"keeping {len(found.seconds):,} turns ({kind}, {shape})"
    print(f"{label}: {len(found.statements)} statements in one more")
    if shape == "conversation":
        yield from _times(label, found.seconds)
    else:
        print(f"{label}: a turn {spread(found.seconds, 'ms', 1000)}")
        cost = [found.microseconds_for_a_message()]
        yield limited(f"{label}: CPU for a message sent again", cost, "µs", LIMIT_OF_MESSAGE)
    said = found.texts + found.metadata
    whole, as_it_is, anew = (size / said for size in (found.bytes, *found.without_index))
    yield limited(f"{label}: bytes for a byte", [whole], "", LIMIT_OF_BYTES_WITH_INDEX)
    what = f"{label}: bytes for a byte, without the index"
    yield limited(what, [as_it_is], "", LIMIT_OF_BYTES)
    of_text = found.bytes / found.texts
    print(f"{what}, written anew: {anew:.3f}; the whole, for a byte of text: {of_text:.3f}")


def _times(label: str, seconds: list[float]) -> Iterator[Row]:
    tenth = max(1, len(seconds) // 10)
    growth = statistics.median(seconds[-tenth:]) / statistics.median(seconds[:tenth])
    yield limited(f"{label}: a turn", seconds, "ms", LIMIT_OF_TURN, scale=1000)
    yield limited(f"{label}: last tenth for the first", [growth], "", LIMIT_OF_GROWTH)


def beside_old(turns: int, rounds: int) -> Iterator[Row]:
    """0.36 and ours: the time of a turn and the size of the file, each in two shapes."""
    sides = both()
    kinds = {
        "ms": f"keeping turn {turns} of a {{shape}}",
        "bytes": f"bytes for a byte of text, {turns} turns of a {{shape}}",
    }
    shapes = {
        "conversation": "conversation",
        "clock": "conversation sent again under other instructions",
    }
    for (shape, name), (what, said) in itertools.product(shapes.items(), kinds.items()):
        with tempfile.TemporaryDirectory() as directory:
            paths = (str(Path(directory, str(number))) for number in itertools.count())
            measured: dict[str, list[float]] = {side.name: [] for side in sides}
            for _ in range(rounds):
                for side in sides:
                    command = [side.python, "-c", LOGGING, shape, what, next(paths), str(turns)]
                    measured[side.name] += outputs({side.name: command}, 1)[side.name]
        unit = "ms" if what == "ms" else ""
        row = compared(said.format(shape=name), measured["ours"], "0.36", measured["0.36"], unit)
        yield telling(row) if (shape, what) == ("conversation", "ms") else row


def rows(rounds: int, turns: int = TURNS, old_turns: int = OLD_TURNS) -> Iterator[Row]:
    """What each shape takes, and two of them against 0.36, which is asked *rounds* times."""
    for shape in SHAPES:
        for kind in KINDS:
            with tempfile.TemporaryDirectory() as directory:
                found = kept(Path(directory, "logs.db"), shape, kind, turns)
            yield from judged(shape, kind, found)
    with tempfile.TemporaryDirectory() as directory:
        yield from _times(
            f"`llm.record`, {turns:,} turns", recorded(Path(directory, "logs.db"), turns)
        )
    yield from beside_old(old_turns, rounds)


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
