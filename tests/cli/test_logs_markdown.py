"""`llm logs list` as Markdown: the layout of release 0.36, and what it could not say."""

from __future__ import annotations

import pytest

from llm import Attachment, assistant, system, tool_message, user
from llm.fragments import Fragment
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.records import FragmentUse
from llm.usage import Usage
from tests.cli.logged import SHELF, UPPER, call, follow, keep


def rows(shown: str) -> list[str]:
    """The calls in a listing, each without its heading and the empty line after it."""
    return [
        "\n\n".join(row.split("\n\n")[2:]).rstrip("\n") for row in f"\n{shown}".split("\n# ")[1:]
    ]


def test_the_plainest_call(inside):
    """Heading, model, prompt and answer, each block followed by an empty line."""
    keep(call(1, "A question", "An answer"))
    assert inside("logs").stdout == (
        "# 2026-11-22T12:01:00    conversation: c1 id: call0001\n\n"
        "Model: **m**\n\n## Prompt\n\nA question\n\n## Response\n\nAn answer\n\n"
    )


def test_a_conversation(inside):
    """Ids and model are said once, and the model again where it changes; usage where wished."""
    first = call(1, "One", "a", resolved_model="m-2024")
    second = follow(2, first, "Two", "b", resolved_model="m-2024", usage=Usage(1, 2, {"x": 3}))
    third = follow(3, second, "Three", "c", model="other", usage=Usage(), duration_ms=3661000)
    third.cost = 0.00125
    keep(first, second, third, call(4, "Elsewhere", "d", "c2"))
    assert inside("logs", "--cid", "c1", "-u").stdout == (
        "# 2026-11-22T12:01:00    conversation: c1 id: call0001\n\n"
        "Model: **m** (resolved: **m-2024**)\n\n## Prompt\n\nOne\n\n## Response\n\na\n\n"
        "## Token usage\n\n1,234 input, 5 output\n\nDuration: 1500ms (1s)\n\n"
        "# 2026-11-22T12:02:00\n\n## Prompt\n\nTwo\n\n## Response\n\nb\n\n"
        '## Token usage\n\n1 input, 2 output, `{"x": 3}`\n\nDuration: 1500ms (1s)\n\n'
        "# 2026-11-22T12:03:00\n\nModel: **other**\n\n## Prompt\n\nThree\n\n## Response\n\nc\n\n"
        "## Token usage\n\nDuration: 3661000ms (1h 1m 1s)\n\nCost: $0.001250\n\n"
    )


def test_instructions_and_options(inside):
    """The system prompt is shown where it is another than in the call before."""
    prompts = [["Be brief"], ["Be brief"], [], ["Be brief"], ["Be brief", "And kind"]]
    keep(
        *(
            call(n, [*map(system, texts), user("Go")], "x", f"c{n}", options={"t": 0.5, "s": "é"})
            for n, texts in enumerate(prompts)
        )
    )
    options = "## Options\n\n- t: 0.5\n- s: é\n\n"
    said = ["## System\n\nBe brief\n\n", "", "", "## System\n\nBe brief\n\n"]
    said.append("## System\n\nBe brief\n\nAnd kind\n\n")
    for shown, expected in zip(rows(inside("logs", "-n", "0").stdout), said, strict=True):
        assert shown == f"## Prompt\n\nGo\n\n{options}{expected}## Response\n\nx"


def test_fragments(inside):
    """By their hashes, or with their text, in a fence where it looks like code."""
    code = "def f():\n    return 1\n\n\nprint(f())\n"
    used = [FragmentUse("Some words", "a.txt"), FragmentUse(code, "f.py")]
    rules = FragmentUse("Never rhyme.", "rules.txt", "system")
    keep(
        call(1, [system("Never rhyme."), user(f"Some words\n{code}\nGo")], "x",
             fragments=[*used, rules])
    )  # fmt: skip
    first, second, third = (Fragment(each.content).id() for each in [*used, rules])
    shown = inside("logs").stdout
    assert (
        f"### Prompt fragments\n\n- {first}\n- {second}\n\n## System\n\nNever rhyme.\n\n" in shown
    )
    assert f"### System fragments\n\n- {third}\n\n## Response" in shown
    assert (
        f"### Prompt fragments\n\n<details><summary>{first}</summary>\nSome words\n</details>\n"
        f"<details><summary>{second}</summary>\n\n```\n{code}```\n</details>\n\n## System\n\n"
    ) in inside("logs", "-e").stdout


def test_schema_and_answer(inside):
    """Both in a fence; an answer that is no JSON as it is; neither with -t."""
    schema = {"type": "object", "properties": {"é": {"type": "string"}}}
    keep(
        call(1, "x", '{"é": ["ü"]}', "c1", schema=schema),
        call(2, "y", "no JSON", "c2", schema=schema),
    )
    written = (
        '## Schema\n\n```json\n{\n  "type": "object",\n  "properties": {\n    "é": {\n'
        '      "type": "string"\n    }\n  }\n}\n```\n\n'
    )
    first, second = rows(inside("logs").stdout)
    assert first.startswith(
        f'## Prompt\n\nx\n\n{written}## Response\n\n```json\n{{\n  "é": [\n    "ü"\n  ]\n}}\n```'
    )
    assert second.startswith(f"## Prompt\n\ny\n\n{written}## Response\n\nno JSON")
    assert rows(inside("logs", "-t", "-n", "2").stdout)[0].startswith(
        '## Prompt\n\nx\n\n## Response\n\n{"é": ["ü"]}'
    )


