"""`--fallback`: asking the next model where one fails before it has said anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.cli.asking.prompt_run import show_answer
from llm.cli.asking.reading import LoopReader, Reader
from llm.cli.errors import ModelCallFailed, in_one_line
from llm.cli.terminal import remark, visible
from llm.errors import (
    ChainLimitExceeded,
    ConfigError,
    ConversationNotSupported,
    InvalidInput,
    InvalidOptions,
    UnsupportedInput,
)
from llm.text import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.cli.asking.asked import Asking
    from llm.cli.showing.display import DisplaySettings

# What another model would not make right: the user has to.
_OWN_MISTAKES = (
    ChainLimitExceeded,
    ConfigError,
    ConversationNotSupported,
    InvalidInput,
    InvalidOptions,
    UnsupportedInput,
)


def ask_in_turn(
    askings: Sequence[Asking],
    settings: DisplaySettings,
    *,
    usage: bool,
    async_: bool,
) -> Asking:
    """Ask the first model, and the next one where one fails; the one that has answered.

    A model that fails when a part of its answer has arrived has had its turn. Raises
    ModelCallFailed when that, or the last one, fails, and InvalidOptions for those of any model.
    """
    _check_options(askings)
    for number, asking in enumerate(askings, 1):
        reader = LoopReader() if async_ else Reader()
        try:
            answer = asking.request.ask(asking.source)
            show_answer(
                answer,
                settings,
                usage=usage,
                reader=reader,
                calls=asking.calls,
                watch=asking.request.watch,
            )
        except ModelCallFailed as failed:
            is_last = number == len(askings)
            if is_last or not failed.nothing_arrived or isinstance(failed.error, _OWN_MISTAKES):
                raise
            said = f"{asking.model.model_id} failed: {sentence(in_one_line(failed))}"
            remark(visible(f"{said} Asking {askings[number].model.model_id} instead."))
        else:
            return asking
    raise ValueError("There is no model to ask")


def _check_options(askings: Sequence[Asking]) -> None:
    """Raise InvalidOptions now where a later model would not take its options."""
    for asking in askings[1:]:
        if asking.request.options:
            asking.model.options(asking.request.options, {})
