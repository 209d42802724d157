"""`llm config`, and what settings do to prompts."""

import json
import sys

import pytest

from llm import ToolCall
from tests.cli.installed_models import installed
from tests.terminal import Terminal


def shout(text: str) -> str:
    """Make it loud."""
    return text.upper()


@pytest.fixture
def models():
    """Models that answer, one of which takes tools, one that fails, and a tool."""
    answers = [["answer"] for _ in range(8)]
    with installed(
        {
            "one": answers,
            "two": {"script": answers, "supports_tools": False},
            "failing": [[ValueError("no")]],
            "calling": [[ToolCall("shout", {"text": "a"})], ["done"]],
        },
        tools=lambda register: register(shout),
    ) as made:
        yield made


@pytest.fixture
def project(tmp_path):
    """Write the project file of the directory in which `inside` runs."""
    return (tmp_path / ".llm.toml").write_text


@pytest.fixture
def asked(models):
    """The prompts that a model was asked."""

    def prompts(name="one"):
        return models[name].prompts

    return prompts


def test_show(inside, project, user_directory, tmp_path):
    """Every setting is there with its value, and the file and line, or the variable, it is from."""
    project("\nsystem = 'Be brief'")
    (user_directory / "config.toml").write_text("[options]\ntemperature = 0.5")
    result = inside("config", env={"LLM_USAGE": "1"})
    rows = {
        line.split("  ")[0].strip(): line.split("  ", 1)[1] for line in result.stdout.splitlines()
    }
    assert rows["system"].split("    ")[-1] == f"{tmp_path}/.llm.toml, line 2"
    assert rows["usage"].split() == ["true", "the", "variable", "LLM_USAGE"]
    assert rows["options.temperature"].split() == [
        "0.5",
        f"{user_directory}/config.toml,",
        "line",
        "2",
    ]
    assert rows["stream"].split() == ["true", "built", "in"]
    one = inside("config", "system").stdout
    assert one == inside("config", "show", "system").stdout
    assert "Be brief" in one
    assert "retries" not in one


def test_show_as_json(inside, project, tmp_path):
    """The same for programs; what nobody sets is null."""
    project("usage = true")
    rows = {row["name"]: row for row in json.loads(inside("config", "show", "--json").stdout)}
    assert rows["usage"] | {"help": ""} == {
        "name": "usage",
        "value": True,
        "default": "false",
        "source": "project",
        "variable": None,
        "file": str(tmp_path / ".llm.toml"),
        "line": 1,
        "help": "",
    }
    assert (rows["model"]["value"], rows["model"]["source"]) == (None, "default")


def test_control_characters_are_shown_and_not_sent(inside, project):
    """What a project file says does nothing to the terminal of who looks at it."""
    project('system = "\\u001b[2J"\nfunctions = "a\\n\\u001b[8mhidden"')
    for arguments in (["config"], ["config", "system"], ["config", "trust", "-y"]):
        said = inside(*arguments)
        assert said.returncode == 0
        assert "\x1b" not in said.stdout + said.stderr
    assert "u001b[8mhidden" in inside("config", "trust", "-y").stdout


def test_a_value_on_a_terminal(project, environment, tmp_path):
    """Alone, it is for programs; on a terminal it does nothing to that."""
    project('system = "\\u001b]0;title"')
    command = [sys.executable, "-m", "llm", "config", "get", "system"]
    with Terminal(command, env=environment, cwd=tmp_path) as terminal:
        assert terminal.end() == 0
    assert "\x1b]" not in terminal.written
    assert "]0;title" in terminal.written


def test_set_get_unset(inside):
    """A setting is changed, printed for programs, and taken back."""
    assert inside("config", "set", "tools", "a", "b").stdout == ""
    assert inside("config", "get", "tools").stdout == "a\nb\n"
    assert inside("config", "set", "options.m.temperature", "0.5").returncode == 0
    assert inside("config", "get", "options.m.temperature").stdout == "0.5\n"
    assert inside("config", "unset", "tools").returncode == 0
    result = inside("config", "get", "tools")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: Nobody sets tools; what holds is: none\n"
    assert inside("config", "unset", "tools").returncode == 1


