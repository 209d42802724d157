"""Templates: prompts with variables."""

import pytest
from pydantic import ValidationError

from llm import Template


@pytest.mark.parametrize(
    ("template", "input_", "params", "evaluated"),
    [
        ({}, "in", {}, ("in", None)),
        ({"system": "s"}, "in", {}, ("in", "s")),
        ({"prompt": "Say $input"}, "in", {}, ("Say in", None)),
        ({"prompt": "Say"}, "in", {}, ("Say", None)),
        ({"prompt": "${a}b $$c $input"}, "in", {"a": "A"}, ("Ab $c in", None)),
        ({"prompt": "$a", "defaults": {"a": "d"}}, "", {}, ("d", None)),
        ({"prompt": "$a", "defaults": {"a": "d"}}, "", {"a": "p"}, ("p", None)),
        ({"prompt": "x", "system": "$a $input"}, "in", {"a": 1}, ("x", "1 in")),
        ({"prompt": "$input $input"}, "$a", {}, ("$a $a", None)),
    ],
)
def test_evaluation(template, input_, params, evaluated):
    """Variables are replaced by parameters, else defaults; without a prompt the input is it."""
    assert Template(name="t", **template).evaluate(input_, params) == evaluated


def test_missing_variables():
    """Variables without a value are named, all of them."""
    template = Template(name="t", prompt="$a $b $input $a")
    with pytest.raises(Template.MissingVariables, match=r"Missing variables: a, b$"):
        template.evaluate("in")
    with pytest.raises(Template.MissingVariables, match="c"):
        Template(name="t", system="$c").evaluate("in")


def test_variables():
    """A template knows the variables of its prompt and its instructions."""
    assert Template(name="t", prompt="$a $input", system="${b} $$c").vars() == {"a", "b", "input"}
    assert Template(name="t").vars() == set()


def test_unknown_keys_are_refused():
    """A key that a template does not have is a mistake, not a variable."""
    with pytest.raises(ValidationError, match="promt"):
        Template(name="t", promt="x")


def test_code_is_not_trusted_by_itself():
    """Functions of a template are not trusted unless whoever loads it says so."""
    template = Template(name="t", functions="def f(): pass")
    assert template._functions_is_trusted is False
    assert "_functions_is_trusted" not in template.model_dump()
