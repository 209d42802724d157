"""Consent to tool calls: `llm tools policy`, the questions, and what answers to them change."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from llm import ServerSideTool, Template, ToolCall, hookimpl
from llm.cli.asking.composing import Composer
from llm.config.tool_policy import load_rules, policy_path
from llm.tooling.policy import Rule
from tests.cli.installed_models import installed
from tests.cli.openai_server import Says

ran: list[str] = []


def read(path: str = "notes") -> str:
    """Read a file."""
    ran.append(path)
    return f"what is in {path}"


def register(registered):
    registered(read)


@pytest.fixture(autouse=True)
def nothing_ran():
    """Of the tools of this module."""
    ran.clear()


@pytest.fixture
def policy(inside):
    """Run `llm tools policy`."""

    def run(*arguments: str) -> Any:
        return inside("tools", "policy", *arguments)

    return run


@pytest.fixture
def answers(monkeypatch):
    """What the user answers, one after the other; then nobody is there. Gives the questions."""
    asked: list[str] = []

    def set_answers(*given: str) -> list[str]:
        left = list(given)

        def reply(question: str) -> str | None:
            asked.append(question)
            return left.pop(0) if left else None

        defaults = {**(Composer.__init__.__kwdefaults__ or {}), "ask": reply}
        monkeypatch.setattr(Composer.__init__, "__kwdefaults__", defaults)
        return asked

    return set_answers


def call(path: str = "a", number: int = 1) -> ToolCall:
    return ToolCall("read", {"path": path}, str(number))


@pytest.fixture
def prompt(inside):
    """Ask a model that calls `read` for each of these paths, one round after the other."""

    def run(*arguments: str, paths: tuple[str, ...] = ("a",)) -> Any:
        script: list[Any] = [[call(path)] for path in paths]
        with installed({"one": [*script, ["done"]]}, register) as made:
            result = inside("-m", "one", "hi", *arguments)
            outputs = [each.tool_results[0].output for each in made["one"].prompts[1:]]
        return result, outputs

    return run


READ = ("-T", "read")
REFUSED = "Cancelled: The user does not allow this tool call"
DENIED = "Cancelled: A rule of the user denies this tool call"


def test_commands(policy):
    """Rules are added, listed with their numbers, replaced and removed."""
    assert policy().stderr.startswith("There are no rules.")
    assert policy("deny", "Shell_*").stderr == "From now on: deny Shell_*\n"
    policy("ask", "read")
    policy("allow", "read", "--argument", "path", "~/x/*", "--argument", "mode", "r")
    listed = "1. deny Shell_*\n2. ask read\n3. allow read where path is ~/x/* and mode is r\n"
    assert policy("list").stdout == policy().stdout == listed
    policy("allow", "read")
    assert policy().stdout.endswith("and mode is r\n3. allow read\n")
    assert policy("rm", "1").stderr == "Removed: deny Shell_*\n"
    assert policy("rm", "read").stderr.count("Removed: ") == 2
    assert policy("path").stdout == f"{policy_path()}\n"


def test_mistakes(policy, user_directory):
    """They cost one line."""
    for arguments, status, said in [
        (["rm", "7"], 1, "There is no rule 7"),
        (["allow"], 2, "Missing argument 'TOOL'"),
        (["allow", ""], 1, "A rule needs the name of a tool"),
        (["forbid", "x"], 2, "No such command 'forbid'"),
        (["deny", "x", "--argument", "path"], 2, "requires 2 arguments"),
    ]:
        result = policy(*arguments)
        assert (result.returncode, result.stdout) == (status, "")
        assert said in result.stderr
    policy_path().write_text("[[rule]]\ntool = 5\n")
    for arguments in ([], ["allow", "x"], ["rm", "1"]):
        result = policy(*arguments)
        assert (result.returncode, result.stderr.count("\n")) == (1, 1)
        assert str(policy_path()) in result.stderr


def test_named_tools_are_allowed(prompt, answers):
    """A tool that the user names is run without a question."""
    asked = answers()
    result, outputs = prompt(*READ)
    assert (result.returncode, result.stdout, result.stderr) == (0, "done\n", "")
    assert (outputs, asked) == (["what is in a"], [])


def test_rules_deny(prompt, policy, answers, tmp_path):
    """A call that a rule denies is not run, whatever else is said, and nobody is asked."""
    asked = answers()
    policy("allow", "*")
    policy("deny", "read", "--argument", "path", f"{tmp_path}/*")
    result, outputs = prompt(*READ, "--ta", paths=("x/../y", "/etc/x"))
    assert outputs == [DENIED, REFUSED]
    assert len(asked) == 1
    assert "Your rules deny this call of the tool read." in result.stderr
    assert ran == []


def test_rules_of_defaults(prompt, policy, inside):
    """What the tool takes for an argument that is left out counts."""
    policy("deny", "read", "--argument", "path", "notes")
    with installed({"one": [[ToolCall("read", {}, "1")], ["done"]]}, register) as made:
        inside("-m", "one", "hi", *READ)
    assert made["one"].prompts[1].tool_results[0].output == DENIED


@pytest.mark.parametrize(
    ("given", "told", "rules"),
    [
        (("y", "y"), ["what is in a", "what is in b"], []),
        (("YES", "no"), ["what is in a", REFUSED], []),
        (("n", "y"), [REFUSED, "what is in b"], []),
        (("", "abort"), [REFUSED, REFUSED], []),
        (("s",), ["what is in a", "what is in b"], []),
        (("always",), ["what is in a", "what is in b"], [Rule("read", "allow")]),
        (("d",), [REFUSED, REFUSED], [Rule("read", "deny")]),
        (("y",), ["what is in a", REFUSED], []),
    ],
)
def test_answers(prompt, answers, given, told, rules):
    """Once, not, in this session, always and never; nobody there means no."""
    asked = answers(*given)
    result, outputs = prompt(*READ, "--ta", paths=("a", "b"))
    assert (result.returncode, result.stdout, outputs) == (0, "done\n", told)
    assert load_rules() == rules
    assert asked[0].startswith('\nTool call: read\n  path: "a"\nRun it? ')
    if len(asked) > len(given):
        assert "Nobody can be asked, so this tool call is refused." in result.stderr


def test_remembered_answers(prompt, answers, policy):
    """What was always allowed is run without a question next time, but for `--ta`."""
    asked = answers("a", "n")
    policy("ask", "read")
    prompt(*READ)
    assert prompt(*READ)[1] == ["what is in a"]
    assert len(asked) == 1
    assert prompt(*READ, "--ta")[1] == [REFUSED]


def test_a_rule_for_some_arguments_asks_whatever_was_answered_before(prompt, answers, policy):
    """An answer for the session is for calls that the same rule is about."""
    asked = answers("s", "n", "s")
    policy("ask", "read", "--argument", "path", "secret")
    paths = ("a", "b", "secret", "secret", "secret")
    said = [f"what is in {path}" for path in paths]
    assert prompt(*READ, "--ta", "--cl", "0", paths=paths)[1] == [*said[:2], REFUSED, *said[3:]]
    assert len(asked) == 3


def test_rules_for_more_than_one_tool(prompt, answers, policy):
    """Where such a rule asks, no answer for always is offered, as it would change nothing."""
    asked = answers("a", "s")
    policy("ask", "*")
    assert prompt(*READ)[1] == [REFUSED]
    assert prompt(*READ, paths=("a", "b"))[1] == ["what is in a", "what is in b"]
    assert all("always" not in question for question in asked)
    assert len(asked) == 2


def test_answers_that_cannot_be_kept(prompt, answers, user_directory):
    """They hold for now."""
    answers("a")
    policy_path().mkdir()
    policy_path().rmdir()
    os.symlink(user_directory / "missing" / "file", policy_path())
    result, outputs = prompt(*READ, "--ta")
    assert outputs == ["what is in a"]
    assert "This answer holds for now only: " in result.stderr


def test_damaged_rules(prompt, user_directory):
    """No model is asked with tools while the rules cannot be read; without tools, all is well."""
    policy_path().write_text("[[rule]]\ntool = 'read'\naction = 'denied'\n")
    result, outputs = prompt(*READ)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert (outputs, ran) == ([], [])
    assert prompt(paths=())[0].stdout == "done\n"


class Templates:
    """A plugin with a template of somebody else."""

    @hookimpl
    def register_template_loaders(self, register):
        register("lib", lambda _: Template(name="x\x1b[2J\u202e", tools=["read"]))


def test_tools_of_templates(prompt, answers, user_directory):
    """The calls of one of somebody else are asked about; those of the user's own are not."""
    from llm.plugins.host import pm

    asked = answers("y", "n")
    plugin = Templates()
    pm.load()
    pm.register(plugin, name="foreign-templates")
    try:
        assert prompt("-t", "lib:x")[1] == [REFUSED]
    finally:
        pm.unregister(plugin)
    assert ["wants to" in question for question in asked] == [True, False]
    assert asked[0].startswith("The template x\\x1b[2J\\u202e wants to ")
    (user_directory / "templates").mkdir()
    (user_directory / "templates" / "own.yaml").write_text("tools: [read]\n")
    assert prompt("-t", "own")[1] == ["what is in a"]
    assert len(asked) == 2