def test_tools_and_their_calls(inside):
    """A tool is described once; those of a toolbox under its configuration; arguments by kind."""
    asked = assistant(
        "Let me look. ",
        ToolCallPart("upper", {"text": "a\n```\nb", "n": 3, "l": [None, "é"]}, "t1"),
        ToolCallPart("Shelf_count", {}, "t2"),
    )
    first = call(1, "Look", asked, tools=[UPPER, SHELF])
    results = tool_message(
        ToolResultPart("upper", "A", "t1"),
        ToolResultPart("Shelf_count", "Error: no", "t2", exception="ValueError: no"),
    )
    second = call(2, None, "Done", tools=[SHELF, UPPER])
    second.messages = [*first.messages, *first.output, results]
    keep(first, second)
    one, two = rows(inside("logs").stdout)
    hashes = [line.split("`")[1] for line in one.splitlines() if line.strip().startswith("- **")]
    upper, shelf = hashes[:2]
    assert [len(upper), len(shelf)] == [64, 64]
    assert (
        f"### Tools\n\n- **upper**: `{upper}`  \n    In capitals.\n    All of it.  \n"
        '    Arguments: `{"text": {"type": "string"}}`\n'
        f'- `Shelf({{"place": "there"}})`:\n    - **Shelf_count**: `{shelf}`  \n'
        "        Arguments: `{}`\n\n"
        "## Response\n\n### Tool calls\n\n- **upper**: `t1`  \n"
        "    text:\n    ````\n    a\n    ```\n    b\n    ````\n    n: `3`\n"
        '    l: `[null, "é"]`\n- **Shelf_count**: `t2`  \n    Arguments: `{}`\n\n'
        "Let me look. "
    ) in one
    assert two.startswith(
        "## Prompt\n\n-- none --\n\n### Tools\n\n"
        f'- `Shelf({{"place": "there"}})`:\n    - **Shelf_count**: `{shelf[:7]}`\n'
        f"- **upper**: `{upper[:7]}`\n\n"
        "### Tool results\n\n- **upper**: `t1`  \n    ```\n    A\n    ```\n"
        "- **Shelf_count**: `t2`  \n    ```\n    Error: no\n    ```  \n"
        "    **Error**: ValueError: no\n\n## Response\n\nDone"
    )


def test_what_else_an_answer_may_be(inside, tmp_path):
    """Reasoning, what the provider ran, attachments of prompt and answer."""
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG")
    shown = [
        Attachment(type="image/png", path=str(picture)),
        Attachment(type="image/png", url="https://example.com/cat.png"),
        Attachment(type="image/png", content=b"0123456789"),
    ]
    answer = assistant(
        ReasoningPart("First "),
        ToolCallPart("web", {"q": "x"}, "w1", server_executed=True),
        ToolResultPart("web", "Found", "w1", server_executed=True),
        ReasoningPart("then"),
        "Here",
        Attachment(type="image/webp", content=b"abc"),
    )
    keep(call(1, user("See", *shown), answer))
    (only,) = rows(inside("logs").stdout)
    assert only == (
        "## Prompt\n\nSee\n\n### Attachments\n\n"
        f"1. **image/png**: `{picture}`\n2. **image/png**: https://example.com/cat.png\n"
        "3. **image/png**: `<10 bytes>`\n\n"
        "## Reasoning\n\n<details><summary>Reasoning trace</summary>\n\n"
        "First then\n\n</details>\n\n"
        "## Response\n\n### Tool calls\n\n- **web**: `w1`  \n    q:\n    ```\n    x\n    ```\n\n"
        "### Tool results\n\n- **web**: `w1`  \n    ```\n    Found\n    ```\n\nHere\n\n"
        "### Attachments\n\n1. **image/webp**: `<3 bytes>`"
    )


def test_calls_that_did_not_end_well(inside):
    """How they ended is below the model, with the reason; what had arrived is shown."""
    keep(
        call(1, "One", None, "c1", status="error", error="The server said no"),
        call(2, "Two", "Half an ans", "c2", status="interrupted"),
        call(3, "Three", None, "c3", status="paused"),
    )
    shown = inside("logs").stdout
    assert (
        "Model: **m**\n\nStatus: **error** - The server said no\n\n## Prompt\n\nOne\n\n"
        "## Response\n\n# "
    ) in shown
    assert "Status: **interrupted**\n\n## Prompt\n\nTwo\n\n## Response\n\nHalf an ans\n" in shown
    assert "Status: **paused**\n\n## Prompt\n\nThree\n\n## Response\n\n" in shown


@pytest.mark.parametrize("option", ["-t", "--truncate"])
def test_truncated(inside, option):
    """Prompts and answers are cut to 100 characters."""
    keep(call(1, "p" * 101, "a" * 101, options={"x": 1}))
    (only,) = rows(inside("logs", option).stdout)
    cut = f"## Prompt\n\n{'p' * 97}...\n\n## Response\n\n{'a' * 97}..."
    assert only == cut


def test_text_is_written_as_it_is(inside):
    """No control character is lost on the way to a file."""
    keep(call(1, "red \x1b[31m\ttext", "x"))
    assert "red \x1b[31m\ttext\n" in inside("logs").stdout