def test_set_says_what_goes_before(inside, project, tmp_path, user_path):
    """A change that has no effect here is told as such."""
    project("usage = true")
    assert inside("config", "path").stdout == f"{user_path}/config.toml\n"
    assert inside("config", "path", "--project").stdout == f"{tmp_path}/.llm.toml\n"
    result = inside("config", "set", "usage", "false")
    assert (
        result.stderr
        == f"Set in {user_path}/config.toml; here {tmp_path}/.llm.toml goes before it.\n"
    )
    assert inside("config", "get", "usage").stdout == "true\n"


def test_other_commands_say_what_goes_before(inside, models, project, tmp_path, user_path):
    """So do those that change a default model, its options and whether anything is kept."""
    project("model = 'one'\n[options]\nseed = 1")
    said = f"Set in {user_path}/%s; here %s goes before it.\n"
    in_project = tmp_path / ".llm.toml"
    result = inside("models", "default", "two")
    assert result.stderr == said % ("default_model.txt", in_project)
    result = inside("models", "default", "two", env={"LLM_MODEL": "one"})
    assert result.stderr == said % ("default_model.txt", "LLM_MODEL")
    result = inside("models", "options", "set", "one", "seed", "2")
    assert result.stderr.endswith(said % ("model_options.json", in_project))
    result = inside("models", "options", "set", "one", "temperature", "2")
    assert result.stderr == "Prompts to one now have temperature=2\n"
    assert inside("config", "set", "options.temperature", "1").stderr == ""
    result = inside("logs", "on", env={"LLM_LOG": "0"})
    assert result.stderr == said % ("logs-off", "LLM_LOG")
    project("usage = true")
    assert inside("models", "default", "two").stderr == ""
    assert inside("logs", "off").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("set usag 1", "There is no setting 'usag'. Did you mean usage?"),
        ("set usage maybe", "The command line: usage should be true or false, not maybe"),
        ("get nothing", "There is no setting 'nothing'; llm config shows all that there are"),
        ("show nothing", "There is no setting 'nothing'; llm config shows all that there are"),
        ("unset usag", "There is no setting 'usag'. Did you mean usage?"),
        ("trust", "There is no .llm.toml here or above, in this project"),
        ("untrust", "There is no .llm.toml here or above, in this project"),
        ("trust nowhere", "There is no file nowhere"),
        ("set model nosuchmodel", "Unknown model: nosuchmodel"),
    ],
)
def test_mistakes(inside, arguments, said):
    """One line each, and nothing is written."""
    result = inside("config", *arguments.split())
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {said}")
    assert result.stderr.count("\n") == 1


def test_edit(inside, user_directory, tmp_path, monkeypatch):
    """What an editor made is taken over when it is right; else the file stays, and so does that."""
    path = user_directory / "config.toml"
    path.write_text("usage = true\n")
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "$ADDED" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    assert inside("config", "edit", env={"ADDED": "timeout = 5"}).returncode == 0
    assert path.read_text() == "usage = true\ntimeout = 5\n"
    result = inside("config", "edit", env={"ADDED": "timeout = 6"})
    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: {path}, line 3: ")
    assert result.stderr.endswith(f"what you wrote is in {path}.rejected\n")
    assert path.read_text() == "usage = true\ntimeout = 5\n"
    assert "timeout = 6" in (user_directory / "config.toml.rejected").read_text()
    editor.write_text("#!/bin/sh\n")
    assert inside("config", "edit").stderr == "Nothing was changed.\n"


