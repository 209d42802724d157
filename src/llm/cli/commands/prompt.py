"""`llm prompt`, the default command: ask a model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from llm.cli import params
from llm.cli.errors import reports_errors

if TYPE_CHECKING:
    from llm.cli.composing import Composer, Given
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

    Tools, and answers that follow a schema:

        llm 'What time is it?' -T llm_time

        llm 'Invent a dog' --schema 'name, age int, bio: one sentence'

    A server of your own that speaks like OpenAI:

        llm 'Capital of France?' --base-url http://127.0.0.1:8080/v1

    The answer goes to standard output, everything else to standard error.
    -x prints only the first fenced code block of the answer, if it has one:

        llm 'JavaScript function for reversing a string' -x
    """


@click.command("prompt", help=_HELP)
@click.argument("prompt", required=False)
@params.system
@params.model
@params.attachments
@params.fragments
@params.tools
@params.model_options
@click.option(
    "show_model_options", "--options", is_flag=True, help="Show options for the selected model"
)
@params.schemas
@params.templates
@params.no_stream
@params.logging
@params.continuing
@params.database
@params.hide_reasoning
@params.key
@click.option(
    "base_url",
    "--base-url",
    metavar="URL",
    callback=params.url,
    help="Ask a server that speaks like OpenAI; only --key is sent to it",
)
@click.option("async_", "--async", is_flag=True, help="Run prompt asynchronously")
@params.usage
@click.option("json_output", "--json", is_flag=True, help="Output as JSON, as llm logs --json does")
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
def command(
    *,
    show_model_options: bool,
    base_url: str | None,
    async_: bool,
    usage: bool,
    json_output: bool,
    extract: bool,
    extract_last: bool,
    out: str,
    **given: Any,
) -> None:
    """Parse, and hand over."""
    from llm.cli.composing import Composer, Given
    from llm.cli.continuing import conversation_with, model_of
    from llm.cli.history import History

    options = Given(**given)
    history = History.chosen(options)
    point = history.point_chosen(options)
    composer = Composer(options)
    model_id = options.model_id or model_of(point) or composer.model_id
    model = _model(model_id, base_url, options.key, async_=async_)
    if show_model_options:
        _show_options(model)
        return
    if point is not None and point.call is not None:
        composer.offer_again(point.call.tools, model)
    settings = _settings(composer, options, extract, extract_last, out, json_output=json_output)
    request = composer.request(model, composer.read_prompt(), stream=settings.stream)
    source = model
    if point is not None:
        source = conversation_with(model, point, resumes=request.resumes)
    with history.recording(in_memory=json_output) as recorder:
        _run(source, request, settings, async_=async_, usage=usage)
        if json_output and recorder is not None:
            from llm.cli.output.json_rows import json_rows

            rows = list(json_rows(recorder.calls, recorder.store))
            click.echo(json.dumps(rows, indent=2))


def _settings(
    composer: Composer,
    options: Given,
    extract: bool,
    extract_last: bool,
    out: str,
    *,
    json_output: bool,
) -> DisplaySettings:
    """How the answer is shown."""
    from llm.cli.display import DisplaySettings

    extract_last = extract_last or (composer.settings.extract_last and not extract)
    extract = extract or composer.settings.extract
    return DisplaySettings(
        stream=not (options.no_stream or extract or extract_last or json_output),
        hide_reasoning=options.hide_reasoning,
        extract="last" if extract_last else "first" if extract else None,
        directory=_existing_directory(out),
        silent=json_output,
    )


def _model(model_id: str | None, base_url: str | None, key: str | None, *, async_: bool) -> Any:
    """The model to ask: one at *base_url*, or a registered one."""
    import llm
    from llm.cli.prompt_run import announce_embedded_default

    if base_url:
        from llm.cli.servers import chosen_model
        from llm.providers.openai.base_url import model_at

        return model_at(base_url, chosen_model(base_url, model_id, key=key), key=key, async_=async_)
    if not model_id:
        announce_embedded_default()
    return llm.get_async_model(model_id) if async_ else llm.get_model(model_id)


def _show_options(model: Any) -> None:
    import llm
    from llm.cli.model_listing import description
    from llm.models.registry import ModelWithAliases

    registered = llm.get_models_with_aliases()
    entries = [entry for entry in registered if entry.model.model_id == model.model_id]
    entry = entries[0] if entries else ModelWithAliases(model, None, [])
    click.echo("\n".join(description(entry, entry.model)))


def _existing_directory(path: str) -> str:
    """*path*, made if need be: now, and not when an answer waits to be saved in it."""
    import os

    os.makedirs(path, exist_ok=True)
    return path


def _run(
    source: Any, request: PromptRequest, settings: DisplaySettings, *, async_: bool, usage: bool
) -> None:
    """Wait for the answer, in one of the two ways."""
    from llm.cli.prompt_run import run_prompt
    from llm.cli.reading import LoopReader, Reader

    reader = LoopReader() if async_ else Reader()
    run_prompt(source, request, settings, usage=usage, reader=reader)
