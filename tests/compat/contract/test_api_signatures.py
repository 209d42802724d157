"""§2 of the contract: the parameters that callers and plugins give, in order, and their defaults.

Ours may take more than is said here, after these or by name.
"""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from typing import Any

import pytest

import llm

# One line for each: what is called, and the parameters that the contract gives it. A parameter
# after the star is given by name; one without a default has none.
CALLED = """
§2.2 get_model: name=None
§2.2 get_async_model: name=None
§2.2 get_embedding_model: name
§2.2 get_key: explicit_key=None, key_alias=None, env_var=None, *, alias=None, env=None, input=None
§2.2 set_alias: alias, model_id_or_alias
§2.2 remove_alias: alias
§2.2 get_default_model: filename='default_model.txt', default='gpt-5.6-luna'
§2.2 set_default_model: model, filename='default_model.txt'
§2.2 schema_dsl: schema_dsl, multi=False
§2.2 get_plugins: all=False
§2.2 load_keys:
§2.2 user_dir:
§2.3 Model.prompt: prompt=None, *, fragments=None, attachments=None, system=None, system_fragments=None, messages=None, stream=True, schema=None, tools=None, tool_results=None, options=None, hide_reasoning=False, **kwargs
§2.3 Model.chain: prompt=None, *, fragments=None, attachments=None, system=None, system_fragments=None, messages=None, stream=True, schema=None, tools=None, tool_results=None, before_call=None, after_call=None, key=None, options=None, hide_reasoning=False
§2.3 Model.conversation: tools=None, before_call=None, after_call=None, chain_limit=None
§2.3 Model.get_key: explicit_key=None
§2.3 Model.execute: prompt, stream, response, conversation
§2.3 KeyModel.execute: prompt, stream, response, conversation, key
§2.3 AsyncModel.execute: prompt, stream, response, conversation
§2.3 AsyncKeyModel.execute: prompt, stream, response, conversation, key
§2.3 EmbeddingModel.embed_batch: items, *, key=None
§2.4 Conversation: model, id, name=None, responses, tools=None, chain_limit=None, loaded_messages, loaded_tools, before_call=None, after_call=None
§2.4 Conversation.prompt: prompt=None, *, fragments=None, attachments=None, system=None, system_fragments=None, messages=None, stream=True, schema=None, tools=None, tool_results=None, options=None, hide_reasoning=False, key=None, **kwargs
§2.4 Conversation.chain: prompt=None, *, fragments=None, messages=None, tools=None, chain_limit=None, before_call=None, after_call=None, key=None, options=None
§2.4 Conversation.from_row: row
§2.5 Prompt: prompt, model, *, fragments=None, attachments=None, system=None, system_fragments=None, prompt_json=None, options=None, schema=None, tools=None, tool_results=None, messages=None, hide_reasoning=False
§2.6 Response.reply: prompt=None, *, messages=None, tool_results=None, options=None, **kwargs
§2.6 Response.execute_tool_calls: *, before_call=None, after_call=None, tool_calls_list=None, tools=None
§2.6 Response.execute_tool_call: tool_call
§2.6 Response.from_dict: data, *, model=None
§2.6 Response.from_row: db, row
§2.6 Response.on_done: callback
§2.6 Response.log_to_db: db
§2.6 Response.set_usage: *, input=None, output=None, details=None
§2.6 Response.set_resolved_model: model_id
§2.6 Response.add_tool_call: tool_call
§2.6 AsyncResponse.reply: prompt=None, *, messages=None, tool_results=None, options=None, **kwargs
§2.6 AsyncResponse.execute_tool_calls: *, before_call=None, after_call=None, tool_calls_list=None, tools=None
§2.6 AsyncResponse.fake: model, prompt, *attachments, system, response
§2.6 models.AsyncChainResponse: prompt, model, stream, conversation, key=None, chain_limit, before_call=None, after_call=None
§2.6 Usage: input=None, output=None, details=None
§2.7 Tool: name, description=None, input_schema, implementation=None, plugin=None
§2.7 Tool.function: function, name=None, description=None
§2.7 ToolOutput: output=None, attachments
§2.7 ToolCall: name, arguments, tool_call_id=None
§2.7 ToolResult: name, output, attachments, tool_call_id=None, instance=None, exception=None
§2.7 Toolbox.add_tool: tool_or_function, pass_self=False
§2.7 ServerSideTool: spec=None
§2.7 ServerSideTool.tool_spec: model
§2.7 ServerSideTool.prepare_request: model, kwargs
§2.8 Message: role, parts, provider_metadata=None
§2.8 parts.TextPart: text, provider_metadata=None
§2.8 parts.ReasoningPart: text, redacted=False, provider_metadata=None
§2.8 parts.ToolCallPart: name, arguments, tool_call_id=None, server_executed=False, provider_metadata=None
§2.8 parts.ToolResultPart: name, output, tool_call_id=None, server_executed=False, attachments, exception=None, provider_metadata=None
§2.8 parts.AttachmentPart: attachment, provider_metadata=None
§2.8 parts.StreamEvent: type, chunk, part_index=None, tool_call_id=None, server_executed=False, tool_name=None, redacted=False, provider_metadata=None, message_index=0
§2.8 user: *items, provider_metadata=None
§2.8 assistant: *items, provider_metadata=None
§2.8 system: *items, provider_metadata=None
§2.8 tool_message: *items, provider_metadata=None
§2.10 Attachment: type=None, path=None, url=None, content=None
§2.10 Fragment: content, source=''
§2.10 Template.evaluate: input, params=None
§2.11 EmbeddingModel.embed: item, *, key=None
§2.11 EmbeddingModel.embed_multi: items, batch_size=None, *, key=None
§2.11 Collection: name, db=None, *, model=None, model_id=None, create=True
§2.11 Collection.embed: id, value, metadata=None, store=False, *, key=None
§2.11 Collection.embed_multi: entries, store=False, batch_size=100, *, key=None
§2.11 Collection.embed_multi_with_metadata: entries, store=False, batch_size=100, *, key=None
§2.11 Collection.similar: value, number=10, prefix=None
§2.11 Collection.similar_by_id: id, number=10, prefix=None
§2.11 Collection.similar_by_vector: vector, number=10, skip_id=None, prefix=None
§2.11 Collection.exists: db, name
§2.11 embeddings.Entry: id, score, content=None, metadata=None
§2.13 utils.output_rows_as_json: rows, nl=False, compact=False, json_cols=()
§2.13 utils.resolve_schema_input: db, schema_input, load_template
§2.13 utils.ensure_fragment: db, content
§2.13 utils.ensure_tool: db, tool
§2.13 utils.ensure_tool_instance: db, name, plugin, arguments
§2.13 utils.truncate_string: text, max_length=100, normalize_whitespace=False, keep_end=False
§2.13 utils.extract_fenced_code_block: text, last=False
§2.13 models._partition_tools: model, tools
"""  # noqa: E501 - one signature on a line


