"""A finished response as JSON-like data, and back; and one that the history has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from llm.core.scope import note_origin
from llm.errors import ModelError, ResponseInterrupted
from llm.models.prompt import Prompt, options_as_dict
from llm.models.replay import finish_with
from llm.parts import Message

if TYPE_CHECKING:
    from llm.models.response import BaseResponse
    from llm.serialization import PromptDict, ResponseDict, UsageDict

R = TypeVar("R", bound="BaseResponse")


def snapshot(response: BaseResponse) -> ResponseDict:
    """Everything needed to read *response*, which is finished, elsewhere and to go on from it."""
    prompt: PromptDict = {"messages": [message.to_dict() for message in response.prompt.messages]}
    if options := options_as_dict(response.prompt.options):
        prompt["options"] = options
    if system := response.prompt.own_system:
        prompt["system"] = system
    data: ResponseDict = {
        "model": response.model.model_id,
        "prompt": prompt,
        "messages": [message.to_dict() for message in response.recording.messages()],
        "id": response.id,
    }
    if usage := _usage(response):
        data["usage"] = usage
    if when := response._datetime_utc():
        data["datetime_utc"] = when
    return data


def _usage(response: BaseResponse) -> UsageDict:
    counted: dict[str, Any] = {
        "input": response.input_tokens,
        "output": response.output_tokens,
        "details": response.token_details,
        "cached": response.cached_tokens,
        "reasoning": response.reasoning_tokens,
    }
    usage: UsageDict = {}
    usage.update({name: value for name, value in counted.items() if value is not None})  # type: ignore[typeddict-item]  # the keys are its own
    return usage


def restore(cls: type[R], data: ResponseDict, model: Any = None) -> R:
    """The finished response of class *cls* that *data* describes.

    Raises `UnknownModelError` when no *model* is given and the one it names is not installed,
    and `InvalidOptions` when that model no longer takes the options it was asked with.
    """
    import datetime as dt

    asked = data["prompt"]
    if model is None:
        model = cls.look_up_model(data["model"])
    prompt = Prompt(
        None,
        model,
        system=asked.get("system"),
        options=model.options(asked.get("options"), {}),
        messages=[Message.from_dict(message) for message in asked["messages"]],
    )
    answered = [Message.from_dict(message) for message in data["messages"]]
    same = model.model_id == data["model"]
    response = _answered(cls, prompt, answered, model.scope() if same else data["model"])
    recording = response.recording
    recording.id = data.get("id") or recording.id
    usage = data.get("usage", {})
    response.set_usage(
        input=usage.get("input"),
        output=usage.get("output"),
        details=usage.get("details"),
        cached=usage.get("cached"),
        reasoning=usage.get("reasoning"),
    )
    if when := data.get("datetime_utc"):
        recording.started_utc = dt.datetime.fromisoformat(when)
    return response


def recalled(cls: type[R], call: Any) -> R:
    """The response of class *cls* to *call*, a record of the history.

    One that was cut off raises what ended it when its answer is read. Raises as `restore` does.
    """
    model = cls.look_up_model(call.model)
    prompt = Prompt(
        None,
        model,
        system=call.system,
        options=model.options(call.options, {}),
        schema=call.schema,
        messages=call.messages,
    )
    response = _answered(cls, prompt, list(call.output), model.scope())
    recording = response.recording
    recording.id, recording.started_utc = call.id, call.started
    recording.response_json, recording.resolved_model = call.payload, call.resolved_model
    recording.finish_reason = call.finish_reason
    response.set_usage(**vars(call.usage))
    if call.status not in ("ok", "paused"):
        recording.done = False
        reason = call.reason if call.status == "error" else None
        recording.failure = ModelError(reason) if reason else ResponseInterrupted()
    return response


def _answered(cls: type[R], prompt: Prompt, answered: list[Message], scope: str) -> R:
    """The finished response of class *cls*, in which a model of this *scope* said *answered*."""
    response = cls(prompt, prompt.model, False)
    finish_with(response, answered)
    note_origin(answered, scope, prompt.messages)
    return response
