r"""What tests of plugins and programs need: models that follow a script, and a world of their own.

    from llm.testing import ScriptedModel, isolated_user, loaded, offered, run

    model = ScriptedModel([["Hello ", "world"]])
    assert model.prompt("Hi").text() == "Hello world"

    with isolated_user(), loaded(my_plugin), offered(ScriptedModel([["A haiku"]])):
        assert run("my-command", "-m", "scripted").stdout == "A haiku\n"

Nothing here needs pytest; with it, `isolated_user` makes a good fixture. docs/plugins/testing.md
has an example for each.
"""

from llm.testing.clocks import FakeClock, fake_clock
from llm.testing.command_line import run
from llm.testing.histories import recorded
from llm.testing.plugins import loaded, offered
from llm.testing.scripted import AsyncScriptedModel, ScriptedEmbeddingModel, ScriptedModel, Step
from llm.testing.users import isolated_user

__all__ = [
    "AsyncScriptedModel",
    "FakeClock",
    "ScriptedEmbeddingModel",
    "ScriptedModel",
    "Step",
    "fake_clock",
    "isolated_user",
    "loaded",
    "offered",
    "recorded",
    "run",
]