def found(path):
    """What *path* names on `llm` or in one of its modules."""
    value: Any = llm
    for word in path.split("."):
        value = getattr(value, word) if hasattr(value, word) else import_module(f"llm.{word}")
    return value


def parameters_of(called):
    """The parameters that a caller gives, by name: `self` and `cls` are none."""
    given = dict(inspect.signature(called).parameters)
    given.pop("self", None)
    return given


@pytest.mark.parametrize("line", CALLED.strip().splitlines(), ids=lambda line: line.split(":")[0])
def test_signature(line):
    """§2.2 to §2.13: what the contract gives this callable it takes, in this order."""
    path, _, written = line.partition(" ")[2].partition(":")
    made = ast.parse(f"lambda {_valid(written)}: 0", mode="eval").body
    assert isinstance(made, ast.Lambda)
    wanted = made.args
    ours = parameters_of(found(path))
    by_place = [each.arg for each in wanted.args]
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    assert [name for name, each in ours.items() if each.kind in kinds][: len(by_place)] == by_place
    by_name = [each.arg for each in wanted.kwonlyargs]
    assert set(by_name) <= set(ours)
    if wanted.kwarg:
        assert any(each.kind is each.VAR_KEYWORD for each in ours.values())
    if wanted.vararg:
        assert any(each.kind is each.VAR_POSITIONAL for each in ours.values())
    for name, default in _defaults(wanted):
        assert ours[name].default == default, name


def _valid(written):
    """*written* as Python: a parameter of which nothing is said gets `...` for a default."""
    parts = [part.strip() for part in written.split(", ") if part.strip()]
    said = [part if part.startswith("*") or "=" in part else f"{part}=..." for part in parts]
    return ", ".join(said)


def _defaults(wanted):
    """Each parameter with the default that the contract gives it."""
    placed = zip(wanted.args, wanted.defaults, strict=True)
    named = zip(wanted.kwonlyargs, wanted.kw_defaults, strict=True)
    for parameter, default in [*placed, *named]:
        value = ast.literal_eval(default)
        if value is not ...:
            yield parameter.arg, value
