"""Functions of a plugin that look like hooks, and are none."""

import sys
from types import ModuleType

import pytest

import llm
from llm.plugins.misnamed import hook_names, mistakes_in


@pytest.fixture
def mistakes(tmp_path):
    """What is said of a module with this source."""

    def found(source, implemented=(), specified=()):
        path = tmp_path / "named.py"
        path.write_text(f"import llm\n{source}")
        module = ModuleType("named")
        exec(compile(path.read_text(), str(path), "exec"), vars(module))
        specified = {*hook_names(), *specified}
        return [*mistakes_in(module, "named", [str(path)], specified, implemented)]

    return found


def test_hook_names():
    """They are the seven."""
    assert len(hook_names()) == 7
    assert "register_vector_indexes" in hook_names()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "def register_models(register): pass",
            (
                "register_models (named.py, line 2) is never called, as it is not marked:"
                " put @llm.hookimpl above it"
            ),
        ),
        (
            "def register_model(register): pass",
            (
                "register_model (named.py, line 2) is never called, as llm has no such hook:"
                " call it register_models, and put @llm.hookimpl above it"
            ),
        ),
        (
            "@llm.hookimpl\ndef register_tool(register): pass",
            "llm has no hook register_tool (named.py, line 2): did you mean register_tools?",
        ),
        (
            "@llm.hookimpl(specname='register_comands')\ndef mine(cli): pass",
            "llm has no hook register_comands (named.py, line 2): did you mean register_commands?",
        ),
        (
            "@llm.hookimpl\ndef paint(): pass",
            f"llm has no hook paint (named.py, line 2): there are {', '.join(hook_names())}",
        ),
    ],
)
def test_what_is_wrong(mistakes, source, said):
    """Each is named with its line, and what to do."""
    assert mistakes(source) == [said]


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("@llm.hookimpl\ndef register_models(register): pass", {}),
        ("@llm.hookimpl(specname='register_models')\ndef mine(register): pass", {}),
        ("@llm.hookimpl(optionalhook=True)\ndef register_later(register): pass", {}),
        ("@llm.hookimpl\ndef paint(): pass", {"specified": ["paint"]}),
        ("def register_model(register): pass", {"implemented": ["register_models"]}),
        ("def register_tool(x): pass\ndef use(): register_tool(1)", {}),
        ("def register_all(register): pass\ndef register_prompts(register): pass", {}),
        ("from llm.plugins.offers import registered as register_models", {}),
        ("register_models = 5\nclass register_tools: pass", {}),
    ],
    ids=["hook", "by name", "optional", "declared", "there", "used", "other", "foreign", "no"],
)
def test_what_is_not(mistakes, source, more):
    """Helpers, functions of others and hooks of other plugins are none of it."""
    assert mistakes(source, **more) == []


def test_an_object_with_hooks(tmp_path):
    """A plugin need not be a module: its methods are looked at, without being asked for."""

    class Plugin:
        @property
        def register_models(self):
            raise AssertionError("it was asked for")

        @staticmethod
        @llm.hookimpl
        def register_template_loader(register):
            pass

        def register_tools(self, register):
            pass

    own = sys.modules[__name__].__name__
    first, second = mistakes_in(Plugin(), own, [], hook_names(), ())
    assert first.startswith("llm has no hook register_template_loader (")
    assert second.startswith("register_tools (")
