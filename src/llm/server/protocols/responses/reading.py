"""Items that a client sends, as messages of ours. Pure; `writing.py` has the other direction.

A client sends back what it was given. Of an item that has an id of ours it is enough to know what
any protocol could say: the history has the rest, and finds it by that (`store/recognising.py`).
What another server made is kept as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.attachments import Attachment
from llm.core.assembler import read_arguments
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.providers.openai.kept import NAMESPACE as OF_MODELS
from llm.server.protocols.fields import (
    attachment_of_base64,
    given,
    needed,
    path_of,
    refused,
    typed,
    unsupported,
)
from llm.server.protocols.responses.content import metadata_of, parts_of
from llm.server.protocols.responses.ids import ItemId, read_item_id
from llm.server.protocols.sealed import unsealed
from llm.text import valid_data, valid_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROLES = {"user": "user", "system": "system", "developer": "system", "assistant": "assistant"}

PROVIDERS_OWN = frozenset(
    {
        "apply_patch_call", "apply_patch_call_output", "code_interpreter_call", "computer_call",
        "computer_call_output", "file_search_call", "local_shell_call", "local_shell_call_output",
        "mcp_approval_request", "mcp_approval_response", "mcp_call", "mcp_list_tools", "program",
        "program_output", "shell_call", "shell_call_output", "tool_search_call",
        "tool_search_output", "web_search_call",
    }
)  # fmt: skip
"""Items of tools that a provider runs; from elsewhere they are kept, and given back as they are."""


def messages_of(given_items: Any, path: str = "input") -> list[Message]:
    """The messages that *given_items* are: a text, or a list of items.

    What a model answered is one message, until somebody else says something; items of which that is
    known, or that could not have stood in one answer, make messages of their own. Raises Refused.
    """
    if isinstance(given_items, str):
        return [Message("user", [TextPart(valid_text(given_items))])]
    reader = _Reader()
    for place, item in enumerate(typed(given_items, list, path)):
        if not reader.quickly(item):
            reader.read(item, path_of(path, place))
    return reader.messages


def referenced(given_items: Any) -> list[str]:
    """The ids of the items that *given_items* only refers to."""
    items = given_items if isinstance(given_items, list) else []
    ids = [each.get("id") for each in items if isinstance(each, dict) and _refers(each)]
    return [each for each in ids if isinstance(each, str)]


def with_references(given_items: Any, found: Mapping[str, Mapping[str, Any]]) -> Any:
    """*given_items* with what was *found* in place of what it refers to."""
    if not found:
        return given_items
    return [
        found.get(each["id"], each) if isinstance(each, dict) and _refers(each) else each
        for each in given_items
    ]


def _refers(item: Mapping[str, Any]) -> bool:
    named = item.get("type")
    refers = named == "item_reference" if named else len(item) == 1
    return refers and isinstance(item.get("id"), str)


class _Reader:
    """Reads the items of one request, in order."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._names: dict[str, str] = {}
        # Of the answer that the next item may belong to: where it is from, if that is known; it
        # has text; it has something that reasoning comes before; what came last is reasoning.
        self._from: ItemId | None = None
        self._spoken = self._fixed = self._thinking = False
        self._separate = False

    def quickly(self, item: Any) -> bool:
        """Add what *item* says where it is of the kinds that are sent again and again.

        False for any other. A long history is sent with every turn of it.
        """
        said = _plain(item)
        if said is None:
            return False
        role, text = said
        part = TextPart(valid_text(text))
        if role == "assistant":
            self._answers("message", item)
            self._add([part])
        else:
            self.messages.append(Message(role, [part]))
        return True

    def read(self, item: Any, where: str) -> None:
        """Add what *item* says. Raises Refused."""
        item = typed(item, dict, where)
        kind = given(item, "type", str, where)
        kind = kind or ("item_reference" if _refers(item) else "message")
        reads = _READS.get(kind)
        if reads is not None:
            reads(self, item, where)
        elif kind in PROVIDERS_OWN:
            self._of_provider(item, where)
        else:
            raise unsupported(f"'{where}' is of a type that is not served here: {kind!r}.", where)

    def _message(self, item: Mapping[str, Any], where: str) -> None:
        said = needed(item, "role", str, where)
        role = ROLES.get(said)
        if role is None:
            path = path_of(where, "role")
            raise refused(f"'{path}' has to be one of {', '.join(ROLES)}, and is {said!r}.", path)
        content = item.get("content")
        path = path_of(where, "content")
        if content is None:
            raise refused(f"'{path}' is missing.", path, "missing_required_parameter")
        parts = parts_of(content, path)
        if role != "assistant":
            self.messages.append(Message(role, parts))
            return
        ours = self._answers("message", item)
        pieces = content if isinstance(content, list) else [{}]
        for part, piece in zip(parts, pieces, strict=True):
            if isinstance(part, TextPart):
                part.provider_metadata = None if ours else _noted(piece, item)
        self._add(parts)

    def _reasoning(self, item: Mapping[str, Any], where: str) -> None:
        ours = self._answers("reasoning", item)
        hidden = given(item, "encrypted_content", str, where)
        part = unsealed(hidden) if hidden else None
        if part is None and ours and not hidden:
            return  # the history has it, with what its provider wants back
        if part is None:
            told = [
                _texts(item, name, where)
                for name in ("summary", "content")
                if item.get(name) not in (None, "", [])
            ]
            texts = [text for group in told for text in group]
            said: dict[str, Any] = {"encrypted_content": hidden}
            if hidden:
                said["id"] = given(item, "id", str, where)
            if len(texts) > 1 or (told and not item.get("summary")):
                said["summary"] = valid_data(item.get("summary") or [])
                said["content"] = valid_data(item.get("content") or [])
            part = ReasoningPart("\n\n".join(texts), not texts, metadata_of(said))
        self._add([part])

    def _function_call(self, item: Mapping[str, Any], where: str) -> None:
        self._answers("function_call", item)
        arguments = item.get("arguments")
        if not isinstance(arguments, dict):
            arguments = read_arguments(needed(item, "arguments", str, where))
        self._call(item, where, arguments)

    def _custom_call(self, item: Mapping[str, Any], where: str) -> None:
        self._answers("function_call", item)
        self._call(item, where, {"input": needed(item, "input", str, where)})

    def _call(self, item: Mapping[str, Any], where: str, arguments: dict[str, Any]) -> None:
        name, call_id = needed(item, "name", str, where), needed(item, "call_id", str, where)
        self._names[call_id] = name
        self._add([ToolCallPart(name, arguments, call_id)])

    def _output(self, item: Mapping[str, Any], where: str) -> None:
        call_id = needed(item, "call_id", str, where)
        path = path_of(where, "output")
        if item.get("output") is None:
            raise refused(f"'{path}' is missing.", path, "missing_required_parameter")
        parts = parts_of(item["output"], path)
        result = ToolResultPart(
            name=self._names.get(call_id, ""),
            output="".join(part.text for part in parts if isinstance(part, TextPart)),
            tool_call_id=call_id,
            attachments=[
                part.attachment
                for part in parts
                if isinstance(part, AttachmentPart) and part.attachment is not None
            ],
        )
        if self.messages and self.messages[-1].role == "tool":
            self.messages[-1].parts.append(result)
        else:
            self.messages.append(Message("tool", [result]))

    def _of_provider(self, item: Mapping[str, Any], where: str) -> None:
        """What a tool did that the provider runs; the model behind us need not know it."""
        if self._answers("other", item):
            return
        kind = str(item["type"])
        call_id = given(item, "call_id", str, where) or given(item, "id", str, where)
        name = given(item, "name", str, where) or kind.removesuffix("_call")
        self._add(
            [ToolCallPart(name, {}, call_id, server_executed=True, provider_metadata=_whole(item))]
        )

    def _image(self, item: Mapping[str, Any], where: str) -> None:
        ours = self._answers("image_generation_call", item)
        result = given(item, "result", str, where)
        if not result:
            self._add([AttachmentPart(None, None if ours else _whole(item))])
            return
        kind = given(item, "output_format", str, where) or "png"
        media_type = f"image/{ {'svg': 'svg+xml', 'jpg': 'jpeg'}.get(kind, kind) }"
        shown: Attachment = attachment_of_base64(result, media_type, path_of(where, "result"))
        rest = {name: value for name, value in item.items() if name != "result"}
        self._add([AttachmentPart(shown, None if ours else _whole(rest))])

    def _reference(self, item: Mapping[str, Any], where: str) -> None:
        raise refused(
            f"'{where}' refers to the item '{item.get('id')}', which is not in the history here:"
            " send the item itself.",
            where,
            "item_not_found",
        )

    def _answers(self, kind: str, item: Mapping[str, Any]) -> bool:
        """Find the message that *item* belongs to; whether its id is one of ours."""
        named = item.get("id")
        origin = None if named is None else read_item_id(named)
        if not (self.messages and self.messages[-1].role == "assistant"):
            self._begin()
        if origin is not None and self._from is not None:
            if (origin.call, origin.message) != (self._from.call, self._from.message):
                self._begin()
        elif kind == "message":
            self._begin() if self._spoken else None
        elif kind == "reasoning" and (self._fixed or self._thinking):
            self._begin()
        self._spoken = self._spoken or kind == "message"
        self._fixed = self._fixed or kind not in ("reasoning", "other")
        self._thinking = kind == "reasoning"
        self._from = origin
        return origin is not None

    def _begin(self) -> None:
        self._separate = True
        self._spoken = self._fixed = self._thinking = False

    def _add(self, parts: list[Part]) -> None:
        if self._separate or not (self.messages and self.messages[-1].role == "assistant"):
            self.messages.append(Message("assistant"))
            self._separate = False
        self.messages[-1].parts += parts


