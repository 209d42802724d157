"""Records -> items: which column is the id, what is the content, what is said beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from llm.embeddings.reading.records import Record, Refused, Skipped, Source
from llm.errors import InvalidInput, LLMError
from llm.lazy_dataclass import dataclass

Item: TypeAlias = tuple[str, "str | bytes", "dict[str, Any] | None"]
"""An id, a content and metadata, as `Collection.embed_multi_with_metadata` takes them."""

OnRefused: TypeAlias = Callable[[str, LLMError], object]


@dataclass(frozen=True)
class Shape:
    """What is made of the columns of a record.

    The first is the id, and the others, with a space between them, are the content.

    Attributes:
        prefix: put before every id.
        prepend: put before every content that is text.
        metadata: columns that are metadata, and no content.

    """

    prefix: str = ""
    prepend: str = ""
    metadata: tuple[str, ...] = ()

    def item(self, record: Record) -> Item:
        """The item that *record* is.

        Raises InvalidInput for one without an id, and Skipped for one without content.
        """
        (_, id_), *rest = record.values
        contents = [value for name, value in rest if name not in self.metadata]
        metadata = {name: value for name, value in record.values if name in self.metadata}
        return (
            self.prefix + _id_text(id_),
            self._content(contents),
            {name: _as_json(name, value) for name, value in metadata.items()} or None,
        )

    def _content(self, contents: list[Any]) -> str | bytes:
        if len(contents) == 1 and isinstance(contents[0], bytes):
            if not contents[0]:
                raise Skipped("is empty")
            return contents[0]
        text = " ".join(map(_text, contents))
        if not text.strip():
            raise Skipped("has no content")
        return self.prepend + text


class Items:
    """The items of *source*, each once.

    Args:
        source: what is read.
        shape: what is made of its records.
        on_refused: told the place and the error of each record that is no item.

    Attributes:
        read: how many records were read.

    """

    def __init__(self, source: Source, shape: Shape, on_refused: OnRefused) -> None:
        self._source = source
        self._shape = shape
        self._on_refused = on_refused
        self.read = 0

    def __iter__(self) -> Iterator[Item]:
        for record in self._source.records():
            self.read += 1
            if isinstance(record, Refused):
                self._on_refused(record.place, record.error)
                continue
            try:
                item = self._shape.item(record)
            except InvalidInput as error:
                self._on_refused(record.place, error)
                continue
            yield item

    def expected(self) -> int | None:
        """How many records there may be in all; None when nobody knows."""
        share = self._source.share()
        return round(self.read / share) if share and self.read else None


def _id_text(value: Any) -> str:
    if isinstance(value, str) and value:
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if value in (None, ""):
        raise InvalidInput("has no id, which is what comes first")
    shown = "binary" if isinstance(value, bytes) else f"{json.dumps(value)[:40]}"
    raise InvalidInput(f"has no id: what comes first is {shown}, and not a text or a number")


def _text(value: Any) -> str:
    """*value* as a part of the content, null as an empty one."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        raise InvalidInput("has binary content beside other columns: select one column only")
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _as_json(name: str, value: Any) -> Any:
    """*value* of the metadata column called *name*: numbers of CSV files are numbers."""
    if isinstance(value, bytes):
        raise InvalidInput(f"has binary data in {name}, which cannot be metadata")
    if not isinstance(value, str):
        return value
    for kind in (int, float):
        try:
            # What is written otherwise, as 007, is no number but a name.
            if str(kind(value)) == value and value not in ("nan", "inf", "-inf"):
                return kind(value)
        except ValueError:
            continue
    return value
