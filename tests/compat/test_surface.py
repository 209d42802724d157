"""Every name that plugins reach on `llm`."""

from __future__ import annotations

import json

import pytest


def words(text: str) -> list[str]:
    """The names in *text*."""
    return text.split()


# As plugins write them, without `llm.`: names of the package, and of its modules.
NAMES = words("""
AsyncConversation AsyncKeyModel AsyncModel AsyncResponse Attachment CancelToolCall Collection
Conversation ConversationNotSupported EmbeddingModel EmbeddingModelWithAliases Fragment KeyModel
Message Model ModelError ModelWithAliases NeedsKeyException Options PauseChain Prompt Response
ServerSideTool Template Tool ToolCall ToolOutput ToolResult Toolbox UnknownModelError Usage
DEFAULT_MODEL assistant cosine_similarity decode encode get_async_model get_async_model_aliases
get_async_models get_default_embedding_model get_default_model get_embedding_model
get_embedding_model_aliases get_embedding_models get_embedding_models_with_aliases
get_fragment_loaders get_key get_model get_model_aliases get_models get_models_with_aliases
get_plugins get_template_loaders get_tools hookimpl load_keys load_plugins pm remove_alias
schema_dsl set_alias set_default_embedding_model set_default_model system tool_message user
user_dir pm.hook.register_models pm.hook.register_embedding_models
cli.cli cli.get_default_model cli.get_key cli.logs_db_path cli.logs_on
default_plugins.default_tools
default_plugins.openai_models.AsyncChat default_plugins.openai_models.AsyncChat.Options
default_plugins.openai_models.AsyncResponses default_plugins.openai_models.Chat
default_plugins.openai_models.Chat.Options
default_plugins.openai_models.ReasoningEffortEnum default_plugins.openai_models.Responses
embeddings embeddings.Collection embeddings.Entry
embeddings_migrations.embeddings_migrations.apply errors.ModelError errors.NeedsKeyException
hookspecs.hookimpl hookspecs.register_models
models.AsyncChainResponse models.AsyncConversation models.AsyncKeyModel models.AsyncModel
models.AsyncResponse models.Attachment models.CancelToolCall models.ChainResponse
models.Conversation models.EmbeddingModel models.EmbeddingModelWithAliases models.KeyModel
models.Model models.ModelWithAliases models.Options models.Prompt models.Response models.Tool
models.ToolCall models.ToolOutput models.ToolResult models.Toolbox models.Usage
models._partition_tools
parts.AttachmentPart parts.Message parts.Part parts.ReasoningPart parts.StreamEvent
parts.TextPart parts.ToolCallPart parts.ToolResultPart
plugins.load_plugins plugins.pm
serialization.MessageDict serialization.ResponseDict templates.Template
tools.llm_time tools.llm_version
utils.Fragment utils.dicts_to_table_string utils.ensure_fragment
utils.extract_fenced_code_block
utils.find_unused_key utils.has_plugin_prefix utils.instantiate_from_spec utils.maybe_fenced_code
utils.make_schema_id utils.mimetype_from_path utils.mimetype_from_string utils.monotonic_ulid
utils.multi_schema utils.output_rows_as_json utils.remove_dict_none_values
utils.ensure_tool utils.ensure_tool_instance
utils.resolve_schema_input utils.schema_dsl utils.schema_summary
utils.simplify_usage_dict utils.token_usage_string utils.truncate_string utils.logging_client
cli.load_conversation logs.LogStore migrations.migrate
""")

# A plugin brings these itself where they are missing, and must find them missing.
NEVER = words("get_aliases_with_options resolve_alias_options set_alias_with_options")

# Modules that plugins reach as attributes after a bare `import llm`.
ATTRIBUTES = words("embeddings errors models parts plugins templates utils")

FIND = """
from importlib import import_module

def found(name):
    words = name.split(".")
    for length in range(len(words), -1, -1):
        module = ".".join(["llm", *words[:length]])
        try:
            value = import_module(module)
        except ModuleNotFoundError as missing:
            # A module that is there, and cannot import another one, is a mistake.
            assert module.startswith(missing.name)
            continue
        for word in words[length:]:
            if not hasattr(value, word):
                return False
            value = getattr(value, word)
        return True

print(json.dumps([name for name in {names!r} if found(name)]))
"""


def test_every_name_is_there(host):
    """What plugins import or reach exists; what they bring themselves does not."""
    assert len({*NAMES, *NEVER}) == len(NAMES) + len(NEVER)
    there = host.ask(FIND.replace("{names!r}", repr([*NAMES, *NEVER])))
    assert sorted(there) == sorted(NAMES)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_modules_are_attributes(host, name):
    """A bare `import llm` is enough to reach them, whatever was touched before."""
    assert host.ask(f"print(json.dumps(llm.{name}.__name__))") == f"llm.{name}"


def test_star_import(host):
    """`from llm import *` brings every public name and nothing that is no name of ours."""
    names = host.ask("ns = {}; exec('from llm import *', ns); print(json.dumps(sorted(ns)))")
    public = {name for name in NAMES if "." not in name} - {"embeddings"}
    assert public <= set(names)


def test_classes_are_the_same_by_every_path(host):
    """A class is one object, whichever path it was imported by: `isinstance` holds."""
    pairs = json.dumps(
        [
            ["parts.StreamEvent", "StreamEvent"],
            ["models.Response", "Response"],
            ["models.ToolCall", "ToolCall"],
            ["errors.NeedsKeyException", "NeedsKeyException"],
            ["parts.Message", "Message"],
            ["utils.Fragment", "Fragment"],
            ["templates.Template", "Template"],
            ["plugins.pm", "pm"],
        ]
    )
    assert host.ask(
        f"""
        from operator import attrgetter
        pairs = [[attrgetter(name)(llm) for name in pair] for pair in {pairs}]
        print(json.dumps([a is b for a, b in pairs]))
        """
    ) == [True] * len(json.loads(pairs))
