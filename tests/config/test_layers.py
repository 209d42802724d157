"""Where the values of settings come from."""

from pathlib import Path

import pytest

from llm.config.changing import set_value
from llm.config.layers import Layers, configured, layered
from llm.config.model_options import set_model_option
from llm.config.option_defaults import default_options
from llm.errors import ConfigError


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Write the project file of the current directory."""
    place = tmp_path / "project"
    place.mkdir()
    monkeypatch.chdir(place)
    return (place / ".llm.toml").write_text


@pytest.fixture
def own(user_path):
    """Write the user's own settings."""
    user_path.mkdir()
    return (user_path / "config.toml").write_text


def found(name, **given):
    """Value and source of a setting."""
    value = Layers(**given).find(name)
    return value and (value.value, value.source)


def test_python_has_no_layers(project, own):
    """Nothing is set outside the command line."""
    project("usage = true")
    own("timeout = 3")
    assert configured("usage") is configured("timeout") is None
    with layered(Layers()):
        assert (configured("usage"), configured("timeout")) == (True, 3)
    assert configured("usage") is None


def test_the_order_of_the_layers(project, own, monkeypatch):
    """Environment before project before user."""
    assert found("render") is None
    own('render = "raw"\ntimeout = 1')
    assert found("render") == ("raw", "user")
    project('render = "md"')
    assert found("render") == ("md", "project")
    monkeypatch.setenv("LLM_RENDER", "auto")
    assert found("render") == ("auto", "environment")
    assert found("timeout") == (1, "user")
    monkeypatch.setenv("LLM_RENDER", "")
    assert found("render") == ("md", "project")


def test_no_file_costs_one_look_at_each_level(project, monkeypatch):
    """Without files nothing but the places where they may be is looked at, and no TOML is read."""
    looks = []

    def isfile(path):
        looks.append(path)
        return False

    monkeypatch.setattr("os.path.isfile", isfile)
    layers = Layers()
    for name in ("usage", "timeout", "system", "tools"):
        assert layers.find(name) is None
    assert len(looks) == len(set(looks)) == len(Path.cwd().parts)


def test_what_the_user_has_files_for(own, user_path):
    """The model and `logs off` have files of their own, and no second place."""
    own("usage = true")
    (user_path / "default_model.txt").write_text("m\n")
    assert found("model") == ("m", "user")
    assert found("log") is None
    (user_path / "logs-off").touch()
    assert found("log") == (False, "user")
    own('model = "x"')
    with pytest.raises(ConfigError, match=r"line 1: model is not kept in this file.*llm models de"):
        found("usage")


def test_what_is_the_users_alone(project, own):
    """Which plugins are loaded is nothing that a project may say."""
    own('disabled_plugins = ["llm-a"]')
    assert found("disabled_plugins") == (["llm-a"], "user")
    project('disabled_plugins = ["llm-b"]')
    with pytest.raises(ConfigError, match=r"line 1: disabled_plugins is yours alone, .* set disab"):
        found("usage")
    assert Layers(forgiving=True).find("disabled_plugins", ("project",)) is None
    with pytest.raises(ConfigError, match="The project file: plugin_timeout is yours alone"):
        set_value("plugin_timeout", 3, project=True)


@pytest.mark.parametrize("name", ["usage", "system"])
def test_a_mistake_anywhere_is_no_settings_at_all(project, own, name):
    """A setting is not ignored because of a typing mistake in it, whichever is asked for."""
    project('system = "x"\n\nusag = true')
    with pytest.raises(ConfigError, match=r"\.llm\.toml, line 3: there is no setting 'usag'. Did"):
        found(name)
    project("# x\nusage = 3")
    with pytest.raises(ConfigError, match=r"\.llm\.toml, line 2: usage should be true or false"):
        found(name)
    project("")
    own("usage = [")
    with pytest.raises(ConfigError, match=r"config\.toml, line 1: "):
        found(name)


def test_a_forgiving_reader_goes_on(project, own, capsys):
    """Commands that are of use without settings leave a file out that is no TOML, and say so."""
    project("usage = [")
    own("timeout = 3")
    layers = Layers(forgiving=True)
    assert layers.find("usage") is None
    timeout = layers.find("timeout")
    assert timeout is not None
    assert timeout.value == 3
    said = capsys.readouterr().err
    assert said.startswith("Settings are ignored: ")
    assert said.count("\n") == 1


def test_paths_of_the_user(own, user_path):
    """They are from the user's directory, or from home."""
    own('database = "work.db"\nfunctions = ["~/a.py", "def f(): pass"]')
    assert found("database") == (str(user_path / "work.db"), "user")
    functions, _ = found("functions") or ([], "")
    assert functions[0].startswith("/")
    assert functions[1] == "def f(): pass"


def test_options(project, own):
    """Of the model before of all models, in each file; the project's last, saved ones between."""
    own('[options]\na = 1\nb = 2\nnone = 0\n[options.m]\nb = 3\nc = 4\n[options.other]\na = "x"')
    set_model_option("m", "c", "5")
    known = ["a", "b", "c", "d", "stop", "flag"]
    assert default_options("m", known.__contains__) == {"c": "5"}
    with layered(Layers()):
        assert default_options("m", known.__contains__) == {"a": "1", "b": "3", "c": "5"}
    project('[options]\nd = 6\nstop = ["x"]\nflag = true\n[options.alias]\na = 7\n')
    with layered(Layers()):
        assert default_options("m", known.__contains__, lambda name: name == "alias") == {
            "a": "7",
            "b": "3",
            "c": "5",
            "d": "6",
            "stop": '["x"]',
            "flag": "true",
        }
        assert "none" in default_options("m", None)


def test_tables_in_the_table_of_a_model(project):
    """A name with a dot that is in no quotes is told as such."""
    project("[options.gpt-4.1]\nseed = 1")
    with pytest.raises(ConfigError, match=r"line 1: a table within .*\[options.\"gpt-4.1\"\]"):
        found("options")
