"""What a user says of calls - a model, a fragment, the beginning of an id - -> a `Selection`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput, NotInHistory, UnknownModelError
from llm.lazy_dataclass import dataclass
from llm.store.records import Query, Selection

if TYPE_CHECKING:
    from llm.store.interface import Store


@dataclass(frozen=True)
class Wanted:
    """Conditions on calls as a user writes them; those that are set must all hold.

    Attributes:
        model: id or alias of a model.
        query: text to search for.
        fts: the text is full-text syntax.
        places: where to search; nowhere in particular where there are none.
        latest: what is found, newest first instead of best first.
        fragments: what `-f` of a prompt takes.
        tools: names of tools whose results the model was given.
        any_tool: the model was given the result of a tool.
        schema: the schema that the answer followed.
        conversation: id of a conversation or of one of its calls, or the beginning of one.
        current: of the conversation that was used last, where no other is named.
        after: id greater than this.
        from_id: id greater than this, or this.
        since: made then or later.
        until: made before then.
        tag: of a conversation with this tag.
        client: that this client of a server asked.
        errors: that did not end well.
        has: with all of these kinds of content; see `Selection.has`.

    """

    model: str | None = None
    query: str | None = None
    fts: bool = False
    places: Sequence[str] = ()
    latest: bool = False
    fragments: Sequence[str] = ()
    tools: Sequence[str] = ()
    any_tool: bool = False
    schema: dict[str, Any] | None = None
    conversation: str | None = None
    current: bool = False
    after: str | None = None
    from_id: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    tag: str | None = None
    client: str | None = None
    errors: bool = False
    has: Sequence[str] = ()


def selection_of(wanted: Wanted, store: Store, database: str | None = None) -> Selection | None:
    """The selection that *wanted* means in *store*, whose file is *database*.

    None where it means the current conversation and there is none yet. Raises LLMError for what
    names nothing.
    """
    conversation = None
    if wanted.conversation is not None:
        conversation = conversation_named(wanted.conversation, store)
    elif wanted.current:
        last = store.last_conversation()
        if last is None:
            return None
        conversation = last.id
    return Selection(
        conversation=conversation,
        model=() if wanted.model is None else (model_named(wanted.model, store),),
        since=wanted.since,
        until=wanted.until,
        after=wanted.after,
        from_id=wanted.from_id,
        tag=wanted.tag,
        client=wanted.client,
        errors=wanted.errors,
        has=wanted.has,
        fragments=fragment_hashes(wanted.fragments, database),
        tools=wanted.tools,
        any_tool=wanted.any_tool,
        schema=None if wanted.schema is None else _schema_id(wanted.schema),
        query=query_of(wanted),
    )


def query_of(wanted: Wanted) -> Query | None:
    """What *wanted* searches for. Raises InvalidInput when it says how, but not what."""
    if wanted.query is None:
        if wanted.fts or wanted.places:
            raise InvalidInput("--fts and --in say how -q looks: say what for with -q TEXT")
        return None
    places = {"places": tuple(wanted.places)} if wanted.places else {}
    return Query(wanted.query, fts=wanted.fts, latest=wanted.latest, **places)


def conversation_named(name: str, store: Store) -> str | None:
    """The id of the conversation that *name* begins the id of, or the id of one of its calls.

    Raises NotInHistory, and InvalidInput when it begins several, or names a message.
    """
    try:
        return store.find_conversation(name)
    except NotInHistory:
        store.find(name)  # a message, or nothing
    raise InvalidInput(f"'{name}' is a message, which may be part of several conversations")


def model_named(name: str, store: Store) -> str:
    """The id of the model that *name* is or stands for.

    Plugins are asked, which takes a moment, only for a name that is neither an alias of the user's
    nor in *store*; nor theirs, it is taken as it is.
    """
    from llm.config.aliases import load_aliases

    aliases = load_aliases()
    if name in aliases:
        return aliases[name]
    if next(store.calls(Selection(model=(name,)), limit=1), None) is not None:
        return name
    from llm.models.registry import get_model

    try:
        return get_model(name).model_id
    except UnknownModelError:
        return name


def fragment_hashes(names: Iterable[str], database: str | None = None) -> list[str]:
    """The hashes of the fragments that *names* mean, see `load_fragment`.

    Raises InvalidInput for a name that means an attachment or nothing, FetchError for a URL.
    """
    if not names:
        return []
    from llm.resolving.fragments import load_fragments

    hashes = []
    for name in names:
        loaded = load_fragments([name], database=database)
        if not loaded.fragments:
            raise InvalidInput(f"{name} is an attachment, and no fragment to look for")
        hashes += [fragment.id() for fragment in loaded.fragments]
    return hashes


def _schema_id(schema: dict[str, Any]) -> str:
    from llm.schemas import make_schema_id

    return make_schema_id(schema)[0]
