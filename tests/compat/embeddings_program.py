"""A program about embeddings that release 0.36 runs as well: `PATH store|read|stages`.

It only uses what both have, and prints JSON.
"""

import json
import sys

import sqlite_utils

import llm
from llm.embeddings_migrations import embeddings_migrations

STAGES = [
    "m002_foreign_key",
    "m003_add_updated",
    "m004_store_content_hash",
    "m005_add_content_blob",
]


class Letters(llm.EmbeddingModel):
    """A vector that only depends on the content."""

    model_id = "letters"
    supports_binary = True

    def embed_batch(self, items, *, key=None):
        """One for each of *items*."""
        for item in items:
            data = item.encode() if isinstance(item, str) else item
            vector = [0.0] * 8
            for place, byte in enumerate(data):
                vector[place % 8] += byte * (1 + place // 8) - 90
            yield vector


def store(database):
    """Texts and bytes, with and without metadata and content."""
    collection = llm.Collection("c", database, model=Letters())
    collection.embed("one", "the first text", {"n": 1, "é": "ü"}, store=True)
    collection.embed("two", "the second text")
    collection.embed_multi([("three", "日本語"), ("four", b"\xff\x00bytes")], store=True)
    collection.embed_multi_with_metadata([("five", "last", None), ("six", "6", {"x": [1, None]})])
    collection.embed("two", "the second text, changed", {"changed": True}, store=True)


def found(database):
    """What both find in it, scores included, and what stands in the tables."""
    collection = llm.Collection("c", database, model=Letters(), create=False)
    rows = list(
        database.query(
            "SELECT id, hex(embedding) e, content, hex(content_blob) b, hex(content_hash) h,"
            " metadata FROM embeddings ORDER BY id"
        )
    )
    searches = [
        collection.similar("the first text"),
        collection.similar("text", number=2, prefix="t"),
        collection.similar_by_id(rows[0]["id"]),
        collection.similar_by_vector([1.0, -2.0, 3.0, 0, 0, 0, 0, 1], number=3, skip_id="one"),
    ]
    return {
        "count": collection.count(),
        "searches": [[vars(entry) for entry in entries] for entries in searches],
        "rows": rows,
        "collections": list(database.query("SELECT * FROM collections")),
    }


def old(database, stage):
    """Tables as an older release made them, with a text in them. Only 0.36 can."""
    embeddings_migrations.apply(database, stop_before=stage)  # type: ignore[call-arg]  # theirs
    database["collections"].insert({"id": 1, "name": "c", "model": "letters"})
    (vector,) = Letters().embed_batch(["an old text"])
    row = {"collection_id": 1, "embedding": llm.encode(vector), "metadata": '{"old": 1}'}
    database["embeddings"].insert({**row, "id": "kept", "content": "an old text"})
    database["embeddings"].insert({**row, "id": "unkept", "content": None})


def main(path, what):
    """Do *what* with the database at *path*."""
    if what == "stages":
        for stage in STAGES:
            other = sqlite_utils.Database(f"{path}-{stage}")
            old(other, stage)
            other.conn.close()
        return
    database = sqlite_utils.Database(path)
    if what == "store":
        store(database)
    embeddings_migrations.apply(database)
    print(json.dumps(found(database)))
    database.conn.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
