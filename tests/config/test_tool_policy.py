"""The file with the user's rules for tool calls."""

from __future__ import annotations

import stat

import pytest

from llm.config.tool_policy import add_rule, load_rules, policy_path, remove_rules
from llm.errors import ConfigError, InvalidInput
from llm.tooling.policy import Rule

FILE = """# mine
[[rule]]
tool = "read"  # everywhere
action = "ask"

[[rule]]
tool = "read"
action = "deny"
[rule.arguments]
path = "/etc/*"
"""
RULES = [Rule("read", "ask"), Rule("read", "deny", {"path": "/etc/*"})]


@pytest.fixture
def written(user_path):
    """Write the file."""

    def write(text: str) -> None:
        user_path.mkdir(exist_ok=True)
        policy_path().write_text(text)

    return write


def test_no_file(user_path):
    """There are no rules then, and nothing is made."""
    assert load_rules() == []
    with pytest.raises(InvalidInput, match="no rule x"):
        remove_rules("x")
    assert not user_path.exists()


def test_reading(written):
    """Rules are read in their order."""
    written(FILE)
    assert load_rules() == RULES


def test_adding(written):
    """A rule is added at the end; comments stay, and nobody else can read the file."""
    add_rule(Rule("write", "deny", {"a b": "x"}))
    assert load_rules() == [Rule("write", "deny", {"a b": "x"})]
    assert stat.S_IMODE(policy_path().stat().st_mode) == 0o600
    written(FILE)
    add_rule(Rule("write", "allow"))
    assert load_rules() == [*RULES, Rule("write", "allow")]
    assert policy_path().read_text().startswith("# mine\n")
    assert "# everywhere" in policy_path().read_text()


def test_one_rule_for_the_same_calls(written):
    """What was said before of just these calls no longer holds."""
    written(FILE)
    add_rule(Rule("read", "allow"))
    assert load_rules() == [RULES[1], Rule("read", "allow")]
    add_rule(Rule("read", "allow"))
    assert load_rules() == [RULES[1], Rule("read", "allow")]


@pytest.mark.parametrize(
    ("which", "removed"), [("1", RULES[:1]), ("2", RULES[1:]), ("read", RULES)]
)
def test_removing(written, which, removed):
    """By number, or by the name of the tool."""
    written(FILE)
    assert remove_rules(which) == removed
    assert load_rules() == [rule for rule in RULES if rule not in removed]
    add_rule(Rule("write", "ask"))
    assert load_rules()[-1] == Rule("write", "ask")


@pytest.mark.parametrize("text", ["", "rule = []\n", 'rule = [{tool = "x", action = "ask"}]\n'])
def test_other_forms(written, text):
    """An empty file, and rules that are written inline, can be added to."""
    written(text)
    before = load_rules()
    add_rule(Rule("write", "allow", {"path": "~/*"}))
    assert load_rules() == [*before, Rule("write", "allow", {"path": "~/*"})]
    remove_rules("write")
    assert load_rules() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]\n", "line 1"),
        ("[[rules]]\ntool = 'x'\naction = 'deny'\n", "'rules'"),
        ("rule = 5\n", "[[rule]]"),
        ("rule = ['deny']\n", "[[rule]]"),
        ("[rule]\ntool = 'x'\naction = 'deny'\n", "[[rule]]"),
        ("[[rule]]\naction = 'deny'\n", "rule 1 should name its tool"),
        ("[[rule]]\ntool = ''\naction = 'deny'\n", "rule 1 should name its tool"),
        ("[[rule]]\ntool = 'x'\naction = 'Deny'\n", "allow, ask or deny"),
        ("[[rule]]\ntool = 'x'\n", "allow, ask or deny"),
        ("[[rule]]\ntool = 'x'\naction = ['deny']\n", "allow, ask or deny"),
        ("[[rule]]\ntool = 'x'\naction = 'deny'\nargument = {}\n", "'argument'"),
        ("[[rule]]\ntool = 'x'\naction = 'deny'\narguments = 'x'\n", "arguments of rule 1"),
        ("[[rule]]\ntool = 'x'\naction = 'deny'\narguments = {a = 1}\n", "arguments of rule 1"),
    ],
)
def test_damaged_files(written, text, said):
    """They are reported in one line, and left as they are: nothing is allowed by mistake."""
    written(text)
    for attempt in (load_rules, lambda: add_rule(Rule("x", "allow")), lambda: remove_rules("x")):
        with pytest.raises(ConfigError) as raised:
            attempt()
        assert said in str(raised.value)
        assert "\n" not in str(raised.value)
        assert "config edit" not in str(raised.value)
    assert policy_path().read_text() == text
