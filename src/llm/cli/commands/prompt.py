"""`llm prompt`, the default command: ask a model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from llm.cli import completing, params
from llm.cli.default_group import nearest_command
from llm.cli.errors import reports_errors
from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.cli.asking.asked import Asking
    from llm.cli.asking.composing import Composer, Given
    from llm.cli.showing.display import DisplaySettings
    from llm.store.recording import HistoryRecorder

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

    Several models at once, or another one where one fails:

        llm 'Capital of France?' -m gpt-5.5 --also claude-sonnet-4.6

        llm 'Capital of France?' -m gpt-5.5 --fallback smollm2 --timeout 60

    The options of a prompt, kept as a template for -t:

        llm 'Summarise this in three words:' -m gpt-5.5 --save short
    """


class _OnePrompt(click.Command):
    """A command whose argument is a prompt, which shells cut where it has no quotes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Say what to do about words that are too many."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise click.UsageError(_too_many(ctx, rest), ctx)
        return rest


def _too_many(ctx: click.Context, rest: Sequence[str]) -> str:
    root = ctx.find_root().command
    word = str(ctx.params.get("prompt"))
    near = None
    if isinstance(root, click.Group):
        near = nearest_command(word, root.list_commands(ctx), like=0.8)
    said = f"Got unexpected extra argument{'s' * (len(rest) > 1)} ({' '.join(rest)})."
    meant = f" Did you mean llm {near}?" if near else ""
    return f"{said}{meant} A prompt of several words needs quotes around it."


@click.command("prompt", cls=_OnePrompt, help=_HELP)
@click.argument("prompt", required=False)
@params.system
@params.model
@params.model_queries
@click.option(
    "also",
    "--also",
    metavar="MODEL",
    multiple=True,
    shell_complete=completing.models,
    help="Ask this model as well, at the same time; repeatable",
)
@click.option(
    "fallback",
    "--fallback",
    metavar="MODEL",
    multiple=True,
    shell_complete=completing.models,
    help="Ask this model if the one before fails; repeatable",
)
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
@params.rendering
@params.logging
@params.continuing
@params.database
@params.hide_reasoning
@params.key
@params.limits
@click.option(
    "base_url",
    "--base-url",
    metavar="URL",
    callback=params.url,
    help="Ask a server that speaks like OpenAI; only --key is sent to it",
)
@click.option("save", "--save", metavar="NAME", help="Save as a template, and ask nothing")
@click.option("async_", "--async", is_flag=True, help="Run prompt asynchronously")
@params.usage
@click.option("json_output", "--json", is_flag=True, help="Output as JSON, as llm logs --json does")
@click.option(
    "events", "--events", is_flag=True, help="Output each event as a line of JSON, at once"
)
@click.option(
    "id_file",
    "--id-file",
    type=click.Path(),
    metavar="FILE",
    help="Write the id of the answer to this file, for --from",
)
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
def command(**given: Any) -> None:
    """Parse, and hand over."""
    wanted = _Wanted(**{name: given.pop(name) for name in _Wanted.__annotations__})
    from llm.cli.asking.asked import askings
    from llm.cli.asking.composing import Composer, Given
    from llm.cli.asking.continuing import model_of
    from llm.cli.asking.history import History
    from llm.cli.asking.model_choice import chosen_model, with_queries_resolved
    from llm.config.layers import configured

    options = with_queries_resolved(Given(**given), async_=wanted.async_)
    if wanted.save is not None:
        _save(wanted.save, options, wanted)
        return
    if wanted.also and wanted.fallback:
        raise InvalidInput("--also asks all models, --fallback one after the other: give one")
    history = History.chosen(options)
    point = history.point_chosen(options)
    composer = Composer(options, begins=point is None)
    model_id = options.model_id or model_of(point) or composer.model_id
    fallback = wanted.fallback or (() if wanted.also else configured("fallback") or ())
    models = [
        chosen_model(name, base_url=wanted.base_url, key=options.key, async_=wanted.async_)
        for name in (model_id, *wanted.also, *fallback)
    ]
    if wanted.show_model_options:
        _show_options(models[0])
        return
    settings = _settings(composer, options, wanted)
    if wanted.id_file is not None:
        from llm.cli.asking.id_file import check_id_file

        check_id_file(wanted.id_file, is_kept=history.keeps, is_one=not wanted.also)
    asked = askings(models, composer, point, stream=settings.stream, takes_first=bool(wanted.also))
    with history.recording(in_memory=wanted.json_output) as recorder:
        failures = _ask(asked, settings, wanted)
        if wanted.json_output and recorder is not None:
            _print_json(recorder, asked)
    if failures:
        raise click.exceptions.Exit(1)


@dataclass(frozen=True)
class _Wanted:
    """The options that only this command has, as click parsed them."""

    show_model_options: bool
    also: tuple[str, ...]
    fallback: tuple[str, ...]
    base_url: str | None
    save: str | None
    async_: bool
    usage: bool
    json_output: bool
    events: bool
    id_file: str | None
    extract: bool
    extract_last: bool
    out: str


def _ask(asked: list[Asking], settings: DisplaySettings, wanted: _Wanted) -> int:
    """Ask, and say how many models failed; *asked* is left with those that have answered."""
    if wanted.also:
        from llm.cli.asking.side_by_side import ask_side_by_side

        return ask_side_by_side(asked, settings, usage=wanted.usage, async_=wanted.async_)
    from llm.cli.asking.falling_back import ask_in_turn

    asked[:] = [ask_in_turn(asked, settings, usage=wanted.usage, async_=wanted.async_)]
    return 0


def _save(name: str, options: Given, wanted: _Wanted) -> None:
    """Write the options as a template."""
    from llm.cli.asking.model_choice import chosen_model
    from llm.cli.asking.template_saving import save_as_template
    from llm.cli.terminal import remark

    needed = options.model_id or options.options
    beside = {"--also": wanted.also, "--fallback": wanted.fallback, "--base-url": wanted.base_url}
    replaced = save_as_template(
        name,
        options,
        model=chosen_model(options.model_id, async_=wanted.async_) if needed else None,
        extract=wanted.extract,
        extract_last=wanted.extract_last,
        beside=[option for option, value in beside.items() if value],
    )
    if replaced:
        remark(f"The template {name} was there before, and is replaced")


def _print_json(recorder: HistoryRecorder, asked: Sequence[Asking]) -> None:
    """Print a row for each call, model by model."""
    from llm.cli.output.json_rows import json_rows

    calls = {call.id: call for call in recorder.calls}
    made = [calls[each] for asking in asked for each in asking.calls if each in calls]
    click.echo(json.dumps(list(json_rows(made, recorder.store)), indent=2))


def _settings(composer: Composer, options: Given, wanted: _Wanted) -> DisplaySettings:
    """How the answer is shown."""
    from llm.cli.showing.display import DisplaySettings

    extract_last = wanted.extract_last or (composer.settings.extract_last and not wanted.extract)
    extract = wanted.extract or composer.settings.extract
    if wanted.events:
        _refuse_beside_events(options, wanted)
        extract = extract_last = False
    return DisplaySettings(
        stream=not (options.no_stream or extract or extract_last or wanted.json_output),
        hide_reasoning=options.hide_reasoning,
        extract="last" if extract_last else "first" if extract else None,
        directory=_existing_directory(wanted.out),
        silent=wanted.json_output,
        render=options.render,
        events=wanted.events,
        id_file=wanted.id_file,
    )


def _refuse_beside_events(options: Given, wanted: _Wanted) -> None:
    """Raise InvalidInput where standard output is wanted in another form as well."""
    beside = {
        "--json": wanted.json_output,
        "-x": wanted.extract,
        "--xl": wanted.extract_last,
        "--render": options.render == "md",
    }
    for option, is_given in beside.items():
        if is_given:
            raise InvalidInput(f"--events and {option} contradict each other: give one of them")


def _show_options(model: Any) -> None:
    from llm.cli.model_listing import description
    from llm.models.registered import ModelWithAliases
    from llm.models.registry import models_called

    called = models_called(model.model_id)
    entries = [entry for entry in called if entry.model.model_id == model.model_id]
    entry = entries[0] if entries else ModelWithAliases(model, None, [])
    click.echo("\n".join(description(entry, entry.model)))


def _existing_directory(path: str) -> str:
    """*path*, made if need be: now, and not when an answer waits to be saved in it."""
    import os

    os.makedirs(path, exist_ok=True)
    return path
