"""`llm install -e` of a plugin that is not one yet: what is wrong is said as it is installed."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_install import environment as environment  # noqa: PLC0414 - a fixture
from tests.cli.test_install import links as links  # noqa: PLC0414 - a fixture
from tests.cli.test_install import project
from tests.cli.test_install import shared as shared  # noqa: PLC0414 - a fixture


def changed(path: Path, old: str, new: str) -> None:
    """Put *new* in the place of *old* in a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_no_entry_point(environment, tmp_path):
    """A project that llm cannot know of is installed, and it is said what it lacks."""
    place = project(tmp_path, "llm-mine", "1")
    changed(tmp_path / "backend.py", "[llm]", "[llms]")
    said = (
        "llm-mine is installed, but has no entry point of the group llm: name its module below"
        ' [project.entry-points.llm] in its pyproject.toml, as in mine = "llm_mine",'
        " and install it again"
    )
    result = environment.llm("install", "-q", "-e", place)
    assert (result.returncode, result.stdout) == (0, f"{said}\n")
    looked = environment.llm("plugins", "doctor", "llm-mine")
    assert (looked.returncode, looked.stdout) == (1, f"! {said}\n")


def test_a_hook_that_is_none(environment, tmp_path):
    """What failed, and what is never called, has a line below what it offers."""
    place = project(tmp_path, "llm-mine", "1")
    module = tmp_path / "llm_mine.py"
    changed(module, "register(Tiny(), aliases", "register(Tiny, aliases")
    changed(module, "@llm.hookimpl\ndef register_tools", "def register_tools")
    result = environment.llm("install", "-q", "-e", place)
    assert result.returncode == 0
    assert result.stdout.splitlines() == [
        "llm-mine: templates tiny:; commands tinier",
        (
            "  register_models: TypeError: register() was given the class Tiny, not a model:"
            " make it Tiny() (llm_mine.py, line 19)"
        ),
        (
            "  register_tools (llm_mine.py, line 21) is never called, as it is not marked:"
            " put @llm.hookimpl above it"
        ),
    ]
