"""The files of directories, each of which is a row: its path is its id."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from llm.embeddings.reading.records import Record, Refused, Skipped, Source
from llm.errors import InvalidInput

ENCODINGS = ("utf-8", "latin-1")
"""Tried for a file whose encoding nobody has said."""


def files_in(
    patterns: Iterable[tuple[Path, str]], encodings: Sequence[str] = (), *, binary: bool = False
) -> Source:
    """The files below directories that match a pattern, as `**/*.md`, in the order of their names.

    Args:
        patterns: directories, each with a pattern.
        encodings: tried in this order; `ENCODINGS` where there are none.
        binary: give bytes, and no text.

    Raises InvalidInput for what is no directory, or no pattern.
    """
    found: dict[tuple[Path, str], None] = {}
    for directory, pattern in patterns:
        for path in _matching(directory, pattern):
            found[path, path.relative_to(directory).as_posix()] = None
    return _Files(list(found), tuple(encodings) or ENCODINGS, binary=binary)


def _matching(directory: Path, pattern: str) -> list[Path]:
    if not directory.is_dir():
        raise InvalidInput(f"{directory} is no directory")
    try:
        return sorted(path for path in directory.glob(pattern) if _is_file(path))
    except (ValueError, NotImplementedError) as error:
        raise InvalidInput(
            f"{pattern!r} cannot be looked for in {directory}: a pattern such as '**/*.md' says"
            " which files below it are meant"
        ) from error
    except OSError as error:
        raise InvalidInput(f"{directory} cannot be read: {error.strerror or error}") from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # reported when it is read
        return True


class _Files(Source):
    """Files, each with its id."""

    def __init__(
        self, paths: Sequence[tuple[Path, str]], encodings: Sequence[str], *, binary: bool
    ) -> None:
        self._paths = paths
        self._encodings = encodings
        self._binary = binary
        self._done = 0

    def records(self) -> Iterator[Record | Refused]:
        """Each file as a record, whatever is wrong with others."""
        for path, name in self._paths:
            self._done += 1
            try:
                data = path.read_bytes()
            except OSError as error:
                said = f"cannot be read: {error.strerror or error}"
                yield Refused(str(path), InvalidInput(said))
                continue
            content = data if self._binary else self._decoded(data)
            if content is None:
                tried = " or ".join(each.upper() for each in self._encodings)
                yield Refused(str(path), Skipped(f"is no {tried} text"))
                continue
            yield Record(str(path), [("id", name), ("content", content)])

    def share(self) -> float | None:
        """How many of the files were read."""
        return self._done / len(self._paths) if self._paths else None

    def _decoded(self, data: bytes) -> str | None:
        for encoding in self._encodings:
            named = "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding
            try:
                text = data.decode(named)
            except UnicodeError:
                continue
            return io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)
        return None
