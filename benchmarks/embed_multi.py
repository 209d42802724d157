"""Items that are embedded and stored in a second, with a model that answers at once.

20,000 vectors of 384 numbers, by the same program with 0.36. A model that takes its time is all
that one waits for; this is what is left.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.environments import both
from benchmarks.measuring import outputs
from benchmarks.rows import Row, at_least, compared
from benchmarks.running import alone

ROUNDS = 5
ITEMS = 20_000
DIMENSION = 384
LIMIT = at_least(4.0)

# Run by either interpreter; it only uses what both have. Prints items for a second.
STORING = """
import random, sys, tempfile, time
import llm, sqlite_utils

items, dimension = int(sys.argv[1]), int(sys.argv[2])
chance = random.Random(1)
vectors = [[chance.uniform(-1, 1) for _ in range(dimension)] for _ in range(500)]

class Scripted(llm.EmbeddingModel):
    model_id = "scripted"
    batch_size = 100

    def embed_batch(self, texts):
        for text in texts:
            yield vectors[int(text.split()[1]) % len(vectors)]

with tempfile.TemporaryDirectory() as directory:
    db = sqlite_utils.Database(directory + "/embeddings.db")
    collection = llm.Collection("scripted", db, model=Scripted())
    began = time.perf_counter()
    collection.embed_multi((str(number), "text %d" % number) for number in range(items))
    print(items / (time.perf_counter() - began))
    assert collection.count() == items
    db.conn.close()
"""


def rows(rounds: int, items: int = ITEMS) -> Iterator[Row]:
    """Items a second of both, whose ratio has a limit."""
    arguments = ["-c", STORING, str(items), str(DIMENSION)]
    rates = outputs({side.name: [side.python, *arguments] for side in both()}, rounds)
    what = f"vectors of {DIMENSION} numbers stored in a second"
    yield compared(what, rates["ours"], "0.36", rates["0.36"], "", LIMIT)


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
