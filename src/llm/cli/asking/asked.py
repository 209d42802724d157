"""What is asked of which models: one, several in turn until one answers, or several at once.

Each gets a conversation of its own, with the same id where there are several: their answers are
siblings in the history.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from llm.cli.asking.continuing import conversation_with
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.cli.asking.composing import Composer
    from llm.cli.asking.prompt_run import PromptRequest
    from llm.store.continuing import Point


@dataclass(frozen=True)
class Asking:
    """A model, and what it is asked.

    Attributes:
        model: the model.
        source: the model, or the conversation with it.
        request: what it is asked.
        calls: the ids of the calls that it came to, as they are made.

    """

    model: Any
    source: Any
    request: PromptRequest
    calls: list[str] = field(default_factory=list)


def askings(
    models: Sequence[Any],
    composer: Composer,
    point: Point | None,
    *,
    stream: bool,
    takes_first: bool = False,
) -> list[Asking]:
    """What each of *models* is asked, at *point* if one is given.

    With *takes_first* the conversation goes on from the answer of the first one, whenever that
    comes. A key that was given is for the first one, and for those that take the same. Standard
    input is read. Raises InvalidInput.
    """
    if point is not None and point.call is not None:
        composer.offer_again(point.call.tools, models[0])
    text = composer.read_prompt()
    made: list[Asking] = []
    conversation_id = None
    for model in models:
        for_it = composer if not made else composer.for_another(model)
        request = for_it.request(model, text, stream=stream)
        if not (model is models[0] or _shares_key(model, models[0])):
            request = replace(request, key=None)
        source = model
        if point is not None:
            source = conversation_with(model, point, resumes=request.resumes)
        elif len(models) > 1:
            source = model.conversation()
            source.id = conversation_id = conversation_id or source.id
        if takes_first:
            source.takes_tip = not made
        made.append(Asking(model, source, request))
    return made


def _shares_key(model: Any, first: Any) -> bool:
    """Whether *model* is given the key of the *first* one: nobody else's provider is to see it."""
    return model.needs_key is not None and model.needs_key == first.needs_key
