"""§3 of the contract: what plugins offer beside models: templates, fragments, tools."""

from __future__ import annotations

from typing import Any

import pytest

import llm
from llm.fragments import has_plugin_prefix
from llm.resolving.filling import settings_of
from llm.resolving.fragments import load_fragments
from llm.resolving.templates import load_template
from llm.testing import loaded
from tests.compat.contract.test_hooks import plugin


def test_register_template_loaders():
    """§3 register_template_loaders: `loader(arg)` gives a Template; its functions are not run."""

    def load(argument):
        return llm.Template(
            name=argument,
            prompt=f"about {argument}",
            model="m",
            options={"a": 1},
            tools=["t"],
            fragments=["f"],
            attachments=["a"],
            functions="raise SystemExit",
        )

    hooks = {"register_template_loaders": lambda register: register("lib", load)}
    with loaded(plugin(**hooks)):
        assert llm.get_template_loaders()["lib"] is load
        template = load_template("lib:llamas")
    said = settings_of([template])
    assert template.evaluate("", {})[0] == "about llamas"
    assert (said.model, said.options) == ("m", {"a": 1})
    assert (said.tools, said.fragments, said.attachments) == (["t"], ["f"], ["a"])
    assert said.functions == []


@pytest.mark.parametrize("error", [ValueError("no such"), KeyError("no such"), OSError("no such")])
def test_any_exception_of_a_template_loader(error, inside):
    """§3 register_template_loaders: any exception is "Could not load template"."""

    def load(argument):
        raise error

    hooks = {"register_template_loaders": lambda register: register("lib", load)}
    with loaded(plugin(**hooks)):
        done = inside("-t", "lib:x", "hi")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: Could not load template")
    assert "no such" in done.stderr


def fragments_of(argument: str) -> Any:
    """What a loader of this test gives for *argument*."""
    fragment = llm.Fragment("text", "from there")
    attachment = llm.Attachment(type="image/png", content=b"\x89PNG")
    if argument == "wrong":
        raise LookupError("no such thing")
    given = {"fragment": fragment, "attachment": attachment, "list": [fragment, attachment]}
    return given.get(argument, 5 if argument == "number" else argument)


@pytest.mark.parametrize(
    ("argument", "fragments", "attachments"),
    [("fragment", ["text"], 0), ("attachment", [], 1), ("list", ["text"], 1)],
)
def test_register_fragment_loaders(argument, fragments, attachments):
    """§3 register_fragment_loaders: a loader gives a Fragment, an Attachment or a list of them."""
    hooks = {"register_fragment_loaders": lambda register: register("lib", fragments_of)}
    with loaded(plugin(**hooks)):
        assert llm.get_fragment_loaders()["lib"] is fragments_of
        found = load_fragments([f"lib:{argument}"])
    assert (found.fragments, len(found.attachments)) == (fragments, attachments)


@pytest.mark.parametrize(("argument", "said"), [("wrong", "no such thing"), ("number", "neither")])
def test_errors_of_a_fragment_loader(argument, said, inside):
    """§3 register_fragment_loaders: what it raises is wrapped; what is no fragment is not taken."""
    hooks = {"register_fragment_loaders": lambda register: register("lib", fragments_of)}
    with loaded(plugin(**hooks)):
        done = inside("-f", f"lib:{argument}", "hi")
    assert (done.returncode, done.stdout) == (1, "")
    line = done.stderr.splitlines()[-1]
    assert line.startswith("Error: Could not load fragment")
    assert said in line


def test_text_of_a_fragment_loader_is_a_fragment():
    """§3 register_fragment_loaders: plain text, which 0.36 drops in silence, is a fragment."""
    hooks = {"register_fragment_loaders": lambda register: register("lib", fragments_of)}
    with loaded(plugin(**hooks)):
        assert load_fragments(["lib:plain"]).fragments == ["plain"]


class Box(llm.Toolbox):
    def look(self) -> str:
        """Look into it."""
        return "nothing"


def shout(text: str) -> str:
    """Say it louder."""
    return text.upper()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ((shout,), "shout"),
        ((shout, "cry"), "cry"),
        ((llm.Tool.function(shout, name="made"),), "made"),
        ((Box,), "Box"),
        ((Box, "Chest"), "Chest"),
    ],
)
def test_register_tools(given, name):
    """§3 register_tools: a tool, a function or a toolbox class, by a name; it has its plugin's."""
    hooks = {"register_tools": lambda register: register(*given)}
    with loaded(plugin(**hooks), "mine"):
        assert llm.get_tools()[name].plugin == "mine"


def test_another_class_is_no_tool():
    """§3 register_tools: a class that is no Toolbox is a TypeError."""
    raised = []

    def register_tools(register):
        with pytest.raises(TypeError) as caught:
            register(int)
        raised.append(caught.value)

    with loaded(plugin(register_tools=register_tools)):
        llm.get_tools()
    assert raised


def test_each_plugin_is_asked_for_its_tools_itself():
    """§3 register_tools: each implementation is called directly, without wrappers of pluggy."""
    called = []

    class Around:
        @llm.hookimpl(wrapper=True)
        def register_tools(self, register):
            called.append("wrapper")
            return (yield)

    tools = plugin(register_tools=lambda register: called.append("tools"))
    with loaded(Around(), "around"), loaded(tools, "tools"):
        llm.get_tools()
    assert called == ["tools"]


def test_taken_names_get_a_suffix():
    """§3 collisions: prefixes of templates and fragments, and names of tools, get `_1`, `_2`."""

    def both(register):
        for _ in range(3):
            register("same", len)

    hooks = {
        "register_template_loaders": both,
        "register_fragment_loaders": both,
        "register_tools": lambda register: [register(shout) for _ in range(3)],
    }
    with loaded(plugin(**hooks)):
        for names in (llm.get_template_loaders(), llm.get_fragment_loaders()):
            assert [name for name in names if "same" in name] == ["same", "same_1", "same_2"]
        found = [name for name in llm.get_tools() if "shout" in name]
    assert found == ["shout", "shout_1", "shout_2"]


@pytest.mark.parametrize(
    ("name", "has_prefix"),
    [("a:b", True), ("A_b-9:", True), ("a b:c", False), ("ä:b", False), (":b", False), ("", False)],
)
def test_prefixes(name, has_prefix):
    """§3 prefix detection: `^[A-Za-z0-9_-]+:`."""
    assert bool(has_plugin_prefix(name)) == has_prefix


def test_a_file_of_that_name_is_no_prefix(tmp_path, monkeypatch):
    """§3 prefix detection: where there is a file of that exact name, it is meant."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lib:plain").write_text("of the file")
    hooks = {"register_fragment_loaders": lambda register: register("lib", fragments_of)}
    with loaded(plugin(**hooks)):
        assert load_fragments(["lib:plain", "lib:fragment"]).fragments == ["of the file", "text"]
