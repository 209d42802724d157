"""Templates are filled in, and put together."""

import pytest

from llm import Template
from llm.errors import InvalidInput
from llm.resolving.filling import Filled, fill, needs_input, settings_of, wishes


def template(trusted=True, **fields):
    """A template, trusted as a file of the user's own is."""
    made = Template(name="t", **fields)
    made._functions_is_trusted = trusted
    return made


def test_text_flows_from_left_to_right():
    """What one template makes is the input of the next; the first instructions win."""
    first = template(prompt="Say $input", system="be $how")
    second = template(prompt="Twice: $input, $input", system="be long")
    assert fill([first, second], "hi", {"how": "brief"}) == Filled(
        "Twice: Say hi, Say hi", "be brief"
    )
    assert fill([template(system="s"), second], "hi", {}) == Filled("Twice: hi, hi", "s")
    assert fill([], "hi", {}) == Filled("hi")


def test_input_without_a_place():
    """What the user typed follows a prompt that says no place for it, also if the system does."""
    assert fill([template(prompt="Say")], "hi", {}) == Filled("Say\nhi")
    assert fill([template(prompt="Say")], "", {}) == Filled("Say")
    assert fill([template(prompt="Say", system="$input")], "hi", {}) == Filled("Say\nhi", "hi")


@pytest.mark.parametrize(
    ("prompt", "message"),
    [("$a $b", "needs more: Missing variables: a, b; .*-p NAME"), ("5 $ each", r"write \$\$")],
)
def test_mistakes(prompt, message):
    """A variable without a value, or a stray dollar sign, is said in one line."""
    with pytest.raises(InvalidInput, match=message):
        fill([template(prompt=prompt)], "hi", {})


def test_settings_of_several_templates():
    """First model, first value of an option, last schema; lists follow one another."""
    first = template(
        model="a",
        options={"x": 1},
        schema_object={"n": 1},
        tools=["T1"],
        functions="def f(): pass",
        attachments=["a.png"],
        attachment_types=[{"type": "text/x", "value": "b"}],
        extract=True,
    )
    second = template(model="b", options={"x": 2, "y": 3}, schema_object={"n": 2}, tools=["T2"])
    settings = settings_of([first, second])
    assert (settings.model, settings.options) == ("a", {"x": 1, "y": 3})
    assert (settings.schema, settings.tools) == ({"n": 2}, ["T1", "T2"])
    assert settings.functions == [("def f(): pass", "the template t")]
    assert (settings.attachments, settings.attachment_types) == (["a.png"], [("b", "text/x")])
    assert (settings.extract, settings.extract_last) == (True, False)


def test_functions_from_elsewhere_are_left_out():
    """Code of a template that is not the user's own is not run."""
    assert settings_of([template(trusted=False, functions="def f(): pass")]).functions == []


def test_fragments():
    """The fragments of all templates, in their order."""
    both = [template(fragments=["a"], system_fragments=["s"]), template(fragments=["b", "c"])]
    settings = settings_of(both)
    assert (settings.fragments, settings.system_fragments) == (["a", "b", "c"], ["s"])


def test_wishes():
    """A template from elsewhere has to ask for tools and for files, and not for URLs."""
    fields = {
        "tools": ["T", "T\x1b[2K"],
        "attachments": ["a.png", "https://example.com/b.png"],
        "attachment_types": [{"type": "text/x", "value": "-"}],
        "fragments": ["notes.txt", "https://example.com/a.txt"],
        "system_fragments": ["github:x"],
    }
    assert list(wishes(template(trusted=False, **fields))) == [
        "let the model use the tool T",
        "let the model use the tool 'T\\x1b[2K'",
        "send the file a.png",
        "send the file -",
        "read the fragment notes.txt",
        "read the fragment github:x",
    ]
    assert list(wishes(template(**fields))) == []


def test_need_of_input():
    """A template needs input when it uses it, or has no prompt of its own."""
    assert needs_input(template(system="s"))
    assert needs_input(template(prompt="a $input"))
    assert not needs_input(template(prompt="a"))


def test_fragments_instead_of_input():
    """Where there are fragments, a template needs input only if it says so."""
    assert not needs_input(template(system="s"), has_fragments=True)
    assert needs_input(template(prompt="a $input"), has_fragments=True)
