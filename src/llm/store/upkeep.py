"""What deleting, redacting, sweeping and verifying come to, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from llm.store.records import CallRecord, Reference

Progress: TypeAlias = Callable[[int, int], object]
"""Told from time to time how many things are done, and of how many."""


@dataclass
class Deletion:
    """What was deleted, or with a dry run would be.

    Attributes:
        calls: how many calls.
        conversations: how many conversations have nothing left.
        texts: how many texts, attachments and other blobs nothing uses any more.
        bytes: how many bytes are in these.
        running: ids of the calls that were left because they are still running.
        remains: why bytes of what is gone are still in the file; None when they are not. The next
            run that writes tries again.
        backups: files from before an import, which were left.

    """

    calls: int = 0
    conversations: int = 0
    texts: int = 0
    bytes: int = 0
    running: list[str] = field(default_factory=list)
    remains: str | None = None
    backups: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class ToRedact:
    """What is to be redacted: all that any of the first three means.

    Attributes:
        text: whatever contains this: messages, arguments of tools, metadata, titles, addresses.
        exact: what is exactly this.
        references: what was said in these messages; in the turns of these calls, with what the
            provider sent; in all turns of these conversations.
        reason: what is read in its place.
        forget: drop the hashes, too, from which a short text could be guessed. The same text said
            again is not known then.

    """

    text: str | None = None
    exact: str | None = None
    references: Sequence[Reference] = ()
    reason: str = ""
    forget: bool = False


@dataclass
class Redaction:
    """What was redacted, or with a dry run would be.

    Attributes:
        texts: how many texts, attachments and other blobs.
        messages: how many messages say one of these.
        passages: how many titles, tags, names and addresses were changed.
        remains: as in `Deletion`.
        left: files beside the database that still say the text that was given.

    """

    texts: int = 0
    messages: int = 0
    passages: int = 0
    remains: str | None = None
    left: list[Path] = field(default_factory=list)


@dataclass
class Collection:
    """What garbage collection freed.

    Attributes:
        texts: how many blobs nothing used.
        messages: how many messages were said nowhere.
        bytes: by how much the files are smaller.
        remains: as in `Deletion`.

    """

    texts: int = 0
    messages: int = 0
    bytes: int = 0
    remains: str | None = None


@dataclass(frozen=True)
class Failure:
    """Something in the history that is not as it should be.

    Attributes:
        kind: `file`, `reference`, `blob`, `message`, `node`, `call`, `schema` or `search`.
        id: of which one; a hash in hexadecimal digits, or an id.
        reason: what is wrong with it.

    """

    kind: str
    id: str
    reason: str


@dataclass
class Verification:
    """What a look at everything found.

    Attributes:
        blobs: how many were looked at; likewise *messages*, *nodes* and *calls*.
        redacted: how many of them cannot be checked because something in them was redacted.
        failures: what is not as it should be.

    """

    blobs: int = 0
    messages: int = 0
    nodes: int = 0
    calls: int = 0
    redacted: int = 0
    failures: list[Failure] = field(default_factory=list)


@dataclass
class Branch:
    """A call in the tree of its conversation.

    Attributes:
        call: as one turn.
        after: id of the call of the same conversation that it goes on from; None for a beginning.
        is_tip: the conversation goes on from here.
        forks: ids of the conversations that were forked from this call.

    """

    call: CallRecord
    after: str | None = None
    is_tip: bool = False
    forks: list[str] = field(default_factory=list)
