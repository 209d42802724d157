"""What a client asks, and how it ended, in no protocol's words. Plain data."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from llm.lazy_dataclass import dataclass
from llm.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.parts import Message
    from llm.tooling.tool import Tool

ToolChoice: TypeAlias = Literal["auto", "none", "required"] | dict[str, str]
"""Whether tools may, must not or must be called; `{"name": …}` is the one that must be."""


@dataclass
class Asked:
    """A request to a model, as a decoder understood it.

    Attributes:
        model: the name that the client gave.
        messages: everything that the model should see, in order; the instructions are system
            messages that lead it. What a protocol says and messages of ours cannot is in
            `provider_metadata` under the protocol's name.
        tools: the tools that the client runs itself: they have no implementation.
        hosted_tools: the tools that the client wants the provider to run, as the protocol has them.
        tool_choice: None where the client does not say.
        schema: JSON schema that the answer has to follow.
        json_object: the answer has to be a JSON object, of whatever schema.
        options: what the client wants of the model, under the names that `options.py` lists.
        stream: the answer is wanted in pieces.
        previous: the id of the call that this one follows, whose messages come before these.
        conversation: the id of the conversation that this belongs to.
        takes_tip: *messages* are all that was said in that conversation up to here, and it goes on
            from here, wherever it has come to meanwhile: an edit, a retry, another branch.
        background: the answer is to come to its end whoever listens.
        echo: what the protocol wants to see again in its answer, as the client said it.

    """

    model: str
    messages: list[Message] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    hosted_tools: list[dict[str, Any]] = field(default_factory=list)
    tool_choice: ToolChoice | None = None
    schema: dict[str, Any] | None = None
    json_object: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    stream: bool = False
    previous: str | None = None
    conversation: str | None = None
    takes_tip: bool = False
    background: bool = False
    echo: dict[str, Any] = field(default_factory=dict)


@dataclass
class Failure:
    """Why a request was refused, or a call failed.

    Attributes:
        status: of HTTP.
        kind: what went wrong, in one word of ours: `invalid`, `unauthorized`, `forbidden`,
            `not_found`, `too_large`, `rate_limited`, `overloaded`, `timeout`, `upstream`,
            `unsupported`, `internal`.
        message: one line for a person.
        param: the field of the request that is meant.
        code: a word for programs that is more exact than *kind*, such as `model_not_found`.
        retry_after: seconds after which it may be tried again.

    """

    status: int
    kind: str
    message: str
    param: str | None = None
    code: str | None = None
    retry_after: float | None = None


class Refused(Exception):  # noqa: N818 - reads as what happened
    """A request that is not carried out; endpoints answer it in their protocol's own shape."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass
class Outcome:
    """A call that is over, or as much of it as there is.

    Attributes:
        id: of the call in the history; protocols put a prefix before it.
        model: the name that the client asked for.
        created: when the model was asked, in seconds since 1970.
        status: `running`, `ok`, `error` or `interrupted`.
        messages: what the model said.
        usage: tokens, as far as they are known.
        finish_reason: `stop`, `length`, `tool_calls`, `content_filter`, `refusal`, `failed`, None.
        resolved_model: the model that the provider says it used.
        failure: of a call that failed.
        conversation: the id of the conversation in the history, where there is one.
        ended: when it came to its end, in seconds since 1970, where it has.
        envelope: what the provider sent around its answer (`response_json`), where that is known.

    """

    id: str
    model: str
    created: float
    status: str = "ok"
    messages: Sequence[Message] = ()
    usage: Usage = field(default_factory=Usage)
    finish_reason: str | None = None
    resolved_model: str | None = None
    failure: Failure | None = None
    conversation: str | None = None
    envelope: Any = None
    ended: float | None = None
