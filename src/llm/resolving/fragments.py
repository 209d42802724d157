"""What `-f` and `--sf` name -> fragments, and attachments where a plugin's loader gives these."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from llm import ports
from llm.attachments import Attachment
from llm.errors import HistoryUnavailable, InvalidInput
from llm.fragments import Fragment, has_plugin_prefix, is_url
from llm.lazy_dataclass import dataclass
from llm.resolving.stored import existing_history
from llm.text import valid_text

if TYPE_CHECKING:
    from llm.store.interface import Store
    from llm.store.records import FragmentRecord

Piece: TypeAlias = Fragment | Attachment
STDIN = "-"
ALIAS = r"[A-Za-z0-9_-]+"


@dataclass(frozen=True)
class Loaded:
    """What some names came to.

    Attributes:
        fragments: the texts, in the order of the names.
        attachments: the attachments, likewise.

    """

    fragments: list[Fragment] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fragments or self.attachments)

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded([*self.fragments, *other.fragments], [*self.attachments, *other.attachments])


def load_fragments(names: Iterable[str], *, database: str | Path | None = None) -> Loaded:
    """The fragments and attachments that *names* mean; see `load_fragment`."""
    loaded = Loaded()
    for name in names:
        for piece in load_fragment(name, database=database):
            if isinstance(piece, Attachment):
                loaded.attachments.append(piece)
            else:
                loaded.fragments.append(piece)
    return loaded


def load_system_fragments(
    names: Iterable[str], *, database: str | Path | None = None
) -> list[Fragment]:
    """The fragments that *names* mean. Raises InvalidInput where an attachment is among them."""
    fragments: list[Fragment] = []
    for name in names:
        for piece in load_fragment(name, database=database):
            if isinstance(piece, Attachment):
                raise InvalidInput(
                    f"{name} is an attachment, and a system prompt is text only; use -f {name}"
                )
            fragments.append(piece)
    return fragments


def load_fragment(name: str, *, database: str | Path | None = None) -> list[Piece]:
    """What *name* means.

    The first of these that it is: a URL; `-`, standard input; `prefix:argument`, which asks the
    plugin that has the prefix, unless there is a file of that name; an alias or the hash of a
    fragment in the history, the file *database* or the user's own; a file with text in UTF-8; at
    least six digits with which the hash of one fragment in the history begins.

    Raises InvalidInput when it is none, or is no text, and FetchError for a URL.
    """
    if is_url(name):
        return [_from_url(name)]
    if name == STDIN:
        return [_from_stdin()]
    if has_plugin_prefix(name) and not os.path.exists(name):
        return list(_from_plugin(name))
    return [_from_history_or_file(name, database)]


def _from_url(url: str) -> Fragment:
    fetched = ports.fetch(url)
    # A server that calls it text is believed, whatever encoding it forgets to name.
    errors = "replace" if (fetched.content_type or "").startswith("text/") else "strict"
    try:
        text = fetched.content.decode(fetched.charset or "utf-8-sig", errors)
    except (LookupError, UnicodeDecodeError) as error:
        raise _not_text(url) from error
    return _checked(text, url, url)


def _from_stdin() -> Fragment:
    try:
        content = sys.stdin.buffer.read() if sys.stdin is not None else b""
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_text("Standard input", STDIN) from error
    except OSError as error:
        raise InvalidInput(f"Standard input cannot be read: {error.strerror}") from error
    return _checked(_with_plain_ends(text), "Standard input", STDIN)


def _from_plugin(name: str) -> Iterator[Piece]:
    from llm.resolving.loaders import load_with_plugin

    loaded = load_with_plugin("fragment", name)
    for piece in loaded if isinstance(loaded, (list, tuple)) else [loaded]:
        if isinstance(piece, (Fragment, Attachment)):
            yield piece
        elif isinstance(piece, str):
            yield Fragment(piece, name)
        else:
            raise InvalidInput(
                f"Could not load fragment {name}: its plugin gave neither text nor an attachment"
            )


def _from_history_or_file(name: str, database: str | Path | None) -> Fragment:
    unavailable: HistoryUnavailable | None = None
    if re.fullmatch(ALIAS, name):
        try:
            with existing_history(database) as history:
                if found := _in_history(name, history):
                    return _as_fragment(name, found)
        except HistoryUnavailable as error:
            unavailable = error  # which is no reason not to read a file
    if os.path.exists(name):
        return _from_file(name)
    if unavailable is not None:
        raise InvalidInput(
            f"Fragment '{name}' is no file, and whether it is an alias or a hash cannot be told:"
            f" {unavailable}"
        ) from unavailable
    raise InvalidInput(
        f"Fragment '{name}' not found: there is no such file, and no alias or hash like it in the"
        " history (llm fragments lists those)"
    )


def _in_history(name: str, history: Store | None) -> FragmentRecord | None:
    """The fragment called *name*; where a file has that name, no mere beginning of a hash."""
    if history is None:
        return None
    found = history.fragments.named(name)
    if found is None and not os.path.exists(name):
        found = history.fragments.beginning(name)
    return found


def _as_fragment(name: str, found: FragmentRecord) -> Fragment:
    if found.redacted:
        raise InvalidInput(f"The fragment {name} is not there any more: {found.content}")
    return Fragment(found.content, found.source)


def _from_file(name: str) -> Fragment:
    if os.path.isdir(name):
        raise InvalidInput(f"{name} is a directory, not a file")
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_text(name) from error
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror}") from error
    return _checked(text, name, valid_text(os.path.realpath(name)))


def _checked(text: str, name: str, source: str) -> Fragment:
    """*text* as a fragment. Raises InvalidInput for bytes that only look like text."""
    if "\0" in text:
        raise _not_text(name, source)
    return Fragment(text, source)


def _not_text(name: str, source: str | None = None) -> InvalidInput:
    return InvalidInput(
        f"{name} is not text in UTF-8; pictures, sounds and other files go with -a {source or name}"
    )


def _with_plain_ends(text: str) -> str:
    """*text* with its lines ended as Python ends those of a file."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
