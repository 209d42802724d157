"""The user's own templates: their names, their files, and their text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from llm.errors import InvalidInput
from llm.resolving.template import Template
from llm.resolving.template_files import (
    list_templates,
    save_template,
    template_names,
    template_path,
    user_templates_dir,
)
from llm.resolving.template_text import dump_yaml, parse_template, template_yaml
from llm.resolving.templates import load_template

TEXT = st.text(
    st.one_of(
        st.sampled_from(" \n\t\r\x85\u2028\ufeff:#-'\"|>&*!%@`{}[],?~"),
        st.characters(exclude_categories=["Cs"]),
    )
)


@given(TEXT)
def test_any_text_comes_back(text):
    """Whatever is in a prompt, the file holds just that."""
    assert yaml.safe_load(dump_yaml({"prompt": text})) == {"prompt": text}


def test_a_template_comes_back():
    """All of its fields, without those that are not set."""
    template = Template(
        name="t",
        prompt="one\ntwo $x",
        defaults={"x": "1", "y": 2},
        extract=False,
        schema_object={"type": "object"},
        attachment_types=[{"type": "image/png", "value": "x.png"}],
        options={"temperature": 0.5},
    )
    text = template_yaml(template)
    assert parse_template("t", text, "t.yaml") == template
    assert "system" not in text


@pytest.mark.parametrize("name", ["t", "work/t", "é", "a b", "t.yaml", "a'b"])
def test_names(name, user_path):
    """A template of that name is saved, listed and found."""
    assert save_template(name, Template(name=name, prompt="hi")) is False
    assert template_names() == [name]
    assert load_template(name).prompt == "hi"
    assert save_template(name, Template(name=name, prompt="ho")) is True
    assert load_template(name).prompt == "ho"
    assert template_path(name).is_relative_to(user_path / "templates")


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", "../t", "a/../../t", "/t", "a/..", "~/t", "./t", ".t", "a/.t", "a//t",
     "t/", "a\x1bb", "gh:t", "https://example.com/t"],
)  # fmt: skip
def test_names_that_are_none(name):
    """They lead elsewhere, or could not be found again."""
    with pytest.raises(InvalidInput, match="cannot be the name of a template"):
        save_template(name, Template(name=name, prompt="hi"))
    assert template_names() == []


def test_an_explicit_path_is_a_file(tmp_path, monkeypatch):
    """`./t` is the file of that name, also where there is a template t."""
    monkeypatch.chdir(tmp_path)
    save_template("t", Template(name="t", prompt="own"))
    (tmp_path / "t").write_text("prompt: file")
    assert (load_template("t").prompt, load_template("./t").prompt) == ("own", "file")


def test_the_list_has_what_is_wrong():
    """With one that is broken, the others are listed all the same."""
    save_template("good", Template(name="good", prompt="hi"))
    (user_templates_dir() / "bad.yaml").write_text("- a list")
    (user_templates_dir() / "note.txt").write_text("none")
    (bad, error), (good, template) = list_templates()
    assert (bad, good) == ("bad", "good")
    assert isinstance(error, InvalidInput)
    assert isinstance(template, Template)


def test_looking_makes_nothing(user_path):
    """Only saving makes the directory."""
    assert template_names() == []
    assert not user_path.exists()
    assert user_templates_dir(made=True).is_dir()
