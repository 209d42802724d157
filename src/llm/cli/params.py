"""Options that several commands take: what they are called, and how their values are checked.

Each is a decorator for a command. A mistake in a value is an error of usage. Plugins that invoke or
wrap our commands know the parameters by their names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from llm.errors import LLMError

if TYPE_CHECKING:
    from llm.attachments import Attachment

Decorator: TypeAlias = Callable[[Any], Any]


def _together(*options: Decorator) -> Decorator:
    """One decorator that adds *options*, in their order."""

    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _checked(resolve: Callable[[Any], Any]) -> Callable[..., Any]:
    """A callback that puts each value through *resolve*, whose errors are errors of usage."""

    def callback(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        try:
            if param.multiple:
                return tuple(resolve(each) for each in value)
            return None if value is None else resolve(value)
        except LLMError as error:
            raise click.BadParameter(str(error), ctx, param) from error

    return callback


def _attachment(value: str) -> Attachment:
    """A path, URL or `-` -> an Attachment whose type was found out."""
    from llm.resolving.attachments import resolve_attachment

    return resolve_attachment(value)


def _attachment_with_type(pair: tuple[str, str]) -> Attachment:
    """A path, URL or `-` and a media type -> an Attachment of that type."""
    from llm.resolving.attachments import resolve_attachment_with_type

    return resolve_attachment_with_type(*pair)


def _schema(value: str) -> dict[str, Any]:
    from llm.resolving.schemas import resolve_schema

    return resolve_schema(value)


def _schema_multi(value: str) -> dict[str, Any]:
    from llm.resolving.schemas import resolve_schema

    return resolve_schema(value, multi=True)


def _header(pair: tuple[str, str]) -> tuple[str, str]:
    """The name and the value of an HTTP header."""
    from llm.errors import InvalidInput

    name, value = pair[0].strip(), pair[1].strip()
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
        raise InvalidInput(f"'{pair[0]}' cannot be the name of an HTTP header")
    if not value.isprintable() or not value.isascii():
        raise InvalidInput(f"The HTTP header {name} cannot have the value that is given")
    return name, value


def _url(value: str) -> str:
    """The address of a server, without a slash at the end."""
    from urllib.parse import urlsplit

    from llm.errors import InvalidInput

    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(each.isspace() for each in value):
        raise InvalidInput(f"'{value}' is no URL such as http://127.0.0.1:8080/v1")
    return value.rstrip("/")


url = _checked(_url)

system = click.option("-s", "--system", help="System prompt to use")
model = click.option("model_id", "-m", "--model", help="Model to use", envvar="LLM_MODEL")
attachments = _together(
    click.option(
        "attachments",
        "-a",
        "--attachment",
        metavar="ATTACHMENT",
        multiple=True,
        callback=_checked(_attachment),
        help="Attachment path or URL or -",
    ),
    click.option(
        "attachment_types",
        "--at",
        "--attachment-type",
        type=(str, str),
        multiple=True,
        callback=_checked(_attachment_with_type),
        help="Attachment with explicit mimetype, --at image.jpg image/jpeg",
    ),
)
fragments = _together(
    click.option(
        "fragments",
        "-f",
        "--fragment",
        multiple=True,
        help="Text to put before the prompt: file, URL, alias, hash, prefix:name or -",
    ),
    click.option(
        "system_fragments",
        "--sf",
        "--system-fragment",
        multiple=True,
        help="The same, to put before the system prompt",
    ),
)
model_options = click.option(
    "options",
    "-o",
    "--option",
    type=(str, str),
    multiple=True,
    help="key/value options for the model",
)
tools = _together(
    click.option(
        "tools", "-T", "--tool", multiple=True, help="Tool that the model may use, by its name"
    ),
    click.option(
        "python_tools",
        "--functions",
        multiple=True,
        help="Python code, or a .py file, whose functions the model may use as tools",
    ),
    click.option(
        "tools_debug",
        "--td",
        "--tools-debug",
        is_flag=True,
        envvar="LLM_TOOLS_DEBUG",
        help="Show each tool call with its result",
    ),
    click.option(
        "tools_approve", "--ta", "--tools-approve", is_flag=True, help="Ask before each tool call"
    ),
    click.option(
        "chain_limit",
        "--cl",
        "--chain-limit",
        type=click.IntRange(min=0),
        default=5,
        help="How often the model may answer while it uses tools, default 5; 0 for no limit",
    ),
)
schemas = _together(
    click.option(
        "schema_input",
        "--schema",
        callback=_checked(_schema),
        help="Schema of the answer: fields such as 'name, age int', JSON, a file, or t:TEMPLATE",
    ),
    click.option(
        "schema_multi",
        "--schema-multi",
        callback=_checked(_schema_multi),
        help="The same, for a list of such items",
    ),
)
templates = _together(
    click.option("template", "-t", "--template", multiple=True, help="Template to use"),
    click.option(
        "param",
        "-p",
        "--param",
        type=(str, str),
        multiple=True,
        help="Value for a variable of the template",
    ),
)
headers = click.option(
    "headers",
    "-H",
    "--header",
    type=(str, str),
    multiple=True,
    callback=_checked(_header),
    help="HTTP header to send as well",
)
database = click.option(
    "database",
    "-d",
    "--database",
    type=click.Path(dir_okay=False),
    help="History to use instead of your own",
)
existing_database = click.option(
    "database",
    "-d",
    "--database",
    type=click.Path(exists=True, dir_okay=False),
    help="History to read instead of your own",
)
queries = click.option(
    "queries", "-q", "--query", multiple=True, help="Only what holds this text; repeatable"
)
continuing = _together(
    click.option(
        "_continue",
        "-c",
        "--continue",
        is_flag=True,
        flag_value=-1,
        help="Continue the most recent conversation",
    ),
    click.option(
        "conversation_id",
        "--cid",
        "--conversation",
        metavar="ID",
        help="Continue this conversation",
    ),
    click.option(
        "start",
        "--from",
        metavar="ID",
        help="Go on after this call, message or conversation, as a branch of its own",
    ),
)
logging = _together(
    click.option("no_log", "-n", "--no-log", is_flag=True, help="Don't log to database"),
    click.option("--log", is_flag=True, help="Log prompt and response to the database"),
)
no_stream = click.option("--no-stream", is_flag=True, help="Do not stream output")
hide_reasoning = click.option(
    "hide_reasoning",
    "-R",
    "--hide-reasoning",
    "--no-reasoning",
    is_flag=True,
    help="Hide reasoning output",
)
usage = click.option("-u", "--usage", is_flag=True, help="Show token usage")
key = click.option("--key", help="API key to use, or the name of a stored one")
asking_again = _together(
    model,
    system,
    model_options,
    tools,
    logging,
    database,
    no_stream,
    hide_reasoning,
    key,
    usage,
)