def test_edit_while_somebody_else_changes_the_file(inside, user_directory, tmp_path, monkeypatch):
    """What they changed is not lost, and neither is what was written."""
    path = user_directory / "config.toml"
    path.write_text("usage = true\n")
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\necho "timeout = 5" >> "$1"; echo "retries = 1" >> {path}\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    result = inside("config", "edit")
    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: {path} was changed in the meantime. ")
    assert path.read_text() == "usage = true\nretries = 1\n"
    assert "timeout = 5" in (user_directory / "config.toml.rejected").read_text()


def test_settings_hold_where_nothing_else_says_anything(inside, project, asked, tmp_path):
    """Model, instructions, options and fragments; what is typed goes before them."""
    project(
        'model = "one"\nsystem = "Be brief"\nfragments = ["n.md"]\n'
        "[options]\ntemperature = 0.5\nunknown = 1\n[options.two]\nseed = 3"
    )
    (tmp_path / "n.md").write_text("Notes")
    assert inside("hi").stdout == "answer\n"
    first = asked()[0]
    assert (first.system, first.prompt) == ("Be brief", "Notes\nhi")
    assert first.options.temperature == 0.5
    inside("-m", "two", "-s", "Be long", "-o", "temperature", "1", "hi")
    second = asked("two")[0]
    assert (second.system, second.options.temperature, second.options.seed) == ("Be long", 1, 3)


def test_a_conversation_keeps_what_it_began_with(inside, project, asked):
    """Settings of new conversations do not change those that there are."""
    inside("-m", "two", "-s", "Be a pirate", "hi")
    project('model = "one"\nsystem = "Be brief"')
    inside("-c", "and")
    assert [message.role for message in asked("two")[1].messages] == [
        "system", "user", "assistant", "user",
    ]  # fmt: skip
    assert asked("two")[1].messages[0].text() == "Be a pirate"
    assert asked() == []


def test_templates_go_before_settings(inside, project, asked, user_directory):
    """A template's instructions and options are nearer to the prompt."""
    (user_directory / "templates").mkdir()
    (user_directory / "templates" / "t.yaml").write_text(
        "system: From the template\noptions: {temperature: 1}"
    )
    project('model = "one"\nsystem = "Be brief"\n[options]\ntemperature = 0.5')
    inside("-t", "t", "hi")
    assert (asked()[0].system, asked()[0].options.temperature) == ("From the template", 1)


def test_tools_of_a_project_need_trust(inside, project, asked, tmp_path):
    """Without it they are left out, with one line; with it a model that takes tools gets them."""
    project('model = "one"\ntools = "shout"')
    result = inside("hi")
    assert (result.returncode, result.stdout) == (0, "answer\n")
    assert result.stderr == (
        f"Ignored, as you do not trust {tmp_path}/.llm.toml: tools."
        " To look at it: llm config trust\n"
    )
    result = inside("config", "trust")
    assert (result.returncode, "shout" in result.stdout) == (1, True)
    assert "Nobody can be asked here: give -y" in result.stderr
    assert inside("config", "trust", "-y").returncode == 0
    assert inside("hi").stderr == ""
    assert inside("-m", "two", "hi").returncode == 0
    assert [bool(prompt.tools) for prompt in [*asked(), *asked("two")]] == [False, True, False]
    assert inside("config", "untrust").returncode == 0
    inside("hi")
    assert not asked()[-1].tools


@pytest.mark.parametrize("whose", ["project", "user"])
def test_calls_of_tools_that_a_project_names_are_asked_about(inside, project, asked, whose):
    """Where nobody can be asked they do not happen; those that the user names do."""
    if whose == "project":
        project('tools = "shout"')
        inside("config", "trust", "-y")
    else:
        inside("config", "set", "tools", "shout")
    assert inside("-m", "calling", "hi").stdout == "done\n"
    (result,) = asked("calling")[1].tool_results
    assert (result.output == "A") is (whose == "user")


