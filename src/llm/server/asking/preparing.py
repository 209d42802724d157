"""From what a client asks to a response of a model that has not been asked yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.core.history import instructions_of, without_instructions
from llm.errors import InvalidOptions
from llm.models.capabilities import takes_server_side_tool
from llm.models.prompt import Turn
from llm.server.asking.asked import Failure, Refused
from llm.server.asking.options import has_option, options_for_model
from llm.server.guarding.hosted_tools import check_hosted_tool
from llm.tooling.server_side import ServerSideTool

if TYPE_CHECKING:
    from llm.models.response import BaseResponse
    from llm.server.asking.asked import Asked
    from llm.server.asking.recollection import Told

ANY_OBJECT = {"type": "object"}
"""The schema of any JSON object, for models that are held to one by a schema only."""


def prepared(model: Any, asked: Asked, told: Told) -> tuple[BaseResponse, list[str]]:
    """The response of *model* to what was *told*, and what *asked* wants that it cannot do.

    The instructions are those that lead the messages of *asked*.

    Raises Refused, and `LLMError`s for what the model does not take.
    """
    wanted, schema = dict(asked.options), asked.schema
    if asked.json_object and schema is None:
        if model.supports_schema and not has_option(model, "json_object"):
            schema = dict(ANY_OBJECT)
        else:
            wanted.setdefault("json_object", True)
    tools, choice = _tools(model, asked)
    if choice is not None:
        wanted.setdefault("tool_choice", choice)
    given, ignored, asked_as = options_for_model(model, wanted)
    leading = asked.messages[: len(asked.messages) - len(without_instructions(asked.messages))]
    turn = Turn(schema=schema, tools=tools)
    try:
        options = model.options(given, {})
    except InvalidOptions as error:
        raise _wrong_option(error, asked_as) from error
    prompt = turn.to_prompt(model, options, [*leading, *told.messages])
    if leading:  # models that take a history from a conversation look there
        prompt.note_instructions(instructions_of(leading))
    if told.model == model.model_id:
        prompt.accepted = len(leading) + told.accepted
    conversation = None
    if asked.conversation is not None:
        conversation = model.conversation_class(
            model=model, id=asked.conversation, takes_tip=asked.takes_tip
        )
    response: BaseResponse = model.respond(prompt, conversation=conversation)
    return response, ignored


def _tools(model: Any, asked: Asked) -> tuple[list[Any], Any]:
    """The tools to offer, and the choice among them that the model is to be told, if any."""
    if asked.tool_choice == "none":
        return [], None
    tools: list[Any] = [*asked.tools]
    for spec in asked.hosted_tools:
        tool = ServerSideTool(spec=spec)
        if not takes_server_side_tool(model, tool):
            kind = spec.get("type")
            raise Refused(
                Failure(
                    400,
                    "unsupported",
                    f"The model '{asked.model}' has no tool of the type '{kind}'.",
                    param="tools",
                    code="unsupported_tool",
                )
            )
        check_hosted_tool(spec)
        tools.append(tool)
    choice = asked.tool_choice
    return tools, None if choice in (None, "auto") or not tools else choice


def _wrong_option(error: InvalidOptions, asked_as: dict[str, str]) -> Refused:
    """What is said of options with wrong values, by the names that the client used."""
    mistakes = [(asked_as.get(name.partition(".")[0], name), told) for name, told in error.mistakes]
    said = "; ".join(f"{name}: {told}" if name else told for name, told in mistakes) or str(error)
    param = next((name for name, _ in mistakes if name), None)
    return Refused(Failure(400, "invalid", f"Invalid value: {said}", param, "invalid_option"))
