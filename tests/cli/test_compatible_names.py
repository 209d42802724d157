"""Names that plugins import from `llm.cli`."""

import click


def test_get_key(user_directory):
    """`llm.cli.get_key`, which older plugins call, finds a key."""
    from llm.cli import get_key

    (user_directory / "keys.json").write_text('{"work": "stored"}')
    assert get_key(None, "work", "NO_SUCH_VARIABLE") == "stored"
    assert get_key("given", "work", "NO_SUCH_VARIABLE") == "given"


def test_default_model(user_directory):
    """`llm.cli.get_default_model` names the default model."""
    from llm.cli import get_default_model

    (user_directory / "default_model.txt").write_text("chosen")
    assert get_default_model() == "chosen"


def test_logs(user_directory):
    """`logs_db_path` and `logs_on` say where the history is, and whether it is kept."""
    from llm.cli import logs_db_path, logs_on

    assert logs_db_path() == user_directory / "logs.db"
    assert logs_on()
    (user_directory / "logs-off").touch()
    assert not logs_on()


def test_names_of_prompt_parameters():
    """Plugins pick and pass parameters of `prompt` by these names."""
    from llm.cli import cli

    prompt = cli.commands["prompt"]
    assert isinstance(cli, click.Group)
    assert {
        "async_",
        "attachment_types",
        "attachments",
        "extract",
        "extract_last",
        "hide_reasoning",
        "key",
        "model_id",
        "no_log",
        "no_stream",
        "options",
        "prompt",
        "show_model_options",
        "system",
        "usage",
    } <= {parameter.name for parameter in prompt.params}
