"""The table of settings, and what their values may be."""

import pytest

from llm.config.setting_values import checked, from_text
from llm.config.settings import BY_NAME, SETTINGS, setting_named, shown
from llm.errors import ConfigError


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("system", "Be brief", "Be brief"),
        ("tools", "llm_time", ["llm_time"]),
        ("tools", ["a", "b"], ["a", "b"]),
        ("tools", [], []),
        ("usage", True, True),
        ("chain_limit", 0, 0),
        ("timeout", 1.5, 1.5),
        ("tool_timeout", 0, 0),
        ("tool_output_limit", "2MB", "2MB"),
        ("tool_output_limit", 2000, 2000),
        ("render", "md", "md"),
        ("options", {"temperature": 1}, {"temperature": 1}),
    ],
)
def test_values_that_fit(name, value, meant):
    """Each kind takes what it should; one text is a list of one."""
    assert checked(BY_NAME[name], value, "here") == meant


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("system", 1, "a text in quotes, not 1"),
        ("system", "", "a text in quotes, not "),
        ("tools", [1], "a text in quotes, or a list of them, not [1]"),
        ("usage", "true", "true or false, not true"),
        ("chain_limit", -1, "a whole number, 0 or more, not -1"),
        ("chain_limit", True, "a whole number, 0 or more, not true"),
        ("chain_limit", 1.5, "a whole number, 0 or more, not 1.5"),
        ("timeout", 0, "a number of seconds, not 0"),
        ("timeout", float("inf"), "a number of seconds, not Infinity"),
        ("tool_timeout", float("nan"), "a number, 0 or more, not NaN"),
        ("tool_output_limit", "much", "a size such as 20000 or '2MB', not much"),
        ("tool_output_limit", "1" * 5000, f"a size such as 20000 or '2MB', not {'1' * 57}..."),
        ("render", "x", "'auto' or 'raw' or 'md', not x"),
        ("options", "x", "a table of options, not x"),
        ("system", ["\x1b[2J"], 'a text in quotes, not ["\\u001b[2J"]'),
    ],
)
def test_values_that_do_not_fit(name, value, said):
    """What is wrong is told in one line, with the place, and does nothing to a terminal."""
    with pytest.raises(ConfigError) as caught:
        checked(BY_NAME[name], value, "here")
    assert str(caught.value) == f"here: {name} should be {said}"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("usage", "On", True),
        ("usage", "0", False),
        ("chain_limit", " 7 ", 7),
        ("timeout", "2.5", 2.5),
        ("tools", "a, b,", ["a", "b"]),
        ("tools", '["Box(1, 2)", "b"]', ["Box(1, 2)", "b"]),
        ("system", "0", "0"),
        ("tool_output_limit", "20kB", "20kB"),
    ],
)
def test_values_of_variables(name, text, value):
    """Text means what the setting can have."""
    assert from_text(BY_NAME[name], text, "X") == value


@pytest.mark.parametrize(
    ("name", "text"), [("usage", "2"), ("chain_limit", "x"), ("tools", '["a"'), ("tools", "[1]")]
)
def test_variables_that_mean_nothing(name, text):
    """And what it cannot have is an error."""
    with pytest.raises(ConfigError, match=r"^The variable X: "):
        from_text(BY_NAME[name], text, "The variable X")


def test_names():
    """A name that is none is told with the one that may be meant."""
    assert setting_named("options.temperature").name == "options"
    with pytest.raises(ConfigError, match=r"no setting 'usag'. Did you mean usage\?"):
        setting_named("usag")
    with pytest.raises(ConfigError, match=r"Did you mean hide_reasoning\?"):
        setting_named("hide-reasoning")
    with pytest.raises(ConfigError, match="llm config shows all"):
        setting_named("zzz")


def test_every_setting_feeds_a_parameter_that_there_is():
    """A prompt has the parameters that settings are for, and the others are looked up elsewhere."""
    from llm.cli.commands.prompt import command

    there = {each.name for each in command.params}
    assert [each.name for each in SETTINGS if each.parameter and each.parameter not in there] == []


def test_what_is_shown_does_nothing_to_a_terminal():
    """Control characters are written out, and other letters are not."""
    assert shown("é") == "é"
    assert shown("a\nb\x1b") == '"a\\nb\\u001b"'
    assert shown(["é", "\x9b"]) == '["\\u00e9", "\\u009b"]'
