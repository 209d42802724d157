"""§2.1 and §2.12 of the contract: what can be imported from `llm`, and the tree of errors."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import llm
from tests.compat.test_surface import words

PUBLIC = words("""
AsyncConversation AsyncKeyModel AsyncModel AsyncResponse Attachment CancelToolCall Collection
Conversation ConversationNotSupported Fragment KeyModel Message Model ModelError NeedsKeyException
Options PauseChain Prompt Response ServerSideTool Template Tool ToolCall ToolOutput ToolResult
Toolbox Usage assistant get_async_model get_key get_model hookimpl schema_dsl system tool_message
user user_dir
""")

BESIDE = words("""
UnknownModelError EmbeddingModel EmbeddingModelWithAliases ModelWithAliases DEFAULT_MODEL get_models
get_async_models get_models_with_aliases get_model_aliases get_async_model_aliases
get_embedding_model get_embedding_models get_embedding_models_with_aliases
get_embedding_model_aliases get_plugins get_tools get_template_loaders get_fragment_loaders
load_keys set_alias remove_alias encode decode cosine_similarity get_default_model
set_default_model get_default_embedding_model set_default_embedding_model load_plugins pm
""")

ELSEWHERE = words("""
parts.StreamEvent parts.Part parts.TextPart parts.ReasoningPart parts.ToolCallPart
parts.ToolResultPart parts.AttachmentPart models.ChainResponse models.AsyncChainResponse
utils.multi_schema serialization.ResponseDict logs.LogStore
""")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names(name):
    """§2.1: this name is in `llm.__all__`."""
    assert name in llm.__all__
    assert getattr(llm, name) is not None


@pytest.mark.parametrize("name", BESIDE)
def test_names_beside(name):
    """§2.1: this name can be imported from `llm`, as documents and plugins do."""
    namespace: dict[str, object] = {}
    exec(f"from llm import {name}", namespace)
    assert namespace[name] is getattr(llm, name)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_names_of_modules(name):
    """§2.1: this name is taken from its module; where `llm` has it as well, it is the same."""
    module, _, word = name.partition(".")
    found = getattr(import_module(f"llm.{module}"), word)
    assert found is not None
    assert getattr(llm, word, found) is found


def test_names_of_parts_are_not_at_the_top():
    """§2.1: the classes of parts, `multi_schema`, the TypedDicts and `LogStore` are not there."""
    for name in ("TextPart", "ToolCallPart", "multi_schema", "ResponseDict", "LogStore"):
        assert not hasattr(llm, name)


def test_stream_event_is_at_the_top():
    """The opening words: ours takes `from llm import StreamEvent` as well."""
    assert llm.StreamEvent is import_module("llm.parts").StreamEvent


def test_the_default_model():
    """§2.1: `DEFAULT_MODEL` is `gpt-5.6-luna`."""
    assert llm.DEFAULT_MODEL == "gpt-5.6-luna"


def test_importing_runs_nothing():
    """§2.1: `import llm` alone is enough to reach the modules that plugins take names from."""
    program = "import llm; print(llm.models, llm.parts, llm.utils, llm.serialization, llm.logs)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("ModelError", Exception),
        ("NeedsKeyException", llm.ModelError),
        ("ConversationNotSupported", ValueError),
        ("UnknownModelError", KeyError),
        ("CancelToolCall", Exception),
        ("PauseChain", Exception),
    ],
)
def test_errors(name, base):
    """§2.12: this error is of this kind, and says what it was given."""
    error = getattr(llm, name)
    assert issubclass(error, base)
    assert str(error("why")) == "why"


def test_errors_of_tools_are_no_errors_of_models():
    """§2.12: `CancelToolCall` and `PauseChain` stand apart from `ModelError`."""
    for error in (llm.CancelToolCall, llm.PauseChain, llm.ConversationNotSupported):
        assert not issubclass(error, llm.ModelError)
    assert import_module("llm.errors").NeedsKeyException is llm.NeedsKeyException
