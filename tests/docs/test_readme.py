"""The README: its examples run, its commands exist, and its links lead somewhere."""

from __future__ import annotations

import io
import re
import shlex
from contextlib import suppress
from pathlib import Path

import pytest

from tests.docs.answering import known_as
from tests.docs.test_announcement import STREAMED

PROJECT = Path(__file__).parent.parent.parent
README = (PROJECT / "README.md").read_text()
OF_PLUGINS = {"brief"}
"""Commands of example plugins, which `test_writing_plugins.py` runs."""


def blocks(language: str, text: str = README) -> list[str]:
    """The blocks of code in *language*, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def command_lines() -> list[str]:
    """Every line of shell in the README and in docs/."""
    texts = [README, *(path.read_text() for path in sorted((PROJECT / "docs").rglob("*.md")))]
    return [line for text in texts for block in blocks("sh", text) for line in block.splitlines()]


def test_the_python_examples_say_what_they_should(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One after the other, in one session, as a reader would type them."""
    monkeypatch.chdir(tmp_path)
    shown = []
    names: dict[str, object] = {}
    with known_as("smollm2"):
        for block in blocks("python"):
            exec(block, names)
            shown.append(capsys.readouterr().out.strip())
    assert shown == [
        "Paris",
        "Berlin",
        "Budapest \nParis \nBerlin",
        "<svg>pelican</svg>",
        "<svg>pelican</svg>",
        STREAMED,
        "Nova is a very cool dog.",
        "My motivation: memorable dogs. The answer is 5362964.",
        "Nova",
        '{"name": "Nova", "age": 3}',
        "",
    ]
    assert (tmp_path / "experiments.db").exists()


@pytest.mark.parametrize("line", dict.fromkeys(command_lines()))
def test_the_commands_take_the_options_that_are_shown(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every `llm` command line that is documented parses, options included."""
    import click

    from llm.cli import cli

    monkeypatch.chdir(tmp_path)
    (tmp_path / "pelican.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (tmp_path / "notes").mkdir()
    for name in ("poem.txt", "dogs.csv", "words.csv", "blog.db"):
        (tmp_path / name).touch()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"sk-something\n")))
    for each in re.split(r"\s*(?:&&|\|)\s*", re.sub(r"\s<\s*\S+", "", line)):
        words = shlex.split(each, comments=True)
        if not words or words[0] != "llm" or OF_PLUGINS.intersection(words[1:2]):
            continue
        group: click.Command = cli
        arguments = words[1:]
        context = click.Context(group, help_option_names=["-h", "--help"])
        while isinstance(group, click.Group):
            given = arguments or [getattr(group, "default", "")]
            _, found, arguments = group.resolve_command(context, given)
            assert found is not None, given
            group = found
            context = click.Context(group, parent=context)
        with suppress(click.exceptions.Exit):  # of --help
            group.parse_args(click.Context(group, parent=context), list(arguments))


def test_every_file_that_is_linked_exists() -> None:
    """Links within the repository lead to files."""
    for document in [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)", document.read_text()):
            if "://" not in link:
                assert (document.parent / link).exists(), f"{document.name}: {link}"


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_module_that_is_named_exists(document: str) -> None:
    """The map names modules as they are called, from wherever it stands."""
    modules = [f"/{path.relative_to(PROJECT)}" for path in PROJECT.glob("[st]*/**/*.py")]
    named = set(re.findall(r"(?<![\w*/])[a-z_][\w/]*\.py\b", (PROJECT / document).read_text()))
    assert named
    assert not [name for name in named if not any(each.endswith(f"/{name}") for each in modules)]


def test_the_two_lines_that_do_everything_are_there() -> None:
    """CI runs the second; people run the first."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert "pip install '.[local]' && llm 'What is the capital of France?'" in lines
    assert "pip install -e '.[test]' && pytest" in lines
