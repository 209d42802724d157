"""A program that embeds many items: `python -m tests.embeddings.embedding_run DB ASKED FIRST N`.

Each content that its model is asked for is a line in the file ASKED. Some batches take long.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

from llm.embeddings import Collection
from tests.embeddings.models import Letters


def items(first: int, count: int) -> Iterator[tuple[str, str, dict[str, int] | None]]:
    """Items of which some have the same content, and some metadata; every 50th id comes twice."""
    for number in range(first, first + count):
        if number % 50 == 0:
            yield f"i{number}", "said again below", None
        yield f"i{number}", f"text {number % 450}", {"n": number} if number % 3 else None


class Noting(Letters):
    """Notes what it is asked for before it answers."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def embed_batch(self, items, *, key=None):
        contents = list(items)
        os.write(self._file, "".join(f"{content}\n" for content in contents).encode())
        time.sleep(0.06 if "7" in contents[0] else 0.002)
        return super().embed_batch(contents)


if __name__ == "__main__":
    database, asked, first, count = sys.argv[1:]
    with Collection("c", database, model=Noting(asked)) as collection:
        collection.embed_multi_with_metadata(items(int(first), int(count)), True, 10)
