"""Every exception of this library.

    LLMError                         something a person can act on; carries fields
    ├── ModelError                   the model, or whoever runs it, failed
    │   ├── NeedsKeyException        no key is stored, given or in the environment
    │   ├── ModelUnavailable         a runtime or the weights are missing or damaged
    │   └── ResponseInterrupted      the response was cut short, and cannot be read to its end
    ├── UnknownModelError            no plugin offers a model of that name      (also a KeyError)
    ├── UnknownAliasError            the user gave no model that name           (also a KeyError)
    ├── ConversationNotSupported     the model takes a single prompt            (also a ValueError)
    ├── UnsupportedInput             the model takes no such input              (also a ValueError)
    ├── InvalidOptions               options the model does not take            (also a ValueError)
    ├── InvalidInput                 input that cannot be understood            (also a ValueError)
    ├── ChainLimitExceeded           a chain asked its model too often          (also a ValueError)
    ├── ResponseNotReady             an async response was read before `await`  (also a ValueError)
    ├── ConfigError                  a file of the user, or a variable, is wrong (also a ValueError)
    ├── ToolTimeout                  a tool took longer than it may           (also a TimeoutError)
    ├── FetchError                   something at a URL could not be read
    ├── InstallFailed                packages could not be installed, or not be removed
    ├── HistoryUnavailable           the history cannot be opened or written
    ├── EmbeddingsUnavailable        the database of embeddings cannot be opened or written
    └── NotInHistory                 no call, conversation or message of that id (a LookupError)

    CancelToolCall                   raised by a `before_call` hook to refuse a call
    PauseChain                       raised by a tool to stop a chain until someone answers

A class that older callers caught as a built-in type is still one of that type.
Only `cli/errors.py` turns any of them into a message and an exit status.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm.toolcalls import ToolCall, ToolResult


class LLMError(Exception):
    """Something went wrong that a person can act on.

    The message is one line: what was wrong, where, and what to do now.

    Attributes:
        provider: name of the provider that failed, such as `"openai"`.
        status: HTTP status of its answer.
        code: the provider's own code for the error.
        retry_after: seconds after which a retry may succeed.
        request_id: the provider's name for the request, to quote to its support.

    """

    def __init__(
        self,
        *args: object,
        provider: str | None = None,
        status: int | None = None,
        code: str | None = None,
        retry_after: float | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(*args)
        self.provider = provider
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.request_id = request_id

    def __str__(self) -> str:
        # Not KeyError's, which shows the repr of its argument.
        return Exception.__str__(self)


class ModelError(LLMError):
    """The model, or whoever runs it, failed."""


class NeedsKeyException(ModelError):  # noqa: N818 - the name that plugins catch
    """The model needs a key, and none was given, stored or found in the environment."""


class ModelUnavailable(ModelError):  # noqa: N818 - reads as what happened
    """What the model runs on is not there: a package, a system library, the weights."""


class ResponseInterrupted(ModelError):  # noqa: N818 - reads as what happened
    """The response was cut short by its reader and cannot be read to its end."""

    def __init__(self, said: str = "The response was interrupted before its end.") -> None:
        super().__init__(said)


class UnknownModelError(LLMError, KeyError):
    """No installed plugin offers a model of that name."""


class UnknownAliasError(LLMError, KeyError):
    """The user gave no model that name."""


class ConversationNotSupported(LLMError, ValueError):  # noqa: N818 - the name that plugins catch
    """The model takes one prompt at a time, and was given a history."""


class UnsupportedInput(LLMError, ValueError):  # noqa: N818 - reads as what happened
    """The model takes no input of this kind: an attachment type, a schema, tools."""


class InvalidOptions(LLMError, ValueError):  # noqa: N818 - reads as what happened
    """Options that the model does not take, or with values that it does not take.

    Attributes:
        mistakes: the name of each option that is wrong, and what is wrong with it.

    """

    mistakes: Sequence[tuple[str, str]] = ()


class InvalidInput(LLMError, ValueError):  # noqa: N818 - reads as what happened
    """Something a person wrote - a file, a schema, a specification - cannot be understood."""


class ChainLimitExceeded(LLMError, ValueError):  # noqa: N818 - reads as what happened
    """A chain asked its model as often as it may, and the model still asks for tools."""


class ResponseNotReady(LLMError, ValueError):  # noqa: N818 - reads as what happened
    """An async response was asked for its content before it was awaited."""


class ConfigError(LLMError, ValueError):
    """A file in the user directory, or a variable of the environment, is not what it should be."""


class ToolTimeout(LLMError, TimeoutError):  # noqa: N818 - reads as what happened
    """A tool took longer than it may, and was abandoned."""


class FetchError(LLMError):
    """What a URL names could not be read."""


class InstallFailed(LLMError):  # noqa: N818 - reads as what happened
    """Packages could not be added to the environment that llm runs in, or not be removed."""


class HistoryUnavailable(LLMError):  # noqa: N818 - reads as what happened
    """The history cannot be opened or written: it is locked, full, read-only or damaged."""


class EmbeddingsUnavailable(LLMError):  # noqa: N818 - reads as what happened
    """The database of embeddings cannot be opened or written."""


class NotInHistory(LLMError, LookupError):  # noqa: N818 - reads as what happened
    """The history has no call, conversation or message of that id."""


class CancelToolCall(Exception):  # noqa: N818 - the name that hooks raise
    """Raised by a `before_call` hook: the tool is not run, and the model is told why."""


class PauseChain(Exception):  # noqa: N818 - the name that tools raise
    """Raised by a tool to stop the chain until someone answers.

    Attributes:
        tool_call: the call that paused.
        tool_results: results of the calls beside it that were finished, in their order.

    """

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.tool_call: ToolCall | None = None
        self.tool_results: list[ToolResult] = []
