"""Exceptions become click's, with the right words and status."""

import click
import pytest
from click.testing import CliRunner

from llm.cli.errors import ModelCallFailed, as_click_exception, reported_to_user, reports_errors
from llm.errors import ModelError, UnknownModelError


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (ModelError("no luck"), "no luck"),
        (UnknownModelError("Unknown model: x"), "Unknown model: x"),
        (ValueError("two\n\n  lines "), "two lines"),
        (NotImplementedError(), "NotImplementedError"),
        (FileNotFoundError(2, "No such file", "a.txt"), "No such file: a.txt"),
        (FileNotFoundError(2, "No such file", "a\nb"), "No such file: a b"),
        (OSError("odd"), "odd"),
        (ModelError("\x1b[31mred"), "␛[31mred"),
        (ModelCallFailed(RuntimeError("refused")), "refused"),
        (ModelCallFailed(KeyError("usage")), "KeyError: 'usage'"),
        (ModelCallFailed(OSError(111, "Connection refused")), "Connection refused"),
        (
            ModuleNotFoundError("No module named 'yaml'", name="yaml"),
            "This needs the Python module 'yaml', which is not installed: llm install PyYAML",
        ),
    ],
)
def test_words(error, shown):
    """One line says what was wrong; the class is named where the message alone says little."""
    assert as_click_exception(error).message.endswith(shown)
    assert "bug" not in as_click_exception(error).message


def test_unexpected_exception_is_a_bug():
    """What nobody raises on purpose is called a bug."""
    assert "bug in llm" in as_click_exception(RuntimeError("eh")).message


def test_context_is_what_was_raised(monkeypatch):
    """Whoever invokes a command finds the exception that was raised behind click's."""
    raised = ModelError("no luck")

    @reports_errors
    def callback():
        raise raised

    with pytest.raises(click.ClickException) as caught:
        callback()
    assert caught.value.__context__ is raised
    monkeypatch.setenv("LLM_RAISE_ERRORS", "1")
    with pytest.raises(ModelError):
        callback()


def test_interrupt_while_something_is_asked():
    """Ctrl-C at a question is status 130; the end of the input is status 1."""

    @click.command()
    @click.argument("question", type=click.UNPROCESSED)
    def ask(question):
        with reported_to_user():
            try:
                raise {"ctrl-c": KeyboardInterrupt, "ctrl-d": EOFError}[question]
            except (KeyboardInterrupt, EOFError):
                raise click.Abort from None

    assert CliRunner().invoke(ask, ["ctrl-c"]).exit_code == 130
    assert CliRunner().invoke(ask, ["ctrl-d"]).exit_code == 1


def test_interrupt_when_a_command_is_over(monkeypatch):
    """Also what it had, and lets go of, is left with status 130."""
    from llm.cli import cli

    def interrupted():
        raise KeyboardInterrupt

    @click.command()
    @click.pass_context
    def own(ctx):
        ctx.find_root().call_on_close(interrupted)

    monkeypatch.setitem(cli.commands, "own", own)
    assert CliRunner().invoke(cli, ["own"]).exit_code == 130


def test_clirunner_of_plugin_tests(monkeypatch):
    """Plugins test with `CliRunner` and `llm.cli.cli`: models of theirs answer there."""
    import llm
    from llm.cli import cli
    from llm.plugins import pm
    from llm.testing import ScriptedModel

    class Plugin:
        @llm.hookimpl
        def register_models(self, register):
            register(ScriptedModel([["from the plugin"]], model_id="in-process"))

    monkeypatch.setenv("LLM_LOAD_PLUGINS", "")
    pm.register(Plugin(), "in-process-plugin")
    try:
        result = CliRunner().invoke(cli, ["hello", "-m", "in-process"], catch_exceptions=False)
        wrong = CliRunner().invoke(cli, ["hello", "-m", "in-proces"], catch_exceptions=False)
    finally:
        pm.unregister(name="in-process-plugin")
    assert (result.exit_code, result.stdout) == (0, "from the plugin\n")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert "did you mean in-process?" in wrong.stderr


def test_what_was_typed_breaks_no_line(inside):
    """An error of usage is one line, whatever it quotes."""
    for arguments in (["models", "a\nb"], ["hi", "a\n\x1b[31mb"]):
        result = inside(*arguments)
        assert result.returncode == 2
        assert result.stderr.splitlines()[-1].startswith("Error: ")
        assert "\x1b" not in result.stderr


def test_help_of_a_group_keeps_its_lines(inside):
    """A group that is given no command shows its help as it is."""
    result = inside("openai")
    assert (result.stdout + result.stderr).count("\n") > 10
