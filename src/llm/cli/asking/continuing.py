"""Going on with a conversation of the history: its model, what was said, its tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.cli.terminal import remark
from llm.core.history import settled
from llm.errors import LLMError
from llm.fragments import Fragment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.parts import Message
    from llm.store.continuing import Point
    from llm.store.records import CallRecord, ToolDefinition


def model_of(point: Point | None) -> str | None:
    """The model that the conversation was last had with."""
    if point is None:
        return None
    return point.call.model if point.call else point.conversation.model


NOT_RUN = "Not run: the conversation went on without it."


def conversation_with(
    model: Any, point: Point, *, takes_tip: bool = False, resumes: bool = True
) -> Any:
    """The conversation with *model* that goes on at *point*.

    Where calls of tools were left there, it *resumes* them, or the model is told that they were not
    run: no provider takes a history in which they have no result.
    """
    return model.conversation_class(
        model=model,
        id=point.conversation.id,
        name=point.conversation.name,
        loaded_messages=point.messages if resumes else settled(point.messages, NOT_RUN),
        takes_tip=takes_tip or point.branches,
    )


def typed_in(message: Message, call: CallRecord | None) -> tuple[str, list[Fragment]]:
    """What the user typed in *message*, with which *call* was made, and the fragments that lead it.

    Where those of the call do not lead it, all of it counts as typed.
    """
    text = message.text()
    used = [] if call is None else [each for each in call.fragments if each.kind == "prompt"]
    leading = "".join(f"{each.content}\n" for each in used)
    if not text.startswith(leading):
        return text, []
    return text.removeprefix(leading), [Fragment(each.content, each.source) for each in used]


def tools_again(offered: Sequence[ToolDefinition], model: Any) -> list[Any]:
    """The tools that were *offered* before, as far as plugins or the model still have them.

    Functions that were given as code are not run again. What is missing costs one line.
    """
    specs: dict[str, None] = {}
    left = dict.fromkeys(_name(tool) for tool in offered if not tool.server_side)
    if left and not model.supports_tools:
        remark(f"Going on without tools, which {model.model_id} does not take: {', '.join(left)}")
        offered = [tool for tool in offered if tool.server_side]
    for tool in offered:
        if tool.instance is not None:
            arguments = json.dumps(tool.instance.arguments)
            name = tool.instance.name
            specs[f"{name}({arguments})" if tool.instance.arguments else name] = None
        elif tool.plugin:
            specs[tool.name] = None
    from llm.resolving.tools import resolve_tools

    made: list[Any] = []
    for spec in specs:
        try:
            made += resolve_tools([spec], model)
        except LLMError as error:
            remark(f"Going on without the tool {spec.partition('(')[0]}: {error}")
    return made


def _name(tool: ToolDefinition) -> str:
    return tool.name if tool.instance is None else tool.instance.name


def load_conversation(
    conversation_id: str | None, async_: bool = False, database: str | None = None
) -> Any:
    """The conversation of this id, or the most recently used one for None; None if there is none.

    Raises `NotInHistory` for an id that the history does not have, and `UnknownModelError` when
    its model is not installed.
    """
    import llm
    from llm.cli.asking.history import History

    history = History(database)
    try:
        point = history.point(last=conversation_id is None, conversation=conversation_id)
        if point is None:
            return None
        name = model_of(point)
        model: Any = llm.get_async_model(name) if async_ else llm.get_model(name)
        return conversation_with(model, point)
    finally:
        history.close()
