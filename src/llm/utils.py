"""The paths by which plugins know functions that live elsewhere. Nothing is added here."""

from __future__ import annotations

from llm.cli.output.json_output import output_rows_as_json
from llm.cli.output.tables import dicts_to_table_string
from llm.fragments import Fragment, has_plugin_prefix
from llm.ids import monotonic_ulid
from llm.mime import mimetype_from_path, mimetype_from_string
from llm.net.log import logging_client
from llm.resolving.schemas import resolve_schema_input
from llm.schemas import make_schema_id, multi_schema, schema_dsl, schema_summary
from llm.store.sqlite.fragments import ensure_fragment
from llm.store.sqlite.kept_tools import ensure_tool, ensure_tool_instance
from llm.text import (
    extract_fenced_code_block,
    find_unused_key,
    maybe_fenced_code,
    remove_dict_none_values,
    truncate_string,
)
from llm.tooling.specs import instantiate_from_spec
from llm.usage import simplify_usage_dict, token_usage_string

__all__ = [
    "Fragment",
    "dicts_to_table_string",
    "ensure_fragment",
    "ensure_tool",
    "ensure_tool_instance",
    "extract_fenced_code_block",
    "find_unused_key",
    "has_plugin_prefix",
    "instantiate_from_spec",
    "logging_client",
    "make_schema_id",
    "maybe_fenced_code",
    "mimetype_from_path",
    "mimetype_from_string",
    "monotonic_ulid",
    "multi_schema",
    "output_rows_as_json",
    "remove_dict_none_values",
    "resolve_schema_input",
    "schema_dsl",
    "schema_summary",
    "simplify_usage_dict",
    "token_usage_string",
    "truncate_string",
]
