"""Fields of a request's body, taken out with their type, or refused with the field's path. Pure."""

from __future__ import annotations

import base64
import binascii
import math
import mimetypes
from typing import TYPE_CHECKING, Any, TypeVar

from llm.attachments import Attachment
from llm.server.asking.asked import Failure, Refused
from llm.text import valid_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 1_000
"""Characters of what is searched for, and of the name of a conversation."""

T = TypeVar("T")
_USUAL_TYPES = {"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg", "audio/x-wav": "audio/wav"}
_NAMES: dict[type, str] = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def refused(message: str, param: str | None = None, code: str | None = None) -> Refused:
    """What to raise for a request that is not understood: 400, with the path of its field."""
    return Refused(Failure(400, "invalid", message, param=param, code=code))


def too_long(path: str, most: int) -> Refused:
    """What to raise for a text that is longer than *most* characters: 400."""
    return refused(f"'{path}' has more than {most:,} characters.", path, "string_too_long")


def unsupported(message: str, param: str | None = None) -> Refused:
    """What to raise for a request that is understood, but not served: 400."""
    return Refused(Failure(400, "unsupported", message, param=param, code="unsupported_value"))


def typed(value: Any, kind: type[T], path: str) -> T:
    """*value*, which has to be of *kind*; raises Refused that names *path*.

    A number without a fraction counts as whole; text is made valid Unicode, but not what is inside
    of lists and objects; a number has to be finite.
    """
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return value  # type: ignore[return-value]  # JSON knows one kind of number
    if kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise refused(f"'{path}' has to be {_NAMES[kind]}, and is {_shown(value)}.", path)
    if isinstance(value, str):
        return valid_text(value)  # type: ignore[return-value]  # a string is what was asked for
    if isinstance(value, float) and not math.isfinite(value):
        raise refused(f"'{path}' has to be a finite number.", path)
    found: Any = value
    return found  # type: ignore[no-any-return]  # of *kind*, as was seen


def given(body: Mapping[str, Any], name: str, kind: type[T], within: str | None = None) -> T | None:
    """The field *name* of *body*, of *kind*; None where it is missing or null.

    *within* is the path of *body* in the request. Raises Refused for another type.
    """
    value = body.get(name)
    return None if value is None else typed(value, kind, path_of(within, name))


def given_or(body: Mapping[str, Any], name: str, default: str, within: str | None = None) -> str:
    """As `given`, for a text that is *default* where it is missing or null, but not where empty."""
    value = given(body, name, str, within)
    return default if value is None else value


def needed(body: Mapping[str, Any], name: str, kind: type[T], within: str | None = None) -> T:
    """As `given`, for a field that has to be there. Raises Refused where it is not."""
    value = given(body, name, kind, within)
    if value is None:
        path = path_of(within, name)
        raise refused(f"'{path}' is missing.", path, "missing_required_parameter")
    return value


def one_of(value: str, allowed: Iterable[str], path: str) -> str:
    """*value*, which has to be one of those *allowed*; raises Refused."""
    allowed = tuple(allowed)
    if value not in allowed:
        known = ", ".join(f"'{each}'" for each in allowed)
        raise refused(f"'{path}' has to be one of {known}, and is {_shown(value)}.", path)
    return value


def path_of(within: str | None, name: str | int) -> str:
    """The path of the field *name*, or of the entry with that number, of what is at *within*."""
    if isinstance(name, int):
        return f"{within or ''}[{name}]"
    return f"{within}.{name}" if within else name


def attachment_of_base64(data: str, media_type: str | None, path: str) -> Attachment:
    """The file that *data* holds, maybe in lines; raises Refused where that is no base64."""
    for written in (data, "".join(data.split())):
        try:
            content = base64.b64decode(written, validate=True)
        except (binascii.Error, ValueError):
            continue
        kind = (media_type or "").strip().lower()
        return Attachment(type=_USUAL_TYPES.get(kind, kind) or None, content=content)
    raise refused(f"'{path}' is not valid base64.", path, "invalid_base64")


def type_by_name(name: str, beginning: str = "") -> str | None:
    """The media type that *name*, of a file or a URL, tells, if it begins so; nobody is asked."""
    if name[:5].lower() == "data:":  # it says so itself, and may be long
        return None
    found = mimetypes.guess_type(name.partition("?")[0].partition("#")[0])[0]
    return found if found and found.startswith(beginning) else None


def attachment_of_url(url: str, path: str, media_type: str | None = None) -> Attachment:
    """The file that *url* names: one with the bytes in it (`data:`), or one of the web.

    Raises Refused for any other; files of the server's own machine are none of a client's business.
    """
    scheme, separator, rest = url.partition(":")
    if separator and scheme.lower() == "data":
        described, comma, data = rest.partition(",")
        kind, *parameters = described.split(";")
        if not comma or "base64" not in parameters:
            raise refused(f"'{path}' has to be a data URL in base64.", path, "invalid_base64")
        return attachment_of_base64(data, kind.strip().lower() or media_type, path)
    if scheme.lower() in ("http", "https") and rest.startswith("//"):
        return Attachment(type=media_type, url=url)
    raise refused(f"'{path}' has to be a data URL, or one of http or https.", path)


def _shown(value: Any) -> str:
    """*value*, or what it is, so that it fits into a line."""
    if isinstance(value, str):
        return repr(value) if len(value) <= 40 else f"'{value[:40]}…'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return _NAMES.get(type(value), "something else")
