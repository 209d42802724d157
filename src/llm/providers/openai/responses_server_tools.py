"""What tools inside the provider did, as events: one call, and one result. Pure.

An item of a response is given as a namespace of its fields, because plugins that know more kinds
of items look at it with `getattr`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llm.events import StreamEvent

if TYPE_CHECKING:
    from llm.attachments import Attachment

ServerToolEvents = Callable[[Any, int], list[StreamEvent]]
RefreshServerToolEvents = Callable[[Sequence[Any], dict[str, list[StreamEvent]]], None]

# Fields of any item, which say nothing of what a tool was asked to do.
_ENVELOPE = ("type", "id", "call_id", "status", "output", "results", "created_by", "caller")


def server_tool_events(item: Any, message_index: int) -> list[StreamEvent]:
    """The events for one finished *item* of a response: none, when no tool of theirs made it.

    Args:
        item: namespace of the item's fields, as the provider sent them.
        message_index: the message of the response that it belongs to.

    """
    kind = getattr(item, "type", None)
    if not isinstance(kind, str):
        return []
    told = _KNOWN[kind](item) if kind in _KNOWN else _any_tool(kind, item)
    if told is None:
        return []
    name, arguments, result = told
    call_id = _string(item, "call_id") or _string(item, "id") or None
    events = []
    if arguments is not None:
        written = arguments if isinstance(arguments, str) else _json(arguments)
        events += [("tool_call_name", name), ("tool_call_args", written)]
    if result is not None:
        events.append(("tool_result", result))
    return [
        StreamEvent(
            type=type_,
            chunk=chunk,
            tool_call_id=call_id,
            server_executed=True,
            tool_name=name if type_ == "tool_result" else None,
            message_index=message_index,
        )
        for type_, chunk in events
    ]


def refresh_server_tool_events(
    output: Sequence[Any], done_events: dict[str, list[StreamEvent]]
) -> None:
    """Bring events up to date with the whole response. There is nothing to do for OpenAI's tools.

    Args:
        output: the items of the finished response, as namespaces.
        done_events: the events that were made of each item, by the item's id. A plugin may change
            their `provider_metadata` in place.

    """


Told = tuple[str, Any, str | None]
"""Name of the tool; its arguments, `None` when they are told elsewhere; its result, if any."""


def _web_search(item: Any) -> Told:
    action = getattr(item, "action", None)
    results = getattr(item, "results", None)
    return "web_search", _filled(action), _json(results) if results else _state(item)


def _code_interpreter(item: Any) -> Told:
    outputs = getattr(item, "outputs", None)
    said = "".join(_output(each) for each in outputs) if isinstance(outputs, list) else ""
    return "code_interpreter", {"code": _string(item, "code")}, said or _state(item)


def _output(output: Any) -> str:
    """What a run printed; of an image, where it is."""
    if not isinstance(output, Mapping):
        return ""
    shown = output.get("logs") or output.get("url")
    return shown if isinstance(shown, str) else ""


def _file_search(item: Any) -> Told:
    results = getattr(item, "results", None)
    queries = getattr(item, "queries", None) or []
    return "file_search", {"queries": queries}, _json(results) if results else _state(item)


def _mcp_call(item: Any) -> Told:
    error, output = getattr(item, "error", None), getattr(item, "output", None)
    result = error or output
    said = result if isinstance(result, str) else _json(result) if result else _state(item)
    return _string(item, "name") or "mcp", _string(item, "arguments") or {}, said


def _mcp_list_tools(item: Any) -> Told:
    error, tools = getattr(item, "error", None), getattr(item, "tools", None)
    found = tools if isinstance(tools, list) else []
    names = [each.get("name") for each in found if isinstance(each, Mapping)]
    asked = {"server_label": _string(item, "server_label")}
    return "mcp_list_tools", asked, _json(error) if error else _json(names)


def _image_generation(item: Any) -> Told:
    """An image that came out well is an attachment, and not told here."""
    error = getattr(item, "error", None)
    said = error.get("message") if isinstance(error, Mapping) else error
    result = said if isinstance(said, str) and said else _state(item)
    return "image_generation", {"prompt": _string(item, "revised_prompt")}, result


def _any_tool(kind: str, item: Any) -> Told | None:
    """Tools that we know nothing of but how their items are named."""
    if kind.endswith(("_call_output", "_search_output", "program_output")):
        name = kind.removesuffix("_output").removesuffix("_call")
        output = next((vars(item)[key] for key in _RESULTS if vars(item).get(key)), None)
        return name, None, output if isinstance(output, str) else _json(output or [])
    if kind.endswith(("_call", "_request")) or kind == "program":
        action = getattr(item, "action", None)
        fields = {key: value for key, value in vars(item).items() if key not in _ENVELOPE}
        return kind.removesuffix("_call"), _filled(action or fields), None
    return None


_RESULTS = ("output", "result", "tools")
_KNOWN: dict[str, Callable[[Any], Told]] = {
    "web_search_call": _web_search,
    "code_interpreter_call": _code_interpreter,
    "file_search_call": _file_search,
    "mcp_call": _mcp_call,
    "mcp_list_tools": _mcp_list_tools,
    "image_generation_call": _image_generation,
}


def _state(item: Any) -> str:
    return _string(item, "status") or "completed"


def _filled(fields: Any) -> dict[str, Any]:
    """*fields* without those that are null."""
    if not isinstance(fields, Mapping):
        return {}
    return {name: value for name, value in fields.items() if value is not None}


def _string(item: Any, name: str) -> str:
    value = getattr(item, name, None)
    return value if isinstance(value, str) else ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def image(item: Mapping[str, Any]) -> Attachment | None:
    """The image in *item*, of a tool that draws; `None` when there is none."""
    import base64

    from llm.attachments import Attachment

    result = item.get("result")
    if not isinstance(result, str) or not result:
        return None
    try:
        content = base64.b64decode(result.rpartition(",")[2], validate=True)
    except ValueError:
        return None
    kind = item.get("output_format")
    kind = {"svg": "svg+xml", "jpg": "jpeg"}.get(kind, kind) if isinstance(kind, str) else "png"
    return Attachment(type=f"image/{kind}", content=content)


def namespaces(output: Any) -> Iterator[Any]:
    """The items in *output*, each as a namespace of its fields."""
    from types import SimpleNamespace

    for item in output if isinstance(output, list) else ():
        if isinstance(item, Mapping):
            yield SimpleNamespace(**item)
