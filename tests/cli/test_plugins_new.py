"""`llm plugins new`: what it says, and that what it makes can be installed and used."""

from __future__ import annotations

import re
import shlex
import sys

import pytest

from tests.cli.test_install import environment as environment  # noqa: PLC0414 - a fixture
from tests.cli.test_install import links as links  # noqa: PLC0414 - a fixture
from tests.cli.test_install import shared as shared  # noqa: PLC0414 - a fixture


def test_it_says_what_was_made_and_what_to_do(inside, tmp_path):
    """The files on standard output; on standard error lines that can be typed."""
    made = inside("plugins", "new", "weather")
    files = made.stdout.splitlines()
    assert "llm-weather/llm_weather.py" in files
    assert all((tmp_path / file).is_file() for file in files)
    assert re.findall(r"^  (.*)", made.stderr, re.MULTILINE) == [
        "llm install -e './llm-weather[test]'",
        "llm -m weather 'Hello there' -o times 2",
        f"{sys.executable} -m pytest llm-weather",
    ]


def test_another_kind_in_another_place(inside, tmp_path):
    """With an absolute directory the lines work from everywhere."""
    place = tmp_path / "with space" / "weather"
    made = inside("plugins", "new", "tools-weather", "-k", "tool", "-o", str(place))
    assert (place / "llm_tools_weather.py").exists()
    assert f"llm install -e '{place}[test]'" in made.stderr
    assert "llm -T weather " in made.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["logs", "--kind", "command"], "There is a command 'llm logs' already"),
        (["4chan"], "'4chan' cannot be the name of a plugin"),
        (["weather", "--kind", "soup"], "'soup' is not one of 'model', 'tool'"),
        (["weather", "-o", "."], "is there already: name another directory with -o"),
    ],
)
def test_what_cannot_be_made(inside, tmp_path, words, said):
    """One line says why, and nothing is made."""
    (tmp_path / "mine").touch()
    refused = inside("plugins", "new", *words)
    assert refused.returncode in (1, 2)
    assert said in refused.stderr
    assert not (tmp_path / "llm-weather").exists()


@pytest.mark.parametrize(
    "kind",
    [
        "model",
        *(pytest.param(each, marks=pytest.mark.full) for each in ("tool", "embedding", "command")),
    ],
)
def test_it_is_installed_and_used(environment, tmp_path, kind):
    """As the lines say; what is changed takes effect, and its tests pass where it is."""
    # Nothing can be fetched, so the builder of the tests does it.
    there = {"PIP_NO_BUILD_ISOLATION": "0"}
    place = tmp_path / "plugin"
    made = environment.llm("plugins", "new", "weather", "-k", kind, "-o", str(place))
    install, example, test = re.findall(r"^  (.*)", made.stderr, re.MULTILINE)
    installed = environment.llm(*shlex.split(install)[1:], **there)
    assert (installed.returncode, "llm-weather: " in installed.stdout) == (0, True), installed
    try:
        if kind == "model":
            assert "You said: Hello there. You" in environment.llm(*shlex.split(example)[1:]).stdout
            module = place / "llm_weather.py"
            module.write_text(module.read_text().replace("You said", "I heard"))
            assert "I heard: Hi." in environment.llm("-m", "weather", "Hi").stdout
            module.write_text(module.read_text().replace("I heard", "You said"))
        assert shlex.split(test)[1:] == ["-m", "pytest", str(place)]
        tested = environment.run("-m", "pytest", "-q", "-p", "no:cacheprovider", str(place))
        assert " passed" in tested.stdout, tested
    finally:
        assert environment.llm("uninstall", "-y", "llm-weather").returncode == 0
