"""`llm prompt`, the default command: ask a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llm.cli import params
from llm.cli.errors import reports_errors

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.cli.display import DisplaySettings
    from llm.cli.prompt_run import PromptRequest

_HELP = """Execute a prompt.

    Examples:

        llm 'Capital of France?'

        llm 'Capital of France?' -m MODEL -s 'answer in Spanish'

        cat notes.txt | llm 'Summarise this'

    Attachments, for models that take them:

        llm 'Extract text from this image' -a image.jpg

        llm 'Describe' -a https://example.com/picture.png

        cat image | llm 'Describe' --at - image/jpeg

    The answer goes to standard output, everything else to standard error.
    -x prints only the first fenced code block of the answer, if it has one:

        llm 'JavaScript function for reversing a string' -x
    """


@click.command("prompt", help=_HELP)
@click.argument("prompt", required=False)
@click.option("-s", "--system", help="System prompt to use")
@click.option("model_id", "-m", "--model", help="Model to use", envvar="LLM_MODEL")
@click.option(
    "attachments",
    "-a",
    "--attachment",
    metavar="ATTACHMENT",
    multiple=True,
    callback=params.attachments,
    help="Attachment path or URL or -",
)
@click.option(
    "attachment_types",
    "--at",
    "--attachment-type",
    type=(str, str),
    multiple=True,
    callback=params.attachments_with_types,
    help="Attachment with explicit mimetype, --at image.jpg image/jpeg",
)
@click.option(
    "options",
    "-o",
    "--option",
    type=(str, str),
    multiple=True,
    help="key/value options for the model",
)
@click.option(
    "show_model_options", "--options", is_flag=True, help="Show options for the selected model"
)
@click.option("--no-stream", is_flag=True, help="Do not stream output")
@click.option("no_log", "-n", "--no-log", is_flag=True, help="Don't log to database")
@click.option(
    "hide_reasoning",
    "-R",
    "--hide-reasoning",
    "--no-reasoning",
    is_flag=True,
    help="Hide reasoning output",
)
@click.option("--key", help="API key to use, or the name of a stored one")
@click.option("async_", "--async", is_flag=True, help="Run prompt asynchronously")
@click.option("-u", "--usage", is_flag=True, help="Show token usage")
@click.option("extract", "-x", "--extract", is_flag=True, help="Extract first fenced code block")
@click.option(
    "extract_last", "--xl", "--extract-last", is_flag=True, help="Extract last fenced code block"
)
@click.option(
    "out",
    "--out",
    type=click.Path(file_okay=False),
    default=".",
    help="Directory for images and files in the answer, default: the current one",
)
@reports_errors
def command(  # noqa: PLR0913, PLR0917 - click hands each option over by its name
    prompt: str | None,
    system: str | None,
    model_id: str | None,
    attachments: tuple[Attachment, ...],
    attachment_types: tuple[Attachment, ...],
    options: tuple[tuple[str, str], ...],
    show_model_options: bool,
    no_stream: bool,
    no_log: bool,  # noqa: ARG001 - nothing is logged yet
    hide_reasoning: bool,
    key: str | None,
    async_: bool,
    usage: bool,
    extract: bool,
    extract_last: bool,
    out: str,
) -> None:
    """Parse, and hand over."""
    import llm
    from llm.cli.display import DisplaySettings
    from llm.cli.prompt_input import read_prompt
    from llm.cli.prompt_run import PromptRequest, announce_embedded_default, options_for

    if not model_id:
        announce_embedded_default()
    model = llm.get_async_model(model_id) if async_ else llm.get_model(model_id)
    if show_model_options:
        _show_options(model.model_id)
        return
    attached = [*attachments, *attachment_types]
    stream = not (no_stream or extract or extract_last)
    request = PromptRequest(
        text=read_prompt(prompt, required=not attached),
        system=system,
        attachments=attached,
        options=options_for(model.model_id, options),
        key=key,
        hide_reasoning=hide_reasoning,
        stream=stream and model.can_stream,
    )
    settings = DisplaySettings(
        stream=stream,
        hide_reasoning=hide_reasoning,
        extract="last" if extract_last else "first" if extract else None,
        directory=_existing_directory(out),
    )
    _run(model, request, settings, async_=async_, usage=usage)


def _show_options(model_id: str) -> None:
    import llm
    from llm.cli.model_listing import description

    for entry in llm.get_models_with_aliases():
        if entry.model.model_id == model_id:
            click.echo("\n".join(description(entry, entry.model)))
            return


def _existing_directory(path: str) -> str:
    """*path*, made if need be: now, and not when an answer waits to be saved in it."""
    import os

    os.makedirs(path, exist_ok=True)
    return path


def _run(
    model: Any, request: PromptRequest, settings: DisplaySettings, *, async_: bool, usage: bool
) -> None:
    """Wait for the answer, in one of the two ways."""
    from llm.cli.prompt_run import arun_prompt, run_prompt

    if async_:
        import asyncio

        asyncio.run(arun_prompt(model, request, settings, usage=usage))
    else:
        run_prompt(model, request, settings, usage=usage)
