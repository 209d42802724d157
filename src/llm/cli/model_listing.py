"""How a model is written in `llm models` and `llm prompt --options`: lines of text, or JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from llm.cli.output.names import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases

_TYPE_NAMES = {"number": "float", "integer": "int", "string": "str", "object": "dict"}


def listing(
    entries: Iterable[tuple[ModelWithAliases, Any]], *, options: bool = False
) -> Iterator[str]:
    """One line for each model, and with *options* what it takes.

    Each entry comes with the flavour of its model to write about, sync or async. Options are
    explained for the first model of a class only.
    """
    explained: set[type] = set()
    for entry, model in entries:
        if options:
            yield from description(entry, model, explain=type(model) not in explained)
            explained.add(type(model))
        else:
            yield title(entry, model)


def title(entry: ModelWithAliases | EmbeddingModelWithAliases, model: Any) -> str:
    """`Class: id (aliases: a, b)`."""
    return titled(str(model), entry.aliases)


def titled(model: str | None, aliases: Sequence[str]) -> str:
    """`title`, of a model of which it is known what it calls itself."""
    more = f" (aliases: {', '.join(aliases)})" if aliases else ""
    return shown(f"{model}{more}")


def description(entry: ModelWithAliases, model: Any, *, explain: bool = True) -> Iterator[str]:
    """The title of a model, then its options, attachment types, features and key."""
    yield title(entry, model)
    schema = options_schema(model)
    if fields := schema.get("properties"):
        yield "  Options:"
        for name, field in fields.items():
            yield f"    {name}: {', '.join(_types(field, schema.get('$defs', {})))}"
            if explain and (text := field.get("description")):
                yield from (f"      {line}" for line in textwrap.wrap(text))
    if model.attachment_types:
        yield "  Attachment types:"
        types = ", ".join(sorted(model.attachment_types))
        yield from (f"    {line}" for line in textwrap.wrap(types))
    if features := _features(entry, model):
        yield "  Features:"
        yield from (f"  - {feature}" for feature in features)
    if model.needs_key:
        yield "  Keys:"
        yield f"    key: {model.needs_key}"
        if model.key_env_var:
            yield f"    env_var: {model.key_env_var}"


def record(entry: ModelWithAliases, model: Any, *, options: bool = False) -> dict[str, Any]:
    """What `llm models --json` says of a model; with *options* their JSON schema as well."""
    data: dict[str, Any] = {
        "model_id": model.model_id,
        "aliases": list(entry.aliases),
        "can_stream": model.can_stream,
        "supports_schema": model.supports_schema,
        "supports_tools": model.supports_tools,
        "supports_conversation": model.supports_conversation,
        "supports_async": entry.async_model is not None,
        "attachment_types": sorted(model.attachment_types),
        "server_side_tools": [
            {"name": tool.__name__, "plugin": getattr(tool, "plugin", None)}
            for tool in model.supported_server_side_tools
        ],
    }
    if options:
        data["options"] = options_schema(model).get("properties", {})
    return data


def options_schema(model: Any) -> dict[str, Any]:
    """JSON schema of the options that *model* takes."""
    schema: dict[str, Any] = model.Options.model_json_schema()
    return schema


def _features(entry: ModelWithAliases, model: Any) -> list[str]:
    has = {
        "streaming": model.can_stream,
        "schemas": model.supports_schema,
        "tools": model.supports_tools,
        "async": entry.async_model is not None,
    }
    return [feature for feature, present in has.items() if present]


def _types(field: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """Names of the types that an option takes, `null` left out."""
    if choices := field.get("anyOf") or field.get("allOf"):
        names = [name for choice in choices for name in _types(choice, definitions)]
        return list(dict.fromkeys(names))
    defined = definitions.get(field.get("$ref", "").rpartition("/")[2], field)
    named: str = defined.get("type", "string" if "enum" in defined else "any")
    return [] if named == "null" else [_TYPE_NAMES.get(named, named)]
