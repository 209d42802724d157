"""Values of options: what a user wrote -> what a command is given.

A mistake in one is an error of usage.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from llm.errors import InvalidInput, LLMError

if TYPE_CHECKING:
    from llm.attachments import Attachment


def checked(resolve: Callable[[Any], Any]) -> Callable[..., Any]:
    """A callback that puts each value through *resolve*, whose errors are errors of usage."""

    def callback(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        try:
            if param.multiple:
                return tuple(resolve(each) for each in value)
            return None if value is None else resolve(value)
        except LLMError as error:
            raise click.BadParameter(str(error), ctx, param) from error

    return callback


def attachment(value: str) -> Attachment:
    """A path, URL or `-` -> an Attachment whose type was found out."""
    from llm.resolving.attachments import resolve_attachment

    return resolve_attachment(value)


def attachment_with_type(pair: tuple[str, str]) -> Attachment:
    """A path, URL or `-` and a media type -> an Attachment of that type."""
    from llm.resolving.attachments import resolve_attachment_with_type

    return resolve_attachment_with_type(*pair)


def schema(value: str) -> dict[str, Any]:
    """The JSON schema that *value* is, or stands for."""
    from llm.resolving.schemas import resolve_schema

    return resolve_schema(value)


def schema_multi(value: str) -> dict[str, Any]:
    """The same, of a list of such items."""
    from llm.resolving.schemas import resolve_schema

    return resolve_schema(value, multi=True)


def header(pair: tuple[str, str]) -> tuple[str, str]:
    """The name and the value of an HTTP header."""
    name, value = pair[0].strip(), pair[1].strip()
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
        raise InvalidInput(f"'{pair[0]}' cannot be the name of an HTTP header")
    if not value.isprintable() or not value.isascii():
        raise InvalidInput(f"The HTTP header {name} cannot have the value that is given")
    return name, value


def server_url(value: str) -> str:
    """The address of a server, without a slash at the end."""
    from llm.providers.openai.address import is_address

    if not is_address(value):
        raise InvalidInput(f"'{value}' is no URL such as http://127.0.0.1:8080/v1")
    return value.rstrip("/")


def limiting(name: str) -> Callable[..., Any]:
    """A callback that lets the value be this field of `net.limits.Limits` during the command."""

    def callback(ctx: click.Context, param: click.Parameter, value: float | None) -> None:
        if value is None or ctx.resilient_parsing:
            return
        if not value < float("inf"):
            raise click.BadParameter(f"{value} is no number of seconds", ctx, param)
        from llm.net.limits import limited

        # The root is closed also when what follows on the command line is wrong.
        ctx.find_root().with_resource(limited(**{name: value}))

    return callback


def seconds(value: float) -> float:
    """A number of seconds, which `nan` is not."""
    if value != value:  # noqa: PLR0124 - as only that is
        raise InvalidInput(f"{value} is no number of seconds")
    return value


def size(value: Any) -> int:
    """A size as people write them -> the number of bytes."""
    from llm.config.sizes import bytes_in

    return bytes_in(str(value), "This")
