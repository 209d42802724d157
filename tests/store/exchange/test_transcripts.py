"""Conversations as Markdown and as HTML."""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import TextIO

from llm import assistant, system, tool_message, user
from llm.attachments import Attachment
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.exchange.exchanged import Exchanged
from llm.store.exchange.html import SMALL, write_html
from llm.store.exchange.markdown import write_markdown
from llm.store.records import CallRecord, ConversationRecord
from tests.store.exchange.service_exports import PIXEL

STARTED = dt.datetime(2026, 11, 22, 16, 24, tzinfo=dt.UTC)


def written(write: Callable[[Iterable[Exchanged], TextIO], None], *given: Exchanged) -> str:
    """What *write* makes of conversations."""
    stream = io.StringIO()
    write(given, stream)
    return stream.getvalue()


def of(*records: CallRecord, name: str | None = "Pelicans") -> Exchanged:
    """A conversation with these calls."""
    conversation = ConversationRecord("c1", name, "gpt-5.5", tags=["birds"], started=STARTED)
    return Exchanged(conversation, [record.id for record in records], records)


def investigation() -> list[CallRecord]:
    """Two calls: one that asks for a tool, and one that is given its result."""
    asked = [system("Be brief."), user("What is it?", Attachment("image/png", content=PIXEL))]
    call = assistant(ReasoningPart("Measure."), ToolCallPart("measure", {"what": "it"}, "t"))
    result = tool_message(ToolResultPart("measure", "a ``` b", "t"))
    return [
        CallRecord("a", "m", asked, [call], started=STARTED),
        CallRecord("b", "m", [*asked, call, result], [assistant("A pixel.")], started=STARTED),
    ]


def test_markdown_is_a_transcript():
    """Title and date, who said what, reasoning to unfold, tools fenced, attachments named."""
    assert (
        written(write_markdown, of(*investigation()))
        == """# Pelicans

2026-11-22 16:24 UTC · gpt-5.5 · conversation c1 · birds

## Instructions

Be brief.

## User

What is it?

Attachment: `image/png, 70 bytes`

## Assistant

*m · 2026-11-22 16:24 UTC*

<details>
<summary>Reasoning</summary>

Measure.

</details>

Tool call: `measure`

```json
{
  "what": "it"
}
```

## Tool

Result of `measure`

````
a ``` b
````

## Assistant

*m · 2026-11-22 16:24 UTC*

A pixel.
"""
    )


def test_what_a_branch_goes_on_from_is_said():
    """And how a call ended that did not end well."""
    asked = user("Name a pelican")
    text = written(
        write_markdown,
        of(
            CallRecord("a", "m", [asked], [assistant("Percy")]),
            CallRecord("b", "m", [asked], [assistant("Pe")], status="interrupted"),
            CallRecord("c", "m", [user("Hi")], [], status="error", error="Too many requests"),
        ),
    )
    said = [line.strip("*") for line in text.splitlines() if line.startswith("*")]
    assert said == [
        "m",
        "Another way on from “Name a pelican”:",
        "m",
        "The answer was interrupted.",
        "Another beginning:",
        "The call failed: Too many requests",
    ]


def test_reasoning_cannot_leave_its_block():
    """What would close it is escaped."""
    call = CallRecord("a", "m", [], [assistant(ReasoningPart("</details> <DETAILS>"), "Yes")])
    text = written(write_markdown, of(call))
    assert text.count("</details>") == 1


def test_conversations_follow_one_another():
    """Each under its title; one without a title under another."""
    text = written(write_markdown, of(), of(name=None), of(name="a\n# b"))
    assert re.findall("^# .*$", text, re.MULTILINE) == [
        "# Pelicans",
        "# Untitled conversation",
        "# a # b",
    ]


class Page(HTMLParser):
    """The tags of a page, with their attributes, and its text; each that is opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each *tag*."""
        return [attributes for name, attributes in self.tags if name == tag]


def test_html_holds_everything():
    """What was said, in its sections; an image as a data URL."""
    page = Page(written(write_html, of(*investigation())))
    for said in ("Pelicans", "Be brief.", "Measure.", '"what": "it"', "a ``` b", "A pixel."):
        assert said in page.text
    [image] = page.named("img")
    assert image["src"] == "data:image/png;base64," + base64.b64encode(PIXEL).decode()
    assert [each["class"] for each in page.named("section")] == [
        "system", "user", "assistant", "tool", "assistant",
    ]  # fmt: skip


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;"


def test_nothing_that_was_said_becomes_html():
    """Wherever it stands: title, tags, models, roles, names, text, code, errors, attachments."""
    evil = Attachment(EVIL, url="javascript:alert(1)" + EVIL)
    message = user(EVIL, f"```{EVIL}\n{EVIL}\n```\n```py\n{EVIL}\n```", evil)
    message.role = EVIL
    call = CallRecord(
        "a",
        EVIL,
        [system(EVIL), message],
        [
            assistant(
                ReasoningPart(EVIL),
                ToolCallPart(EVIL, {EVIL: EVIL}),
                ToolResultPart(EVIL, EVIL, exception=EVIL, attachments=[evil]),
                Attachment("image/svg+xml", content=EVIL.encode()),
            )
        ],
        status="error",
        error=EVIL,
    )
    conversation = ConversationRecord(EVIL, EVIL, EVIL, tags=[EVIL])
    page = Page(written(write_html, Exchanged(conversation, ["a"], [call])))
    assert not page.named("script") + page.named("img") + page.named("a")
    assert not [name for _, given in page.tags for name in given if name.startswith("on")]
    assert page.text.count(EVIL) >= 12


def test_the_page_needs_nothing_else():
    """No script, no address of another, and a policy that forbids both; light and dark."""
    html = written(write_html, of(*investigation()))
    assert "http://" not in html.replace("http-equiv", "")
    assert "https://" not in html
    assert "default-src 'none'" in html
    assert "prefers-color-scheme: dark" in html


def test_what_stands_between_fences_is_code():
    """What stands before, between and after them is text, to its last sign."""
    said = "Before\n```py\na\n\nb\n```\nBetween\n````\n```\n````\nAfter"
    html = written(write_html, of(CallRecord("a", "m", [], [assistant(said)])))
    blocks = re.findall('<div class="text">(.*?)</div>|<pre><code>(.*?)</code>', html, re.DOTALL)
    assert blocks == [("Before", ""), ("", "a\n\nb"), ("Between", ""), ("", "```"), ("After", "")]


def test_big_images_and_other_files_are_named():
    """The page stays small."""
    big = Attachment("image/png", content=b"x" * (SMALL + 1))
    other = Attachment("application/pdf", path="/tmp/a.pdf")
    other.kept = b"%PDF"
    page = Page(written(write_html, of(CallRecord("a", "m", [user(big, other)]))))
    assert not page.named("img")
    assert "image/png, 1,048,577 bytes" in page.text
    assert "application/pdf, 4 bytes, /tmp/a.pdf" in page.text
