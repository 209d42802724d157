"""How attachments were given at a place: under which path or URL, or as bytes.

A message is what it says, and an attachment is known by its bytes. So the same message may have
been given from other files somewhere else; a call notes that, as an origin.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from llm.parts import AttachmentPart, ToolResultPart, attachments_of
from llm.store.sqlite.message_bodies import attachments_in, copied_bytes, opened

if TYPE_CHECKING:
    import sqlite3

    from llm.attachments import Attachment
    from llm.parts import Message, Part
    from llm.store.sqlite.blobs import Blobs

Origins: TypeAlias = list[list[Any]]
"""For each attachment that was given in another way than the stored one: the message's node, the
attachment's number in it, and how it was given."""


class GivenAttachments:
    """Compares attachments with the stored ones. Writing takes place in the caller's transaction.

    A file that could not be copied when a message was stored is copied when it comes again.
    """

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs) -> None:
        self._connection = connection
        self._blobs = blobs

    def origins(self, said: Iterable[tuple[Message, int, int]]) -> Origins:
        """What is to be noted of what was *said*: messages, each as it is stored and its node."""
        shown = [(each, list(attachments_of(each[0]))) for each in said]
        shown = [(each, attachments) for each, attachments in shown if attachments]
        if not shown:
            return []
        bodies = dict(
            self._connection.execute(
                "SELECT id, body FROM stored_messages WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([stored for (_, stored, _), _ in shown]),),
            )
        )
        return [
            [node, number, reference]
            for (_, stored, node), attachments in shown
            for number, reference in self._differing(attachments, stored, bodies[stored])
        ]

    def _differing(
        self, given: Sequence[Attachment], stored: int, body: str
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        whole = opened(body)
        kept = list(attachments_in(whole.parts))
        if len(kept) != len(given):
            return  # the pieces are spread over messages in another way
        added = [self._completed(one, other) for one, other in zip(given, kept, strict=True)]
        if any(added):
            self._connection.execute(
                "UPDATE stored_messages SET body = ? WHERE id = ?", (whole.written(), stored)
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO message_blobs (blob, message) VALUES (?, ?)",
                [(blob, stored) for blob in added if blob],
            )
        for number, (one, other) in enumerate(zip(given, kept, strict=True)):
            if (reference := _reference_of(one)) != self._reference_in(other):
                yield number, reference

    def _completed(self, given: Attachment, stored: dict[str, Any]) -> int | None:
        """The blob with the bytes of *given*, which *stored* has now and did not have before."""
        if "id" not in stored:
            return None
        content = given.content if given.content is not None else copied_bytes(given)
        if content is None:
            return None
        del stored["id"]
        stored["copy"] = self._blobs.put_bytes(content)
        return int(stored["copy"])

    def _reference_in(self, stored: dict[str, Any]) -> dict[str, Any]:
        given = ("path", "url")
        reference: dict[str, Any] = {name: stored[name] for name in given if name in stored}
        if isinstance(url := reference.get("url"), int):
            reference["url"] = self._blobs.text(url)
        return {**reference, "content": True} if "content" in stored else reference


def _reference_of(attachment: Attachment) -> dict[str, Any]:
    """How *attachment* was given: not what it is, which its hash says."""
    given: dict[str, Any] = {}
    if attachment.path:
        given["path"] = attachment.path
    if attachment.url:
        given["url"] = attachment.url
    if attachment.content is not None:
        given["content"] = True
    return given


def as_given(message: Message, node: int, origins: Origins) -> Message:
    """*message* with its attachments as they were given at *node*, where that is noted."""
    noted = {number: given for where, number, given in origins if where == node}
    if not noted:
        return message
    numbers = iter(range(sum(1 for _ in attachments_of(message))))
    return replace(message, parts=[_part_as_given(part, noted, numbers) for part in message.parts])


def _part_as_given(part: Part, noted: dict[int, dict[str, Any]], numbers: Iterator[int]) -> Part:
    if isinstance(part, AttachmentPart) and part.attachment is not None:
        return replace(part, attachment=_attachment(part.attachment, noted.get(next(numbers))))
    if isinstance(part, ToolResultPart) and part.attachments:
        given = [_attachment(each, noted.get(next(numbers))) for each in part.attachments]
        return replace(part, attachments=given)
    return part


def _attachment(stored: Attachment, given: dict[str, Any] | None) -> Attachment:
    if given is None:
        return stored
    known = stored.content if stored.content is not None else stored.kept
    inline = bool(given.get("content"))
    attachment = replace(
        stored, path=given.get("path"), url=given.get("url"), content=known if inline else None
    )
    attachment.kept = None if inline else known
    return attachment
