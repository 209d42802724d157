"""What a model is asked, put together from options and templates."""

import pytest

import llm
from llm.cli.asking.composing import Composer, Given
from llm.errors import InvalidInput
from llm.testing import ScriptedModel


@pytest.fixture
def elsewhere():
    """A plugin with a template that brings a tool."""

    class Plugin:
        @llm.hookimpl
        def register_template_loaders(self, register):
            register("lib", lambda name: llm.Template(name=name, tools=["llm_version"]))

    plugin = Plugin()
    llm.pm.register(plugin, name="elsewhere")
    yield
    llm.pm.unregister(plugin)


def test_consent(elsewhere):
    """A template from elsewhere gets what the user allows, and is not used without."""
    asked: list[str] = []

    def allow(question: str) -> str:
        asked.append(question)
        return "y"

    composer = Composer(Given(template=["lib:x"]), ask=allow)
    request = composer.request(ScriptedModel(), "hi", stream=True)
    assert [tool.name for tool in request.tools] == ["llm_version"]
    assert asked == [
        "The template x wants to let the model use the tool llm_version. Allow? [y/N]: "
    ]
    with pytest.raises(InvalidInput, match="and you did not allow it"):
        Composer(Given(template=["lib:x"]), ask=lambda question: "no")


def test_toolboxes_are_made_once():
    """The prompts of one chat share their tools, which may have a state."""
    composer = Composer(Given(tools=["llm_time"], python_tools=["def f(): pass"]))
    first, second = (composer.request(ScriptedModel(), "hi", stream=True) for _ in range(2))
    assert [*map(id, first.tools)] == [*map(id, second.tools)]
    assert [tool.name for tool in first.tools] == ["llm_time", "f"]