_READS: Mapping[str, Callable[[_Reader, Mapping[str, Any], str], None]] = {
    "message": _Reader._message,
    "reasoning": _Reader._reasoning,
    "function_call": _Reader._function_call,
    "custom_tool_call": _Reader._custom_call,
    "function_call_output": _Reader._output,
    "custom_tool_call_output": _Reader._output,
    "image_generation_call": _Reader._image,
    "item_reference": _Reader._reference,
}


def _plain(item: Any) -> tuple[str, str] | None:
    """The role and the one text of *item*, if that is all there is to it."""
    if type(item) is not dict or item.get("type", "message") != "message":
        return None
    role, content = item.get("role"), item.get("content")
    if type(content) is str:
        usual = role == "user" or (role == "assistant" and not item.get("phase"))
        return (str(role), content) if usual else None
    if type(content) is not list or len(content) != 1 or type(piece := content[0]) is not dict:
        return None
    text, noted = piece.get("text"), piece.get("annotations") or item.get("phase")
    usual = (role, piece.get("type")) in (("user", "input_text"), ("assistant", "output_text"))
    return (str(role), text) if usual and type(text) is str and not noted else None


def _noted(piece: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a text keeps of an answer of which it is not known that it was ours."""
    noted, phase = piece.get("annotations"), item.get("phase")
    said = {
        "annotations": valid_data(noted) if isinstance(noted, list) else None,
        "phase": phase if isinstance(phase, str) else None,
        "refusal": piece.get("type") == "refusal",
    }
    return metadata_of(said, OF_MODELS)


def _whole(item: Mapping[str, Any]) -> dict[str, Any] | None:
    return metadata_of({"item": valid_data(dict(item))})


def _texts(item: Mapping[str, Any], name: str, where: str) -> list[str]:
    """The texts of the sections of reasoning in the field *name*."""
    path = path_of(where, name)
    parts = parts_of(item[name], path)
    return [part.text for part in parts if isinstance(part, TextPart)]