def test_what_is_shown_of_a_call(prompt, answers):
    """Nothing in it can change the terminal or hide; what is long is shortened in its middle."""
    asked = answers("n")
    odd = "a\x1b[2K\n\u202eb" + "x" * 2000 + "end"
    prompt(*READ, "--ta", paths=(odd,))
    (line,) = [line for line in asked[0].splitlines() if line.startswith("  path: ")]
    assert line.startswith('  path: "a\\u001b[2K\\n\\u202ebxxx')
    assert line.endswith('xend"')
    assert "characters …]" in line
    assert len(line) < 600


UP = "def up(text: str) -> str:\n    return text.upper()\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal(server, environment, tmp_path):
    """The question is on standard error, and where that goes elsewhere on the terminal, too."""
    server.says(Says(calls=[("up", {"text": "x"})]), "done")
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "llm", "prompt", "hi", "--base-url", server.url, "-m", "tiny",
         "--ta", "--functions", UP],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment, cwd=tmp_path,
    ) as process:  # fmt: skip
        os.write(ours, b"a\n")
        out, err = process.communicate(timeout=60)
    shown = os.read(ours, 10_000)
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, out) == (0, b"done\n")
    assert b"Run it? y = yes, n = no, s = in this session, a = always, d = never: " in err
    assert b'  text: "x"\r\nRun it? ' in shown
    assert load_rules() == [Rule("up", "allow")]


class Search(ServerSideTool):
    """Looks things up, at the provider's."""

    name = "search_the_web"


@pytest.mark.parametrize("denied", ["search_*", "Search"])
def test_tools_of_the_provider(inside, policy, denied):
    """Nobody is asked about their calls: one that a rule denies is not offered."""
    model: dict[str, Any] = {"script": [["a"], ["b"]], "supported_server_side_tools": [Search]}
    with installed({"one": model}, register) as made:
        assert inside("-m", "one", "hi", "-T", "Search", "-T", "read").stderr == ""
        policy("deny", denied)
        result = inside("-m", "one", "hi", "-T", "Search", "-T", "read")
    assert (result.returncode, result.stdout) == (0, "b\n")
    assert result.stderr.startswith("Your rules deny the tool ")
    offered = [[tool.name for tool in prompt.tools] for prompt in made["one"].prompts]
    assert offered == [["search_the_web", "read"], ["read"]]
