"""What the history holds - calls, conversations, tools that were offered - as plain data.

Every way into the history and out of it speaks of these: a response that is recorded, an old file
that is imported, a listing, an export.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from llm.core.history import unanswered, without_instructions
from llm.lazy_dataclass import dataclass
from llm.usage import Usage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from llm.parts import Message

Status: TypeAlias = Literal["running", "ok", "error", "interrupted", "paused"]
"""How far a call has come. One whose process is gone reads as `interrupted`."""

Owners: TypeAlias = tuple[str | None, ...]
"""Clients of a server; None is whoever asks without one, the owner of the history."""


def owners_of(client: str | None, *, has_history: bool = False) -> Owners:
    """Whose calls are known again in what *client* sends: its own; with the history the owner's.

    Those of another client never are. It may have made up what it said, and is not to be told what
    anybody else did.
    """
    return (client, None) if has_history and client is not None else (client,)


@dataclass
class ToolInstance:
    """The configured object that a tool belongs to: a toolbox, or a tool of the provider.

    Attributes:
        name: what users call it.
        plugin: the plugin that registered it.
        arguments: what its constructor was given, as JSON-like data.

    """

    name: str
    plugin: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass
class ToolDefinition:
    """A tool as it was offered to a model.

    Attributes:
        name: what the model calls it.
        description: what it was said to do.
        input_schema: JSON schema of its arguments.
        plugin: the plugin that registered it.
        instance: the toolbox it is of, or the configuration of a tool that the provider runs.
        server_side: the provider runs it.

    """

    name: str
    description: str | None = None
    input_schema: dict[str, Any] = field(default_factory=dict)
    plugin: str | None = None
    instance: ToolInstance | None = None
    server_side: bool = False


@dataclass
class FragmentUse:
    """A fragment that went into a prompt, or with `system` into the instructions."""

    content: str
    source: str = ""
    kind: Literal["prompt", "system"] = "prompt"


@dataclass
class CallRecord:
    """One call of a model: what it was sent, what came back, and how it went.

    Attributes:
        id: a ULID in lower case; the same as that of the response.
        model: id of the model that was asked.
        messages: everything it was sent, leading system messages - the instructions - first. In
            a record of one turn (`Store.calls`), what came before the turn is left out.
        output: the messages that came back; of a call that did not end well, what arrived.
        status: how far it has come.
        conversation: id of the conversation; None where the store is to find or make one.
        conversation_name: title of the conversation.
        resolved_model: the model that the provider says it used.
        system: the system prompt as it was given, before fragments were put to it.
        options: options of the model, as JSON-like data.
        schema: JSON schema that the answer had to follow.
        tools: the tools that were offered.
        fragments: the fragments that went into prompt and instructions.
        payload: what the provider sent, as JSON-like data.
        usage: tokens that were used.
        cost: in US dollars, where it is known.
        finish_reason: why the model stopped.
        error: why the call failed: the class of the exception, and its words.
        started: when the model was asked, with its time zone.
        duration_ms: from the request to the end of the answer.
        client: who asked, where a server answers for others.
        has_history: that client may see what was asked without a server, too.
        takes_tip: the conversation goes on from here, whatever it has come to meanwhile.

    """

    id: str
    model: str
    messages: Sequence[Message] = ()
    output: Sequence[Message] = ()
    status: Status = "ok"
    conversation: str | None = None
    conversation_name: str | None = None
    resolved_model: str | None = None
    system: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    schema: dict[str, Any] | None = None
    tools: list[ToolDefinition] = field(default_factory=list)
    fragments: list[FragmentUse] = field(default_factory=list)
    payload: Any = None
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
    finish_reason: str | None = None
    error: str | None = None
    started: dt.datetime | None = None
    duration_ms: int | None = None
    client: str | None = None
    has_history: bool = False
    takes_tip: bool = False

    def owners(self) -> Owners:
        """Whose calls it may go on from where it names none; see `owners_of`."""
        return owners_of(self.client, has_history=self.has_history)

    @property
    def reason(self) -> str | None:
        """Why the call failed, in words alone; None where there are none."""
        kind, _, words = (self.error or "").partition(": ")
        return (words if kind.isidentifier() else self.error) or None

    def instructions(self) -> Sequence[Message]:
        """The leading system messages."""
        return self.messages[: len(self.messages) - len(without_instructions(self.messages))]

    def said(self) -> Sequence[Message]:
        """What was said in this turn: the messages after the last answer, tool results first."""
        return unanswered(without_instructions(self.messages))


class Answer(NamedTuple):
    """A call on the way to some point of the graph.

    Attributes:
        model: who answered.
        client: who asked, where a server answered.
        asked: how many messages there were before the answer, without instructions.
        answered: how many there were after it.

    """

    model: str
    client: str | None
    asked: int
    answered: int


@dataclass
class ConversationRecord:
    """A conversation: a name for a point in the graph, from which it goes on.

    Attributes:
        id: a ULID in lower case.
        name: title; made from the first prompt unless somebody gave it one.
        model: the model it was begun with.
        tip: the node from which it goes on, in hexadecimal digits; None while nothing was said.
        forked_from: the call or conversation that it was forked from.
        tags: in alphabetical order.
        calls: how many calls it has.
        started: time of the first call.
        used: time of the last call.

    """

    id: str
    name: str | None = None
    model: str | None = None
    tip: str | None = None
    forked_from: str | None = None
    tags: list[str] = field(default_factory=list)
    calls: int = 0
    started: dt.datetime | None = None
    used: dt.datetime | None = None


@dataclass
class FragmentRecord:
    """A fragment that the history knows.

    Attributes:
        hash: SHA-256 of its text in UTF-8, as hexadecimal digits; empty where that was dropped.
        content: the text; of a redacted one, a note that says so.
        source: where it was read from first; empty where that is not known.
        aliases: the names that the user gave it, in alphabetical order.
        added: when it was first seen.
        redacted: the text is gone.

    """

    hash: str
    content: str
    source: str = ""
    aliases: list[str] = field(default_factory=list)
    added: dt.datetime | None = None
    redacted: bool = False


@dataclass
class SchemaRecord:
    """A schema that the history knows.

    Attributes:
        id: 32 hexadecimal digits, see `llm.schemas.make_schema_id`.
        schema: the JSON schema; of a redacted one, a note that says so.
        times_used: by how many calls.
        last_used: when the last of these began.

    """

    id: str
    schema: Any
    times_used: int = 0
    last_used: dt.datetime | None = None


@dataclass(frozen=True)
class Selection:
    """Which calls are meant; every condition that is set must hold.

    Attributes:
        ids: exactly these calls.
        conversation: of this conversation.
        model: asked of, or answered by, any of these models.
        since: started then or later.
        until: started before then.
        after: id greater than this.
        from_id: id greater than this, or this.
        tag: of a conversation with this tag.
        errors: did not end well.
        has: with all of these in the turn: `reasoning`, `tool_call`, `tool_result`, `attachment`,
            `schema`, `fragment`, `error`.
        fragments: with all of these fragments, by hash in hexadecimal digits.
        tools: given results of all of these tools.
        any_tool: given a result of any tool.
        schema: that followed the schema with this id.
        client: that this client of a server asked.
        query: that say this; see `search.py`.

    """

    ids: Sequence[str] | None = None
    conversation: str | None = None
    model: Sequence[str] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    after: str | None = None
    from_id: str | None = None
    tag: str | None = None
    errors: bool = False
    has: Sequence[str] = ()
    fragments: Sequence[str] = ()
    tools: Sequence[str] = ()
    any_tool: bool = False
    schema: str | None = None
    client: str | None = None
    query: Query | None = None


@dataclass(frozen=True)
class Query:
    """What is searched for.

    Attributes:
        text: any text that a person types; with *fts*, full-text syntax of SQLite's FTS5.
        places: where: `prompt`, `response`, `reasoning`, `tools`, `instructions`, `fragments`.
        latest: newest first, instead of best first.

    """

    text: str
    fts: bool = False
    places: Sequence[str] = ("prompt", "response")
    latest: bool = False


@dataclass(frozen=True)
class Reference:
    """What an id, or the beginning of one, names.

    Attributes:
        kind: `call`, `conversation` or `node` - a message where it was said.
        id: the whole id; of a node, its hash in hexadecimal digits.

    """

    kind: Literal["call", "conversation", "node"]
    id: str
