"""Conversations as one HTML file that needs nothing else: no script, no style, no image of others.

Everything that was said is escaped; the page forbids itself to run or to fetch anything. Small
images are in it; other attachments are named.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, TextIO

from llm.parts import AttachmentPart, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.exchange.transcript import Remark, facts_of, name_of, title_of, transcript

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.parts import Part
    from llm.store.exchange.exchanged import Exchanged

SMALL = 1 << 20
"""Bytes up to which an image is put into the page."""

# Formats that hold pixels and nothing else.
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_FENCE = re.compile(
    r"^(`{3,})[^\S\n]*([\w+#.-]*)[^\n`]*\n(.*?)^\1`*[^\S\n]*$", re.MULTILINE | re.DOTALL
)

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Conversations</title>
<style>
:root { color-scheme: light dark; --line: #d0d4da; --soft: #f3f5f7; --quiet: #5b6470 }
@media (prefers-color-scheme: dark) {
  :root { --line: #3a4048; --soft: #22262b; --quiet: #9aa4b0 }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
article + article { border-top: 2px solid var(--line); margin-top: 3rem; padding-top: 1rem }
section { border-left: 3px solid var(--line); margin: 1.2rem 0; padding-left: 1rem }
section.user { border-color: #3b82f6 }
section.assistant { border-color: #22a06b }
h2 { font-size: 1rem; margin: 0 }
.about, .remark, summary, .label { color: var(--quiet); font-size: .875rem }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0 }
pre { background: var(--soft); overflow-x: auto; padding: .6rem; border-radius: .3rem }
img { max-width: 100%; height: auto }
</style>
</head>
<body>
"""


def write_html(conversations: Iterable[Exchanged], stream: TextIO) -> None:
    """Write *conversations* to *stream*, one after the other, each under its title."""
    stream.write(_HEAD)
    for each in conversations:
        facts = " · ".join(facts_of(each))
        stream.write(f"<article>\n<h1>{escape(title_of(each))}</h1>\n")
        stream.write(f'<p class="about">{escape(facts)}</p>\n')
        for entry in transcript(each):
            if isinstance(entry, Remark):
                stream.write(f'<p class="remark">{escape(entry.text)}</p>\n')
                continue
            stream.write(f'<section class="{escape(entry.message.role)}">\n')
            stream.write(f"<h2>{escape(entry.speaker)}</h2>\n")
            if entry.about:
                stream.write(f'<div class="about">{escape(entry.about)}</div>\n')
            for part in entry.message.parts:
                stream.writelines(_blocks(part))
            stream.write("</section>\n")
        stream.write("</article>\n")
    stream.write("</body>\n</html>\n")


def _blocks(part: Part) -> Iterator[str]:
    if isinstance(part, TextPart):
        yield from _text(part.text)
    elif isinstance(part, ReasoningPart):
        if part.text:
            yield "<details>\n<summary>Reasoning</summary>\n"
            yield from _text(part.text)
            yield "</details>\n"
    elif isinstance(part, ToolCallPart):
        yield _label(f"Tool call: {part.name}")
        yield _code(json.dumps(part.arguments, indent=2, ensure_ascii=False))
    elif isinstance(part, ToolResultPart):
        yield _label(
            f"Result of {part.name}{' failed: ' if part.exception else ''}", part.exception
        )
        yield _code(part.output)
        for attachment in part.attachments:
            yield _attachment(attachment)
    elif isinstance(part, AttachmentPart) and part.attachment is not None:
        yield _attachment(part.attachment)


def _text(text: str) -> Iterator[str]:
    """*text* as it is, but for what stands between fences, which is code."""
    at = 0
    for found in _FENCE.finditer(text):
        yield from _plain(text[at : found.start()])
        yield _code(found[3].removesuffix("\n"))
        at = found.end()
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[str]:
    if text.strip("\n"):
        yield '<div class="text">' + escape(text.strip("\n")) + "</div>\n"


def _code(text: str) -> str:
    return f"<pre><code>{escape(text)}</code></pre>\n"


def _label(text: str, more: str | None = None) -> str:
    return f'<div class="label">{escape(text + (more or ""))}</div>\n'


def _attachment(attachment: Attachment) -> str:
    name = name_of(attachment)
    content = attachment.kept if attachment.content is None else attachment.content
    if content is None or attachment.type not in _IMAGES or len(content) > SMALL:
        return _label(f"Attachment: {name}")
    data = base64.b64encode(content).decode("ascii")
    return f'<img alt="{escape(name)}" src="data:{attachment.type};base64,{data}">\n'
