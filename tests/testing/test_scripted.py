"""The public test doubles."""

import pytest

from llm import StreamEvent, ToolCall, Usage
from llm.testing import ScriptedEmbeddingModel, ScriptedModel


def test_a_script_is_followed(api):
    """An answer's steps are streamed, handed over, noted, called, each in its place."""
    log = []
    model = api.model(
        [
            [
                "a",
                StreamEvent("reasoning", "r"),
                ToolCall("f", {}, "1"),
                Usage(1, 2),
                lambda prompt, response: log.append((prompt.prompt, response.id)),
            ],
            [ValueError("no")],
        ]
    )
    response = api.finish(model.prompt("x"))
    assert [event.chunk for event in api.events(response)] == ["a", "r"]
    assert api.wait(response.tool_calls()) == [ToolCall("f", {}, "1")]
    assert api.wait(response.usage()) == Usage(1, 2)
    assert log == [("x", response.id)]
    with pytest.raises(ValueError, match="no"):
        api.finish(model.prompt("y"))
    assert [prompt.prompt for prompt in model.prompts] == ["x", "y"]


def test_a_script_that_ends(api):
    """A model that is asked more often than its script provides for fails the test."""
    with pytest.raises(AssertionError, match="asked more often"):
        api.finish(api.model().prompt("x"))


def test_attributes():
    """Keyword arguments become attributes of the model."""
    assert ScriptedModel(model_id="mine", supports_tools=False).supports_tools is False
    assert str(ScriptedModel(model_id="mine")) == "ScriptedModel: mine"


def test_vectors_that_are_known():
    """A mapping or a function says what the vectors are; what was embedded is kept."""
    model = ScriptedEmbeddingModel({"cat": [1, 0], b"dog": [0.5, 0.5]})
    assert list(model.embed_multi(["cat", b"dog"])) == [[1, 0], [0.5, 0.5]]
    assert model.items == ["cat", b"dog"]
    with pytest.raises(AssertionError, match="'tax', which has no vector"):
        model.embed("tax")
    assert ScriptedEmbeddingModel(lambda text: [len(text)], model_id="long").embed("abc") == [3]
