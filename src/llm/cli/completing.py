"""What a shell offers for the value of an option or argument: models, tools, ids and more.

Each function here is for the `shell_complete` of a click parameter. A shell that asks is told what
there is, or nothing: what goes wrong on the way - a plugin that fails, a damaged file - is said
when the command itself runs, and not in the middle of a line that somebody types.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    import click
    from click.shell_completion import CompletionItem
    from pydantic.fields import FieldInfo

    from llm.models.described import OfferedModel
    from llm.plugins.index.entries import Kind
    from llm.store.interface import Store

Found: TypeAlias = tuple[str, str | None]
"""A value, and what is said of it."""
Completer: TypeAlias = Callable[
    ["click.Context", "click.Parameter", str], list["CompletionItem[str]"]
]

_RECENT = 50
TYPED = "llm.typed"
"""Where the `meta` of click's contexts has the words before the one that is completed."""


def _completer(
    find: Callable[[click.Context], Iterable[Found]], *, files: bool = False
) -> Completer:
    """A function for click: those of what *find* finds that begin as what is typed does.

    *files*: names of files fit as well; shells find them themselves.
    """

    @wraps(find)
    def complete(
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG001 - click hands it
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem

        from llm.cli.output.names import shown

        items = [CompletionItem(incomplete, type="file")] if files else []
        try:
            found = _fitting(find(ctx), incomplete)
        except Exception:  # noqa: BLE001 - see above
            return items
        return items + [CompletionItem(value, help=said and shown(said)) for value, said in found]

    return complete


def _fitting(found: Iterable[Found], incomplete: str) -> list[Found]:
    """What of *found* begins as what is typed does."""
    return [
        (value, said)
        for value, said in found
        if value.startswith(incomplete)
        # A prefix that is typed wholly has said what it can.
        and not (value == incomplete and value.endswith(":"))
        and value.isprintable()
    ]


def models_like(incomplete: str) -> list[str]:
    """The names of models, and their aliases, that begin with *incomplete*."""
    return [value for value, _ in _fitting(_models(), incomplete)]


def _models(_ctx: click.Context | None = None) -> Iterator[Found]:
    from llm.models.registry import known_models

    return _names(known_models(ask=False))


def _embedding_models(_ctx: click.Context) -> Iterator[Found]:
    from llm.models.registry import known_embedding_models

    return _names(known_embedding_models(ask=False))


def _collections(_ctx: click.Context) -> Iterator[Found]:
    from contextlib import closing

    from llm.embeddings.database import collections_in
    from llm.embeddings.existing import existing_database

    with closing(existing_database()) as connection:
        for each in collections_in(connection):
            yield each.name, each.model


def _names(known: Iterable[OfferedModel]) -> Iterator[Found]:
    for each in known:
        yield each.model_id, each.shown.partition(":")[0]
        for alias in each.aliases:
            yield alias, each.model_id


def _user_aliases(_ctx: click.Context) -> Iterator[Found]:
    from llm.config.aliases import load_aliases

    yield from load_aliases().items()


def _pair(first: Completer, second: Completer) -> Completer:
    """A function for click, for an option with two values; click does not say which it is."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        chosen = first if _word_before(ctx) in param.opts else second
        return chosen(ctx, param, incomplete)

    return complete


def _word_before(ctx: click.Context) -> str:
    words: list[str] = ctx.meta.get(TYPED) or [""]
    return words[-1]


def _options(ctx: click.Context) -> Iterator[Found]:
    """The options of the model that the rest of the line names, or of the default one."""
    for name, option in _option_fields(ctx).items():
        yield name, option.description


def _option_values(ctx: click.Context) -> Iterator[Found]:
    """What the option that was just named can be, where that is one of a few words."""
    option = _option_fields(ctx).get(_word_before(ctx))
    for value in () if option is None else _choices(option.annotation):
        yield value, None


def _option_fields(ctx: click.Context) -> Mapping[str, FieldInfo]:
    import llm

    model = llm.get_model(ctx.params.get("model_id") or ctx.params.get("model"))
    fields: Mapping[str, FieldInfo] = model.Options.model_fields
    return fields


def _choices(annotation: object) -> Iterator[str]:
    from enum import Enum
    from typing import Literal, get_args, get_origin

    if annotation is bool:
        yield from ("true", "false")
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(each.value) for each in annotation)
    elif get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    else:
        for each in get_args(annotation):
            yield from _choices(each)


def _tools(_ctx: click.Context) -> Iterator[Found]:
    from llm.plugins.called import names_of

    yield from names_of("tools", ask=False).items()


def _templates(_ctx: click.Context) -> Iterator[Found]:
    from llm.resolving.template_files import template_names

    for name in template_names():
        yield name, None
    yield from _prefixes("template_loaders")


def _fragments(_ctx: click.Context) -> Iterator[Found]:
    yield from _stored_fragments()
    yield from _prefixes("fragment_loaders")


def _prefixes(kind: Kind) -> Iterator[Found]:
    from llm.plugins.called import names_of

    for prefix, said in names_of(kind, ask=False).items():
        yield f"{prefix}:", said


def _stored_fragments() -> list[Found]:
    from llm.text import first_line

    with _history() as store:
        found = store.fragments.matching(with_alias=True) if store else ()
        return [(alias, first_line(record.content)) for record in found for alias in record.aliases]


def _schemas(_ctx: click.Context) -> Iterator[Found]:
    with _history() as store:
        if store is not None:
            for record in store.schemas.matching():
                yield record.id, None
    for name, _ in _templates(_ctx):
        yield f"t:{name}", None


def _conversations(_ctx: click.Context) -> Iterator[Found]:
    with _history() as store:
        if store is not None:
            for record in store.conversations(limit=_RECENT):
                yield record.id, record.name


def _calls(_ctx: click.Context) -> Iterator[Found]:
    from llm.store.records import Selection

    with _history() as store:
        if store is not None:
            for call in store.calls(Selection(), limit=_RECENT):
                yield call.id, call.model


def _points(ctx: click.Context) -> Iterator[Found]:
    """What a conversation can go on from: conversations, and single calls."""
    yield from _conversations(ctx)
    yield from _calls(ctx)


def _keys(_ctx: click.Context) -> Iterator[Found]:
    from llm.config.keys import key_names

    return ((name, None) for name in key_names())


def _plugins(_ctx: click.Context) -> Iterator[Found]:
    from llm.plugins.discovery import find_plugins

    return ((each.distribution, each.version) for each in find_plugins().candidates)


def _disabled_plugins(_ctx: click.Context) -> Iterator[Found]:
    from llm.plugins.wanted import disabled_plugins

    return ((name, None) for name in sorted(disabled_plugins()))


def _hooks(_ctx: click.Context) -> Iterator[Found]:
    from llm.plugins.index.entries import HOOKS

    return ((hook, None) for hook in HOOKS.values())


def _history() -> AbstractContextManager[Store | None]:
    """The user's history while it is read, or None where there is none yet that is up to date."""
    from contextlib import closing, nullcontext

    from llm.store.opening import history_path, open_store

    path = history_path()
    if not os.path.exists(path) or not _is_current(path):
        return nullcontext()
    return closing(open_store(path, must_exist=True, tidied=False, patience=0))


def _is_current(path: Path) -> bool:
    """Whether the file is one of this release: nobody waits for an import to complete a word."""
    from contextlib import closing

    from llm.store.sqlite.connection import opened_to_read
    from llm.store.sqlite.schema import STEPS

    with closing(opened_to_read(path)) as connection:
        (taken,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(taken == len(STEPS))


files = _completer(lambda _ctx: (), files=True)
models = _completer(_models)
embedding_models = _completer(_embedding_models)
collections = _completer(_collections)
user_aliases = _completer(_user_aliases)
options = _completer(_options)
option_pairs = _pair(options, _completer(_option_values))
tools = _completer(_tools)
templates = _completer(_templates)
fragments = _completer(_fragments, files=True)
schemas = _completer(_schemas, files=True)
conversations = _completer(_conversations)
points = _completer(_points)
plugins = _completer(_plugins)
disabled_plugins = _completer(_disabled_plugins)
hooks = _completer(_hooks)
keys = _completer(_keys)
