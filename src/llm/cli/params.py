"""Options that several commands take, and what they are called.

Each is a decorator for a command; `param_values.py` checks what is given. Plugins that invoke or
wrap our commands know the parameters by their names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import click

from llm.cli import completing
from llm.cli import param_values as values

Decorator: TypeAlias = Callable[[Any], Any]


def together(*options: Decorator) -> Decorator:
    """One decorator that adds *options*, in their order."""

    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


url = values.checked(values.server_url)

system = click.option("-s", "--system", help="System prompt to use")
model = click.option(
    "model_id",
    "-m",
    "--model",
    help="Model to use",
    envvar="LLM_MODEL",
    shell_complete=completing.models,
)
model_queries = click.option(
    "queries",
    "-q",
    "--query",
    metavar="TEXT",
    multiple=True,
    help="Use the model with the shortest name that holds this text; repeatable",
)
limits = together(
    click.option(
        "timeout",
        "--timeout",
        metavar="SECONDS",
        type=click.FloatRange(min=0, min_open=True),
        expose_value=False,
        callback=values.limiting("total"),
        help="Give up when an answer is not complete after this time",
    ),
    click.option(
        "retries",
        "--retries",
        metavar="N",
        type=click.IntRange(min=0),
        expose_value=False,
        callback=values.limiting("retries"),
        help="How often to ask again when a server fails, default 3",
    ),
)
attachments = together(
    click.option(
        "attachments",
        "-a",
        "--attachment",
        metavar="ATTACHMENT",
        multiple=True,
        shell_complete=completing.files,
        callback=values.checked(values.attachment),
        help="Attachment path or URL or -",
    ),
    click.option(
        "attachment_types",
        "--at",
        "--attachment-type",
        type=(str, str),
        multiple=True,
        callback=values.checked(values.attachment_with_type),
        help="Attachment with explicit mimetype, --at image.jpg image/jpeg",
    ),
)
fragments = together(
    click.option(
        "fragments",
        "-f",
        "--fragment",
        multiple=True,
        shell_complete=completing.fragments,
        help="Text to put before the prompt: file, URL, alias, hash, prefix:name or -",
    ),
    click.option(
        "system_fragments",
        "--sf",
        "--system-fragment",
        multiple=True,
        shell_complete=completing.fragments,
        help="The same, to put before the system prompt",
    ),
)
model_options = click.option(
    "options",
    "-o",
    "--option",
    type=(str, str),
    multiple=True,
    shell_complete=completing.option_pairs,
    help="key/value options for the model",
)
functions = click.option(
    "python_tools",
    "--functions",
    multiple=True,
    help="Python code, or a .py file, whose functions the model may use as tools",
)
tools = together(
    click.option(
        "tools",
        "-T",
        "--tool",
        multiple=True,
        shell_complete=completing.tools,
        help="Tool that the model may use, by its name",
    ),
    functions,
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
        "tool_timeout",
        "--tool-timeout",
        metavar="SECONDS",
        type=click.FloatRange(min=0),
        default=120,
        callback=values.checked(values.seconds),
        help="How long a tool call may take, default 120; 0 for no limit",
    ),
    click.option(
        "tool_output_limit",
        "--tool-output-limit",
        metavar="SIZE",
        default="100KB",
        callback=values.checked(values.size),
        help="How much of a tool's output the model is given, default 100KB; 0 for no limit",
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
schemas = together(
    click.option(
        "schema_input",
        "--schema",
        callback=values.checked(values.schema),
        shell_complete=completing.schemas,
        help="Schema of the answer: fields such as 'name, age int', JSON, a file, or t:TEMPLATE",
    ),
    click.option(
        "schema_multi",
        "--schema-multi",
        callback=values.checked(values.schema_multi),
        shell_complete=completing.schemas,
        help="The same, for a list of such items",
    ),
)
templates = together(
    click.option(
        "template",
        "-t",
        "--template",
        multiple=True,
        shell_complete=completing.templates,
        help="Template to use",
    ),
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
    callback=values.checked(values.header),
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
    help="History to use instead of your own; it must be there",
)
queries = click.option(
    "queries", "-q", "--query", multiple=True, help="Only what holds this text; repeatable"
)
continuing = together(
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
        shell_complete=completing.conversations,
        help="Continue this conversation",
    ),
    click.option(
        "start",
        "--from",
        metavar="ID",
        shell_complete=completing.points,
        help="Go on after this call, message or conversation, as a branch of its own",
    ),
)
logging = together(
    click.option("no_log", "-n", "--no-log", is_flag=True, help="Don't log to database"),
    click.option("--log", is_flag=True, help="Log prompt and response to the database"),
)
no_stream = click.option("--no-stream", is_flag=True, help="Do not stream output")
rendering = click.option(
    "render",
    "--render",
    type=click.Choice(["auto", "raw", "md"]),
    default="auto",
    help="Show Markdown as it should look: md; as it is written: raw; auto: md on a terminal",
)
hide_reasoning = click.option(
    "hide_reasoning",
    "-R",
    "--hide-reasoning",
    "--no-reasoning",
    is_flag=True,
    help="Hide reasoning output",
)
usage = click.option("-u", "--usage", is_flag=True, help="Show token usage")


def _key_given(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from llm.cli.asking.key_input import key_given

    return key_given(ctx, param, value)


key = click.option(
    "--key",
    is_eager=True,  # before anything else reads standard input
    callback=_key_given,
    shell_complete=completing.keys,
    help="API key to use, the name of a stored one, or - to read it from standard input",
)
asking_again = together(
    model,
    system,
    model_options,
    tools,
    logging,
    database,
    no_stream,
    rendering,
    hide_reasoning,
    key,
    limits,
    usage,
)
