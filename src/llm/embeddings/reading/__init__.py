"""Rows that are to be embedded, from files, directories and databases: each is read once.

A source (`records.py`; for queries see `queries.py`) gives records, or says why one is none, and
`items.py` makes of them what a collection is given. Nothing is read before it is needed, but for
the rows of a query, which are put aside so that nobody waits for the database while a model works.
"""

from __future__ import annotations

from llm.embeddings.reading.files import files_in
from llm.embeddings.reading.formats import Format, file_source, stream_source
from llm.embeddings.reading.items import Items, Shape
from llm.embeddings.reading.records import Skipped, Source

__all__ = [
    "Format",
    "Items",
    "Shape",
    "Skipped",
    "Source",
    "file_source",
    "files_in",
    "stream_source",
]
