"""Files that can be imported: which format one has, judged by what is in it, and what it holds.

A database is named and left alone: importing those is another's.
"""

from __future__ import annotations

import io
import itertools
import mimetypes
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TextIO, TypeAlias, cast

from llm.attachments import Attachment
from llm.errors import InvalidInput
from llm.store.exchange.exchanged import Exchanged
from llm.store.exchange.json_items import items
from llm.store.exchange.jsonl import is_header, read_jsonl
from llm.store.exchange.lenient import DECODER
from llm.text import valid_data

Format: TypeAlias = Literal["llm", "chatgpt", "claude", "sqlite"]

KNOWN = (
    "llm logs import reads exports of llm (llm logs export), data exports of ChatGPT and of Claude"
    " (conversations.json, or the .zip that it came in), and logs.db files"
)
_SQLITE = b"SQLite format 3\0"
_IN_ARCHIVE = re.compile(r"(?:.*/)?conversations(?:-\d+)?\.json")
_ASSET = re.compile(r"file[-_][A-Za-z0-9]+")
_LONGEST_HEADER = 4096


@contextmanager
def file_at(path: str | Path) -> Iterator[Path]:
    """The file at *path*; for `-`, standard input as a file that is there for the block."""
    if str(path) != "-":
        yield Path(path)
        return
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory, "standard-input")
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        try:
            yield copy
        except InvalidInput as error:
            raise InvalidInput(str(error).replace(str(copy), "Standard input")) from error


def source(path: str | Path) -> Source:
    """What can be imported from the file at *path*.

    Raises `InvalidInput` for a file of no known format, and `OSError` when it cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        raise InvalidInput(f"{path} is a directory: name the conversations.json that is in it.")
    with path.open("rb") as file:
        start = file.read(len(_SQLITE))
    if start == _SQLITE:
        return Source(path, "sqlite", [])
    members: list[str | None] = [None]
    if zipfile.is_zipfile(path) and start[:2] == b"PK":
        members = _members(path)
    return Source(path, _format(path, members), members)


class Source:
    """A file that can be imported.

    Attributes:
        path: where it is.
        format: `llm` is our own; `sqlite` a database, of which nothing is known here.

    """

    def __init__(self, path: Path, format_: Format, members: list[str | None]) -> None:
        self.path = path
        self.format = format_
        self._members = members

    def conversations(self) -> Iterator[Exchanged]:
        """What it holds, read from its beginning each time.

        Raises `InvalidInput`, which names the file, where that comes to what it cannot understand.
        """
        try:
            with _assets_in(self.path, self._members) as assets:
                for member in self._members:
                    with _text_of(self.path, member) as stream:
                        yield from self._read(stream, assets)
        except (InvalidInput, UnicodeDecodeError, zipfile.BadZipFile) as error:
            reason = _not_text(error) if isinstance(error, UnicodeDecodeError) else str(error)
            raise InvalidInput(f"{self.path} cannot be imported, {reason}") from error

    def _read(self, stream: TextIO, assets: _Assets) -> Iterator[Exchanged]:
        if self.format == "llm":
            yield from read_jsonl(stream)
            return
        from llm.store.exchange.told import exchanged

        for number, data in enumerate(_conversations(stream), 1):
            conversation = valid_data(data)
            try:
                if _service(conversation) == "chatgpt":
                    from llm.store.exchange.chatgpt import told_by_chatgpt

                    told = told_by_chatgpt(conversation, assets.find)
                else:
                    from llm.store.exchange.claude import told_by_claude

                    told = told_by_claude(conversation)
            except InvalidInput as error:
                raise InvalidInput(f"conversation {number}: {error}") from error
            yield exchanged(told)


def _members(path: Path) -> list[str | None]:
    """The files in an archive that hold conversations."""
    with zipfile.ZipFile(path) as archive:
        found = sorted(name for name in archive.namelist() if _IN_ARCHIVE.fullmatch(name))
    if not found:
        raise InvalidInput(f"{path} is an archive without a conversations.json. {KNOWN}.")
    return [*found]


@contextmanager
def _text_of(path: Path, member: str | None) -> Iterator[TextIO]:
    """The text of a file, or of one in an archive."""
    if member is None:
        with path.open(encoding="utf-8-sig") as stream:
            yield stream
        return
    with (
        zipfile.ZipFile(path) as archive,
        archive.open(member) as binary,
        io.TextIOWrapper(binary, encoding="utf-8-sig") as stream,
    ):
        yield stream


def _format(path: Path, members: list[str | None]) -> Format:
    try:
        for member in members:
            with _text_of(path, member) as stream:
                if member is None and is_header(stream.readline(_LONGEST_HEADER)):
                    return "llm"
                stream.seek(0)
                for conversation in itertools.islice(_conversations(stream), 1):
                    return _service(conversation)
    except (InvalidInput, UnicodeDecodeError, zipfile.BadZipFile) as error:
        reason = _not_text(error) if isinstance(error, UnicodeDecodeError) else str(error)
        raise InvalidInput(f"{path} cannot be imported, {reason}. {KNOWN}.") from error
    raise InvalidInput(f"{path} holds no conversation: there is nothing to import.")


def _service(conversation: dict[str, Any]) -> Format:
    if "mapping" in conversation:
        return "chatgpt"
    if "chat_messages" in conversation:
        return "claude"
    raise InvalidInput("it is no conversation of ChatGPT or Claude")


def _not_text(error: UnicodeDecodeError) -> str:
    return f"it is no text in UTF-8 (byte {error.start})"


def _conversations(stream: TextIO) -> Iterator[dict[str, Any]]:
    """The conversations in *stream*: a list of them, an object with such a list, or just one."""
    start = stream.read(1)
    while start and start.isspace():
        start = stream.read(1)
    stream.seek(0)
    if start != "{":
        yield from items(stream)
        return
    try:
        data = DECODER.decode(stream.read())
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"it is no JSON: {error}") from error
    listed = data.get("conversations", [data])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise InvalidInput("its 'conversations' are no list of objects")
    yield from cast("list[dict[str, Any]]", listed)


class _Assets:
    """The images and other files in an archive, by the ids that messages point to."""

    def __init__(self, archive: zipfile.ZipFile | None) -> None:
        self._archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist() if archive else ():
            if found := _ASSET.match(name.rpartition("/")[2]):
                self._names.setdefault(found[0], name)

    def find(self, file_id: str) -> Attachment | None:
        """The file that belongs to *file_id*, if it is there."""
        name = self._names.get(file_id)
        if name is None or self._archive is None:
            return None
        return Attachment(type=mimetypes.guess_type(name)[0], content=self._archive.read(name))


@contextmanager
def _assets_in(path: Path, members: list[str | None]) -> Iterator[_Assets]:
    if members == [None]:
        yield _Assets(None)
        return
    with zipfile.ZipFile(path) as archive:
        yield _Assets(archive)
