"""What is typed that a plugin has which is left out, or failed: nothing is sent, and it is said."""

from __future__ import annotations

import pytest

PLUGIN = """
import llm

class Echo(llm.Model):
    model_id = "echo"
    def execute(self, prompt, stream, response, conversation):
        yield "hello"

class Vectors(llm.EmbeddingModel):
    model_id = "vectors"
    def embed_batch(self, items):
        return [[1.0] for _ in items]

@llm.hookimpl
def register_models(register):
    register(Echo(), aliases=["parrot"])

@llm.hookimpl
def register_embedding_models(register):
    register(Vectors())

@llm.hookimpl
def register_tools(register):
    register(lambda text: text, name="shout")

@llm.hookimpl
def register_template_loaders(register):
    register("tpl", lambda argument: llm.Template(name="x", prompt=argument))

@llm.hookimpl
def register_fragment_loaders(register):
    register("frag", lambda argument: llm.Fragment(argument, "x"))

@llm.hookimpl
def register_commands(cli):
    @cli.command()
    def sift():
        "Sift."
"""
BROKEN = "raise ValueError('not today')\n"


@pytest.fixture
def run(llm, tmp_path):
    """Run `llm` with the index: its exit status, and the last line on standard error."""

    def run(*arguments, **variables):
        env = {"LLM_PLUGIN_INDEX": "1", "LLM_CACHE_PATH": str(tmp_path / "cache"), **variables}
        done = llm(*arguments, env=env)
        return done.returncode, done.stderr.rstrip().rpartition("\n")[2]

    return run


@pytest.fixture
def jq(install, tmp_path):
    """A plugin, which can be broken."""
    install("llm-jq", PLUGIN)
    (tmp_path / "site" / "llm-jq.py").rename(tmp_path / "site" / "llm_jq.py")
    points = tmp_path / "site" / "llm-jq-1.5.dist-info" / "entry_points.txt"
    points.write_text("[llm]\njq = llm_jq\n")
    return tmp_path / "site" / "llm_jq.py"


def test_a_command_of_a_plugin_that_is_disabled(run, jq):
    """It is no prompt: it is refused, with what brings it back."""
    assert run("sift") == (0, "")
    run("plugins", "disable", "llm-jq")
    said = "Error: llm-jq has the command sift, and is disabled: llm plugins enable llm-jq"
    for arguments in (["sift"], ["sift", "-m", "parrot"], ["sift", "--help"]):
        assert run(*arguments) == (2, said)
    run("plugins", "enable", "llm-jq")
    assert run("sift") == (0, "")


def test_what_it_has_is_known_for_long(run, jq, install):
    """Also where it is disabled at once, and after others have been installed."""
    run("plugins", "disable", "llm-jq")
    install("another", "")
    said = "Error: llm-jq has the command sift, and is disabled: llm plugins enable llm-jq"
    assert run("sift") == (2, said)
    install("yet_another", "")
    assert run("sift") == (2, said)


@pytest.mark.parametrize("upgraded", [False, True])
def test_a_command_of_a_plugin_that_is_broken(run, jq, upgraded):
    """What it had before it could not be loaded any more is refused, with the reason."""
    assert run("sift") == (0, "")
    jq.write_text(BROKEN)
    if upgraded:
        info = jq.parent / "llm-jq-1.5.dist-info"
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: llm-jq\nVersion: 1.6\n")
        info.rename(jq.parent / "llm-jq-1.6.dist-info")
    said = "Error: llm-jq has the command sift, and was skipped: ValueError: not today"
    assert [run("sift"), run("sift", "--help")] == [(2, said)] * 2
    jq.write_text(PLUGIN.replace("raise", ""))
    assert run("sift") == (0, "")


def test_commands_that_fail_to_register(run, jq):
    """A plugin of which only the commands fail is named, too; what else it has is there."""
    assert run("sift") == (0, "")
    jq.write_text(PLUGIN.replace("    @cli.command()", "    raise ValueError('no')"))
    status, said = run("sift")
    reason = "llm-jq has the command sift, and failed in register_commands: ValueError: no"
    assert (status, said) == (2, f"Error: {reason}")
    assert run("-m", "echo", "hi")[0] == 0
    assert "llm-jq" not in run("-m", "nothing", "hi")[1]


@pytest.mark.parametrize("index", ["0", "1"])
def test_where_nothing_is_known_of_it(run, jq, index):
    """It may have what is called as it is."""
    jq.write_text(BROKEN)
    said = "Error: llm-jq may have the command jq, and was skipped: ValueError: not today"
    assert run("jq", LLM_PLUGIN_INDEX=index) == (2, said)
    run("plugins", "disable", "llm-jq", LLM_PLUGIN_INDEX=index)
    said = "Error: llm-jq may have the command jq, and is disabled: llm plugins enable llm-jq"
    assert run("jq", LLM_PLUGIN_INDEX=index) == (2, said)


WANTED = {
    "the model echo": ["-m", "echo", "hi"],
    "the model parrot": ["-m", "parrot", "hi"],
    "the embedding model vectors": ["embed", "-m", "vectors", "-c", "hi"],
    "the tool shout": ["-T", "shout", "hi"],
    "the template prefix tpl": ["-t", "tpl:x", "hi"],
    "the fragment prefix frag": ["-f", "frag:x", "hi"],
}


def test_other_names(run, jq):
    """Whatever it has is told from what there is not."""
    assert "llm-jq" not in run("-m", "nothing", "hi")[1]
    for what, arguments in WANTED.items():
        status, said = run(*arguments, LLM_LOAD_PLUGINS="")
        assert (status, f" llm-jq has {what}, and LLM_LOAD_PLUGINS leaves it out" in said) == (1, 1)
    run("plugins", "disable", "llm-jq")
    _, said = run("-m", "echo", "hi")
    assert said.endswith(" llm-jq has the model echo, and is disabled: llm plugins enable llm-jq")


def test_a_word_that_nobody_has(run, jq, install):
    """Any other word is a prompt."""
    install("llm-other", PLUGIN.replace("echo", "other"))
    run("plugins", "disable", "llm-jq")
    assert run("hello", "-m", "other") == (0, "")
