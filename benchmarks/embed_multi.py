"""Items that are embedded and stored in a second, with a model that answers at once.

20,000 vectors of 384 numbers, by the same program with 0.36. A model that takes its time is all
that one waits for; this is what is left.
"""

from __future__ import annotations

import argparse

from benchmarks.environments import both
from benchmarks.measuring import outputs, ratio, spread, verdict

ITEMS = 20_000
DIMENSION = 384
AT_LEAST = 4.0

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


def compared(rounds: int, items: int = ITEMS, dimension: int = DIMENSION) -> float:
    """How many times as many items are stored in a second as by 0.36."""
    arguments = ["-c", STORING, str(items), str(dimension)]
    rates = outputs({side.name: [side.python, *arguments] for side in both()}, rounds)
    for name, measured in rates.items():
        print(f"{name:5} {items:,} x {dimension}: {spread(measured, 'items a second')}")
    return ratio(rates["ours"], rates["0.36"])


def main(rounds: int, items: int = ITEMS) -> None:
    """Print both rates, and their ratio beside what is wanted of it."""
    print(f"ours / 0.36 {verdict(compared(rounds, items), at_least=AT_LEAST)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    main(parser.parse_args().rounds)
