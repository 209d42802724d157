"""Markdown on the page: what it comes to, while it streams too, and that it does no harm."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.server.conftest import running_server
from tests.server.page.told import LISBON

RENDER = """async (text) => {
  const { markdown } = await import("/page/markdown.js");
  const root = document.createElement("div");
  root.append(...markdown(text));
  root.querySelectorAll("figcaption").forEach((each) => each.remove());
  return root.innerHTML;
}"""

STREAM = """async ([text, sizes]) => {
  const { MarkdownView, markdown } = await import("/page/markdown.js");
  const view = new MarkdownView();
  let at = 0;
  for (const size of sizes) {
    view.append(text.slice(at, at + size));
    view.flush();
    at += size;
  }
  view.append(text.slice(at));
  view.flush();
  const whole = document.createElement("div");
  whole.append(...markdown(text));
  return [view.element.innerHTML, whole.innerHTML];
}"""


@pytest.fixture(scope="module")
def blank(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page of the server, whose modules are tried one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLM_USER_PATH", str(tmp_path_factory.mktemp("user")))
        patch.setenv("LLM_PLUGIN_INDEX", "0")
        with running_server() as one:
            page = chromium.new_page()
            page.goto(f"{one.url}/#token={one.token}")
            yield page
            page.close()


CASES = {
    "a *b* **c** ***d*** ~~e~~": "<p>a <em>b</em> <strong>c</strong> <em><strong>d</strong></em>"
    " <del>e</del></p>",
    "snake_case_name and 2 * 3 * 4": "<p>snake_case_name and 2 * 3 * 4</p>",
    r"\*no\* and `` a ` b ``": "<p>*no* and <code>a ` b</code></p>",
    "one\ntwo  \nthree\\\nfour": "<p>one\ntwo<br>three<br>four</p>",
    "# A\n## B ##\nC\n===": '<h4 class="md-h1">A</h4><h5 class="md-h2">B</h5>'
    '<h4 class="md-h1">C</h4>',
    "***\n\ntext\n\n- - -": "<hr><p>text</p><hr>",
    "> a\n> > b\n\nc": "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><p>c</p>",
    "- a\n  - b\n- c": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "3. a\n4. b\n\n   more": '<ol start="3"><li><p>a</p></li><li><p>b</p><p>more</p></li></ol>',
    "1. a\n   b\n2. c\n10. d": "<ol><li>a\nb</li><li>c</li><li>d</li></ol>",
    "text\n- a\n- b\ntext": "<p>text</p><ul><li>a</li><li>b\ntext</li></ul>",
    "1984. A year": '<ol start="1984"><li>A year</li></ol>',
    "In\n1984. A year": "<p>In\n1984. A year</p>",
    "[a](https://e.org/b_c) <https://e.org>": '<p><a href="https://e.org/b_c" target="_blank"'
    ' rel="noopener noreferrer">a</a> <a href="https://e.org/" target="_blank"'
    ' rel="noopener noreferrer">https://e.org</a></p>',
    "See https://e.org/a_b_c. Yes": '<p>See <a href="https://e.org/a_b_c" target="_blank"'
    ' rel="noopener noreferrer">https://e.org/a_b_c</a>. Yes</p>',
    "![a cat](https://e.org/c.png)": '<p><a href="https://e.org/c.png" target="_blank"'
    ' rel="noopener noreferrer">Image: a cat</a></p>',
    "[a](b) [c] [d](javascript:x)": "<p><span>a</span> [c] <span>d</span></p>",
    "<b>bold</b> & <script>x</script>": "<p>&lt;b&gt;bold&lt;/b&gt; &amp;"
    " &lt;script&gt;x&lt;/script&gt;</p>",
    "**a*": "<p>*<em>a</em></p>",
    "*a **b*": "<p>*a *<em>b</em></p>",
}


@pytest.mark.parametrize("text", CASES)
def test_it_comes_to_the_right_elements(blank: Any, text: str) -> None:
    """What models write is shown as they mean it."""
    assert blank.evaluate(RENDER, text) == CASES[text]


def test_tables_code_and_tasks(blank: Any) -> None:
    """A table has heads and sides, code its language and every character, tasks their state."""
    table = blank.evaluate(RENDER, "| a | b\\|c |\n|:-:|--:|\n| `1` | 2 |\n| 3 |")
    assert '<th class="middle" scope="col">a</th><th class="right" scope="col">b|c</th>' in table
    assert '<td class="middle"><code>1</code></td><td class="right">2</td>' in table
    assert table.count("<td") == 4
    code = blank.evaluate(RENDER, "```py extra\na <b>\n\n  ``` x\n~~~\n```\nafter")
    assert 'aria-label="Code: py"' in code
    assert "<code>a &lt;b&gt;\n\n  ``` x\n~~~</code></pre></figure><p>after</p>" in code
    unclosed = blank.evaluate(RENDER, "~~~\n*a*")
    assert "<code>*a*</code>" in unclosed
    nested = blank.evaluate(RENDER, "- a\n\n  ```\n  x\n\n  y\n  ```\n- b")
    assert nested.startswith("<ul><li><p>a</p>")
    assert "<code>x\n\ny</code>" in nested
    assert nested.count("<li>") == 2
    tasks = blank.evaluate(RENDER, "- [x] done\n- [ ] open")
    assert 'aria-label="done">☑</span> done' in tasks
    assert 'aria-label="to do">☐</span> open' in tasks


def test_in_pieces_it_comes_to_the_same(blank: Any) -> None:
    """However an answer is cut into pieces, in the end it is what the whole text comes to."""
    text = (
        LISBON + "\n" + "\n\n".join(CASES) + "\n\n" + LISBON + "\n\n- a\n\n- b\n\n\n- c\nend\n---"
    )
    dice = random.Random(7)
    for longest in (1, 3, 20, 400):
        sizes = [dice.randint(1, longest) for _ in range(len(text) // max(longest // 2, 1))]
        shown, whole = blank.evaluate(STREAM, [text, sizes])
        assert shown == whole


ATTACKS = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "<svg/onload=window.hacked=1>",
    "[a](javascript:window.hacked=1)",
    "[a](JaVaScRiPt&#58;window.hacked=1)",
    "[a]( java\tscript:window.hacked=1)",
    "[a](data:text/html,<script>window.hacked=1</script>)",
    "[a](vbscript:x) [b](file:///etc/passwd) [c](blob:x)",
    "<javascript:window.hacked=1>",
    "![a](javascript:window.hacked=1)",
    '![a](https://e.org/"onerror="window.hacked=1)',
    '[a](https://e.org/" onclick="window.hacked=1 "x")',
    "[a](/v1/models) [b](//e.org) [c](?x) [d](#token=x)",
    '```"><script>window.hacked=1</script>\nx\n```',
    "| <script>window.hacked=1</script> |\n|---|\n| <img src=x onerror=window.hacked=1> |",
    "<iframe srcdoc='<script>parent.hacked=1</script>'>",
    "<style>*{display:none}</style><link rel=stylesheet href=//e.org/x.css>",
    "&lt;script&gt;window.hacked=1&lt;/script&gt;",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_becomes_code(blank: Any, text: str) -> None:
    """Markup in a text stays text, and no link leads to a script, a file or this server."""
    found = blank.evaluate(
        """async (text) => {
          const { markdown } = await import("/page/markdown.js");
          const root = document.createElement("div");
          for (const each of [text, `> - ${text}`, `**${text}**`]) root.append(...markdown(each));
          document.body.append(root);
          const over = () => new MouseEvent("mouseover");
          for (const link of root.querySelectorAll("a")) link.dispatchEvent(over());
          await new Promise((done) => setTimeout(done, 20));
          const all = [...root.querySelectorAll("*")];
          root.remove();
          const names = all.flatMap((each) => each.getAttributeNames());
          const links = all.filter((each) => each.href);
          return {
            hacked: window.hacked ?? null,
            tags: [...new Set(all.map((each) => each.tagName.toLowerCase()))],
            handlers: names.filter((name) => name.startsWith("on")),
            links: links.map((each) => [each.protocol, each.host, each.rel]),
          };
        }""",
        text,
    )
    assert found["hacked"] is None
    assert found["handlers"] == []
    allowed = {
        "p", "a", "em", "strong", "code", "span", "br", "ul", "li", "blockquote", "figure",
        "figcaption", "pre", "button", "div", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert set(found["tags"]) <= allowed
    here = blank.evaluate("location.host")
    for protocol, host, rel in found["links"]:
        assert protocol in ("http:", "https:", "mailto:")
        assert host != here
        assert rel == "noopener noreferrer"


def test_addresses_that_are_not_safe_are_no_links(blank: Any) -> None:
    """Only http, https and mailto lead anywhere, however they are written."""
    safe: Callable[[str], Any] = lambda given: blank.evaluate(  # noqa: E731 - it is one call
        """async (given) => (await import("/page/inline.js")).safeUrl(given)""", given
    )
    assert safe("https://e.org/a b") == "https://e.org/a%20b"
    assert safe("mailto:a@e.org") == "mailto:a@e.org"
    for given in (
        "javascript:1",
        "\x01javascript:1",
        "java\nscript:1",
        " JAVASCRIPT:1",
        "/x",
        "x",
        "data:text/html,x",
        "blob:https://e.org/x",
        "about:blank",
        "",
        "//e.org",
    ):
        assert safe(given) is None, given


@pytest.mark.parametrize(
    "piece",
    ["*", "_a_*", "[", "](", "[a](", "`", "`a``", "> ", "- ", "|a|\n", "1. ", "~~~\n", "<h", "\\",
     "http://", "#", "![", "**a", "*a _b ~~c ", "` x`"],
)  # fmt: skip
def test_no_text_takes_long(blank: Any, piece: str) -> None:
    """Sixty thousand characters of what could be searched again and again are shown in seconds."""
    text = f"` {'x' * 200_000}`" if piece == "` x`" else piece * (60_000 // len(piece))
    took = blank.evaluate(
        """async (text) => {
          const { markdown } = await import("/page/markdown.js");
          const began = performance.now();
          markdown(text);
          return performance.now() - began;
        }""",
        text,
    )
    assert took < 5000
