"""Setting and taking back settings."""

import os

import pytest

from llm.config.changing import (
    config_path,
    keep_aside,
    replace_config,
    set_value,
    unset_value,
    value_of,
)
from llm.config.layers import Layers
from llm.config.project import read_project_file
from llm.config.trust import digest, is_trusted, trust, untrust
from llm.errors import ConfigError


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A directory for a project file."""
    place = tmp_path / "project"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("usage", ["on"], True),
        ("tools", ["a,b"], ["a", "b"]),
        ("tools", ["a", "b,c"], ["a", "b,c"]),
        ("functions", ["def f(a, b): pass"], ["def f(a, b): pass"]),
        ("options.temperature", ["0.5"], 0.5),
        ("options.json", ["true"], True),
        ("options.stop", ["word"], "word"),
        ("options.day", ["2026-01-01"], "2026-01-01"),
    ],
)
def test_words_of_a_command_line(name, words, value):
    """What they mean as a value."""
    assert value_of(name, words) == value


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("system", ["two", "words"], "put quotes around 'two words'"),
        ("usage", ["maybe"], "should be true or false, not maybe"),
        ("options", ["x"], "names no option: options.temperature is one"),
        ("options.", ["x"], "names no option"),
        ("nothing", ["x"], "There is no setting 'nothing'"),
    ],
)
def test_words_that_mean_nothing(name, words, said):
    """They are refused."""
    with pytest.raises(ConfigError, match=said):
        value_of(name, words)


def test_set_and_unset(user_path):
    """A value is in the user's file, and is not; the rest stays as it was written."""
    assert set_value("usage", True) == user_path / "config.toml"
    path = config_path()
    path.write_text("# mine\nusage = true # yes\n")
    set_value("timeout", 4)
    set_value("options.temperature", 0.5)
    set_value("options.gpt-4.1.seed", 1)
    options = Layers().find("options")
    assert options is not None
    assert options.value == {"temperature": 0.5, "gpt-4.1": {"seed": 1}}
    assert unset_value("timeout")
    assert not unset_value("timeout")
    assert unset_value("options.gpt-4.1.seed")
    assert not unset_value("options.other.seed")
    assert unset_value("options")
    assert path.read_text().startswith("# mine\nusage = true # yes\n")
    assert Layers().find("options") is None


def test_what_the_user_has_files_for(user_path):
    """The model and logging are set where the commands for them set them."""
    set_value("model", "m")
    set_value("log", False)
    assert (user_path / "default_model.txt").read_text() == "m"
    assert (user_path / "logs-off").exists()
    assert not config_path().exists()
    assert unset_value("model")
    assert unset_value("log")
    assert not unset_value("model")
    assert not unset_value("log")


def test_a_file_with_a_mistake_is_left_as_it_is(user_path):
    """Whatever the mistake is; and a value that is none goes nowhere."""
    user_path.mkdir()
    for text in ("usage = [", "usag = 1", 'options = "x"'):
        config_path().write_text(text)
        with pytest.raises(ConfigError):
            set_value("timeout", 3)
        assert config_path().read_text() == text
    config_path().write_text("timeout = 3\n")
    with pytest.raises(ConfigError, match="line 1: timeout should be"):
        set_value("timeout", -1)
    assert config_path().read_text() == "timeout = 3\n"


def test_a_project_file(project):
    """It is made where nobody has one, and gets no neighbours."""
    assert set_value("system", "Be brief", project=True) == project / ".llm.toml"
    assert os.listdir(project) == [".llm.toml"]
    (project / "sub").mkdir()
    (project / ".git").mkdir()
    os.chdir(project / "sub")
    set_value("model", "m", project=True)
    found = Layers().find("model")
    assert found is not None
    assert (found.value, found.path) == ("m", project / ".llm.toml")


def test_trust_goes_with_what_the_user_does(project):
    """Their own change to a file that they trust needs no second look; another's does."""
    set_value("tools", ["t"], project=True)
    path = project / ".llm.toml"

    def read():
        found = read_project_file(path)
        assert found is not None
        return found

    assert is_trusted(read())
    path.write_text(path.read_text() + "chain_limit = 0\n")
    set_value("usage", True, project=True)
    assert not is_trusted(read())
    trust(read(), digest(read()))
    unset_value("usage", project=True)
    assert is_trusted(read())
    assert untrust(path)


def test_replacing_the_whole_file(user_path):
    """Only by what is right; what is not is kept beside, each under a name of its own."""
    path = config_path()
    replace_config(path, "usage = true\n", "")
    for text in ("usage = ", "model = 'x'", "x = 1"):
        with pytest.raises(ConfigError, match=r"config\.toml, line 1"):
            replace_config(path, text, "usage = true\n")
    assert path.read_text() == "usage = true\n"
    assert keep_aside(path, "a").read_text() == "a"
    assert keep_aside(path, "b").name == "config.toml.rejected-2"
    rejected = user_path / "config.toml.rejected"
    assert rejected.read_text() == "a"
    assert rejected.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_kept_beside_the_file_is_kept_elsewhere(tmp_path, monkeypatch):
    """Where the directory takes no file, what was written is among the temporary ones."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept = keep_aside(tmp_path / "gone" / "config.toml", "a")
    assert kept.parent == tmp_path
    assert kept.read_text() == "a"
