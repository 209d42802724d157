"""Conversations as Markdown, to be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from llm.parts import AttachmentPart, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.exchange.transcript import Remark, facts_of, name_of, title_of, transcript
from llm.text import fenced

if TYPE_CHECKING:
    from llm.parts import Part
    from llm.store.exchange.exchanged import Exchanged


def write_markdown(conversations: Iterable[Exchanged], stream: TextIO) -> None:
    """Write *conversations* to *stream*, one after the other, each under its title."""
    between = ""
    for each in conversations:
        stream.write(between + f"# {title_of(each)}\n\n{' · '.join(facts_of(each))}\n")
        for entry in transcript(each):
            if isinstance(entry, Remark):
                stream.write(f"\n*{_line(entry.text)}*\n")
                continue
            stream.write(f"\n## {entry.speaker}\n")
            if entry.about:
                stream.write(f"\n*{entry.about}*\n")
            for part in entry.message.parts:
                stream.writelines(f"\n{block}\n" for block in _blocks(part))
        between = "\n---\n\n"


def _blocks(part: Part) -> Iterator[str]:
    if isinstance(part, TextPart):
        yield part.text.strip("\n")
    elif isinstance(part, ReasoningPart):
        if part.text:
            # What closes the block too early would let the rest out of it.
            text = re.sub("<(/?(?:details|summary))", r"&lt;\1", part.text.strip("\n"))
            yield f"<details>\n<summary>Reasoning</summary>\n\n{text}\n\n</details>"
    elif isinstance(part, ToolCallPart):
        arguments = json.dumps(part.arguments, indent=2, ensure_ascii=False)
        yield f"Tool call: {_code(part.name)}\n\n{fenced(arguments, 'json')}"
    elif isinstance(part, ToolResultPart):
        failed = f" failed: {_line(part.exception)}" if part.exception else ""
        yield f"Result of {_code(part.name)}{failed}\n\n{fenced(part.output)}"
        yield from (f"Attachment: {_code(name_of(each))}" for each in part.attachments)
    elif isinstance(part, AttachmentPart) and part.attachment is not None:
        yield f"Attachment: {_code(name_of(part.attachment))}"


def _code(text: str) -> str:
    return f"`{_line(text).replace('`', chr(39))}`"


def _line(text: str) -> str:
    return " ".join(text.split())