def test_a_bad_file_costs_prompts_only(inside, project, asked, tmp_path):
    """A prompt is not asked with half of the settings; what needs none goes on working."""
    inside("-m", "one", "hi")
    for text in ("usag = true", "usage = "):
        project(text)
        for arguments in (["-m", "one", "hi"], ["-c", "hi"], ["chat", "-m", "one"], ["retry"]):
            result = inside(*arguments)
            assert (result.returncode, result.stdout) == (1, "")
            assert result.stderr.startswith(f"Error: {tmp_path}/.llm.toml, line 1: ")
            assert result.stderr.count("\n") == 1
        for arguments in (["--help"], ["prompt", "--help"], ["keys"], ["logs"], ["config", "path"]):
            assert inside(*arguments).returncode == 0
    assert inside("-m", "one", "hi", env={"LLM_PROJECT_FILE": "0"}).returncode == 0
    assert len(asked()) == 2


def test_variables(inside, asked):
    """Every setting but tables and code has a variable; a bad one is told, and nothing is asked."""
    inside("-m", "one", "hi", env={"LLM_SYSTEM": "Be brief"})
    assert asked()[0].system == "Be brief"
    result = inside("-m", "one", "hi", env={"LLM_USAGE": "maybe"})
    assert (result.returncode, len(asked())) == (1, 1)
    assert result.stderr == (
        "Error: The variable LLM_USAGE: usage should be true or false, not maybe\n"
    )
    assert "Token usage" in inside("-m", "one", "hi", env={"LLM_USAGE": "on"}).stderr


def test_the_history_of_a_project(inside, project, user_path, asked, tmp_path):
    """A history that a trusted file names is used by all that read and write one."""
    project('database = "work.db"\nmodel = "one"')
    inside("config", "trust", "-y")
    inside("hi there")
    assert inside("logs", "path").stdout == f"{tmp_path}/work.db\n"
    assert "hi there" in inside("logs").stdout
    inside("-c", "again")
    assert [message.role for message in asked()[1].messages] == ["user", "assistant", "user"]
    assert not (user_path / "logs.db").exists()


def test_whether_a_project_is_kept(inside, project, user_path):
    """`log` of a trusted file goes before `llm logs on` and `off`, and options before it."""
    project('log = false\nmodel = "one"')
    with installed({"one": [["a"] for _ in range(4)]}):
        inside("hi")
        inside("config", "trust", "-y")
        inside("unseen")
        inside("--log", "seen")
        inside("-n", "unseen")
    said = inside("logs", "--json").stdout
    assert "unseen" not in said
    assert len(json.loads(said)) == 2


def test_the_default_model(inside, project, models):
    """`model` of a project file is the default where it is looked at, and Python's is not."""
    import llm

    llm.set_default_model("two")
    project('model = "one"')
    assert inside("models", "default").stdout == "one\n"
    assert llm.get_default_model() == "two"
    assert inside("config", "get", "model").stdout == "one\n"


def test_fallback(inside, project, models):
    """Models to fall back on come from settings, but for `--also`, which asks all."""
    project('fallback = ["two"]')
    assert inside("-m", "failing", "hi").stdout == "answer\n"
    assert inside("-m", "one", "--also", "two", "hi").returncode == 0
    assert len(models["two"].prompts) == 2


def test_parameters(inside, project, models):
    """Settings are the defaults of options: what is given on the command line goes before them."""
    project("usage = true\nstream = false")
    streams = []
    with_stream = type(models["one"]).execute

    def execute(self, prompt, stream, response, conversation):
        streams.append(stream)
        return with_stream(self, prompt, stream, response, conversation)

    type(models["one"]).execute = execute
    assert "Token usage" in inside("-m", "one", "hi").stderr
    assert "Token usage" in inside("-m", "one", "hi", env={"LLM_STREAM": "1"}).stderr
    assert streams == [False, True]


def test_a_run_leaves_nothing_behind(inside, project):
    """What was set in one run of the command line is not set for what the process does next."""
    from llm.config.layers import current_layers

    project("usage = true")
    inside("config")
    inside("nosuchmodel", "-m", "nosuchmodel")
    assert current_layers() is None
