"""A path, a URL or `-`, as given to `-a` and `--at`, -> an Attachment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from llm import ports
from llm.attachments import Attachment
from llm.errors import InvalidInput


def resolve_attachment(value: str) -> Attachment:
    """The attachment that *value* names, its type found out.

    *value* is a path, anything with `://` in it (a URL), or `-` for the bytes of standard input.
    The type of a URL is what its server says; otherwise the bytes tell. Raises InvalidInput when
    there is nothing to read or its type cannot be told, FetchError when a server does not answer.
    """
    if "://" in value:
        attachment = Attachment(type=ports.content_type_of(value), url=value)
    else:
        attachment = _from_bytes(value)
        attachment.type = attachment.resolve_type()
    if not attachment.type:
        if _is_empty(attachment):
            raise InvalidInput(f"{value} is empty")
        raise InvalidInput(
            f"Could not determine mimetype of {_shown(value)}; give it with --at {value} TYPE"
        )
    return attachment


def resolve_attachment_with_type(value: str, media_type: str) -> Attachment:
    """The attachment that *value* names, of the type that the user says. Nothing is fetched.

    Raises InvalidInput when there is nothing to read, or *media_type* cannot be one.
    """
    if "/" not in media_type.strip("/"):
        raise InvalidInput(f"'{media_type}' is not a media type; one looks like image/png")
    attachment = Attachment(url=value) if "://" in value else _from_bytes(value)
    attachment.type = media_type
    return attachment


def _from_bytes(value: str) -> Attachment:
    if value == "-":
        content = sys.stdin.buffer.read() if sys.stdin is not None else b""
        if not content:
            raise InvalidInput("There is nothing on standard input to attach")
        return Attachment(content=content)
    if not value:
        raise InvalidInput("No file is named")
    path = Path(value).absolute()
    if not path.exists():
        raise InvalidInput(f"File {value} does not exist")
    if path.is_dir():
        raise InvalidInput(f"{value} is a directory, not a file")
    try:
        if not path.is_file():  # a pipe, as of a shell's <(…): it can be read once
            return Attachment(content=path.read_bytes())
        path.open("rb").close()
    except OSError as error:
        raise InvalidInput(f"{value} cannot be read: {error.strerror}") from error
    return Attachment(path=str(path))


def _is_empty(attachment: Attachment) -> bool:
    if attachment.path:
        return not os.path.getsize(attachment.path)
    return attachment.content == b""


def _shown(value: str) -> str:
    return "standard input" if value == "-" else value
