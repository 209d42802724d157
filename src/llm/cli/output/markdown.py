"""Calls as Markdown, to be read: `llm logs`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from llm.cli.output.offered import arguments_of, hash_of
from llm.lazy_dataclass import dataclass
from llm.text import fenced, maybe_fenced_code
from llm.usage import token_usage_string

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.cli.output.turn import Turn
    from llm.parts import ToolCallPart, ToolResultPart
    from llm.store.records import ToolDefinition

_SHORT_HASH = 7


def as_it_is(text: str) -> str:
    """*text*."""
    return text


@dataclass(frozen=True)
class MarkdownSettings:
    """How much is shown.

    Attributes:
        one_conversation: all calls are of one conversation, which is named once.
        usage: tokens, time and cost as well.
        expand: fragments with their text.
        without_json: neither options nor schemas.
        mark: marks what was searched for in a text.

    """

    one_conversation: bool = False
    usage: bool = False
    expand: bool = False
    without_json: bool = False
    mark: Callable[[str], str] = as_it_is


class MarkdownListing:
    """A listing of calls, one after the other. What was said last is not said again."""

    def __init__(self, settings: MarkdownSettings) -> None:
        self._settings = settings
        self._model: tuple[str, str | None] | None = None
        self._system: str | None = None
        self._known_tools: set[str] = set()

    def entry(self, turn: Turn) -> str:
        """The next call, with an empty line after it."""
        return "".join(f"{block}\n\n" for block in self._blocks(turn))

    def _blocks(self, turn: Turn) -> Iterator[str]:
        settings, record, mark = self._settings, turn.record, self._settings.mark
        yield from self._heading(turn)
        yield "## Prompt"
        yield mark(turn.prompt) or "-- none --"
        yield from self._fragments("### Prompt fragments", turn.prompt_fragments)
        if record.options and not settings.without_json:
            yield "## Options"
            yield "\n".join(f"- {name}: {value}" for name, value in record.options.items())
        if turn.system and turn.system != self._system:
            yield "## System"
            yield mark(turn.system)
        self._system = turn.system
        yield from self._fragments("### System fragments", turn.system_fragments)
        if record.schema is not None and not settings.without_json:
            yield "## Schema"
            yield fenced(json.dumps(record.schema, indent=2, ensure_ascii=False), "json")
        if record.tools:
            yield "### Tools"
            yield "\n".join(self._tools(record.tools))
        yield from self._results(turn.results)
        yield from _attachments(turn.shown)
        if turn.reasoning:
            yield "## Reasoning"
            yield "<details><summary>Reasoning trace</summary>"
            yield mark(turn.reasoning)
            yield "</details>"
        yield from self._response(turn)
        if settings.usage:
            yield "## Token usage"
            yield from _usage(turn)

    def _heading(self, turn: Turn) -> Iterator[str]:
        record, when = turn.record, turn.when()
        time = f"{when:%Y-%m-%dT%H:%M:%S}" if when else "unknown time"
        model = (record.model, record.resolved_model)
        if self._settings.one_conversation and self._model is not None:
            yield f"# {time}"
        else:
            yield f"# {time}    conversation: {record.conversation} id: {record.id}"
        if not self._settings.one_conversation or model != self._model:
            resolved = f" (resolved: **{record.resolved_model}**)" if record.resolved_model else ""
            yield f"Model: **{record.model}**{resolved}"
        self._model = model
        if record.client:
            yield f"Client: **{record.client}**"
        if outcome := turn.outcome():
            reason = f" - {outcome['error']}" if "error" in outcome else ""
            yield f"Status: **{outcome['status']}**{reason}"

    def _response(self, turn: Turn) -> Iterator[str]:
        yield "## Response"
        if turn.calls:
            yield "### Tool calls"
            yield "\n".join(self._call(call) for call in turn.calls)
        yield from self._results(turn.server_results)
        if turn.response:
            yield self._settings.mark(self._answer(turn))
        yield from _attachments(turn.drawn)

    def _answer(self, turn: Turn) -> str:
        """The text of the answer; where it should follow a schema and is JSON, indented."""
        if turn.record.schema is None or self._settings.without_json:
            return turn.response
        try:
            return fenced(json.dumps(turn.data(), indent=2, ensure_ascii=False), "json")
        except ValueError:
            return turn.response

    def _fragments(self, heading: str, fragments: list[tuple[str, str]]) -> Iterator[str]:
        if not fragments:
            return
        yield heading
        if not self._settings.expand:
            yield "\n".join(f"- {hashed}" for hashed, _ in fragments)
            return
        mark = self._settings.mark
        yield "\n".join(
            f"<details><summary>{hashed}</summary>\n{mark(maybe_fenced_code(content))}\n</details>"
            for hashed, content in fragments
        )

    def _tools(self, tools: Iterable[ToolDefinition]) -> Iterator[str]:
        """Tools, those of a toolbox under its name and configuration."""
        grouped: dict[str, list[ToolDefinition]] = {}
        for number, tool in enumerate(tools):
            instance = tool.instance
            given = arguments_of(instance) if instance and instance.arguments else ""
            box = f"`{instance.name}({given})`" if instance else str(number)
            grouped.setdefault(box, []).append(tool)
        for box, offered in grouped.items():
            if offered[0].instance is None:
                yield self._tool(offered[0])
                continue
            yield f"- {box}:"
            for tool in offered:
                yield _indented(self._tool(tool))

    def _tool(self, tool: ToolDefinition) -> str:
        hashed = hash_of(tool)
        if hashed in self._known_tools:
            return f"- **{tool.name}**: `{hashed[:_SHORT_HASH]}`"
        self._known_tools.add(hashed)
        arguments = _json(tool.input_schema.get("properties", {}))
        described = [f"- **{tool.name}**: `{hashed}`"]
        if tool.description:
            described.append(_indented(tool.description.strip()))
        return "  \n".join([*described, f"    Arguments: `{arguments}`"])

    def _call(self, call: ToolCallPart) -> str:
        if not call.arguments:
            return _item(call, "Arguments: `{}`")
        written = []
        for name, value in call.arguments.items():
            if isinstance(value, str):
                written.append(f"{name}:\n{self._settings.mark(fenced(value))}")
            else:
                written.append(f"{name}: `{_json(value)}`")
        return _item(call, "\n".join(written))

    def _results(self, results: list[ToolResultPart]) -> Iterator[str]:
        if not results:
            return
        yield "### Tool results"
        yield "\n".join(self._result(result) for result in results)

    def _result(self, result: ToolResultPart) -> str:
        said = self._settings.mark(fenced(result.output))
        if result.exception:
            said += f"  \n**Error**: {result.exception}"
        for attachment in result.attachments:
            said += f"  \nAttachment: {_attachment(attachment)}"
        return _item(result, said)


def _item(part: ToolCallPart | ToolResultPart, said: str) -> str:
    """An item of a list: a tool, the id of the call, and below it what is *said*."""
    called = f": `{part.tool_call_id}`" if part.tool_call_id else ""
    return f"- **{part.name}**{called}  \n{_indented(said)}"


def _attachments(attachments: list[Attachment]) -> Iterator[str]:
    if attachments:
        yield "### Attachments"
        yield "\n".join(
            f"{number}. {_attachment(attachment)}"
            for number, attachment in enumerate(attachments, 1)
        )


def _attachment(attachment: Attachment) -> str:
    if attachment.path:
        where = f"`{attachment.path}`"
    elif attachment.url:
        where = attachment.url
    else:
        content = attachment.content if attachment.content is not None else attachment.kept
        where = f"`<{len(content or b''):,} bytes>`"
    return f"**{attachment.type}**: {where}"


def _usage(turn: Turn) -> Iterator[str]:
    """Tokens, time and cost, as far as they are known."""
    record, usage = turn.record, turn.record.usage
    details = f"`{json.dumps(usage.details)}`" if usage.details else ""
    counted = token_usage_string(usage.input, usage.output, None)
    if tokens := ", ".join(each for each in (counted, details) if each):
        yield tokens
    if record.duration_ms is not None:
        yield f"Duration: {record.duration_ms}ms ({_spoken(record.duration_ms)})"
    if record.cost is not None:
        yield f"Cost: ${record.cost:,.6f}"


def _spoken(milliseconds: int) -> str:
    """A duration in whole seconds, such as `1h 0m 7s`."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h {minutes}m {seconds}s"
    return f"{minutes}m {seconds}s" if minutes else f"{seconds}s"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _indented(text: str) -> str:
    from textwrap import indent

    return indent(text, "    ")
