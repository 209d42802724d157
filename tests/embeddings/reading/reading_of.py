"""Reading rows in tests: what comes out of a source, and what was said of the rest."""

from __future__ import annotations

import io

from llm.embeddings.reading import Items, Shape, stream_source


def read(source, **shape):
    """The items of *source*, and the places and errors of what is none."""
    refused = []
    with source:
        items = list(Items(source, Shape(**shape), lambda *said: refused.append(said)))
    return items, [(place, str(error)) for place, error in refused]


def piped(text, form=None, encodings=("utf-8",), metadata=(), **shape):
    """The same for *text*, or bytes, on standard input."""
    data = text if isinstance(text, bytes) else text.encode()
    source = stream_source(io.BytesIO(data), form, encodings, metadata)
    return read(source, metadata=tuple(metadata), **shape)


def texts(items):
    """Their ids with their contents."""
    return {id: content for id, content, _ in items}  # noqa: A001 - as collections say
