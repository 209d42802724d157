"""What `--schema` names -> a JSON schema."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from llm.errors import InvalidInput
from llm.schemas import multi_schema, schema_dsl

_TEMPLATE = "t:"


def resolve_schema(written: str, *, multi: bool = False) -> dict[str, Any]:
    """The schema that *written* is or names; with *multi* that of a list of it under `items`.

    The first of these that it is: `t:` and the name of a template that has a schema; JSON, when
    it starts with `{`; the short notation, when there is a space or a comma in it; a file with
    JSON; the id of a stored schema. Raises InvalidInput when it is none.
    """
    schema = _resolved(written.strip())
    return multi_schema(schema) if multi else schema


def _resolved(written: str) -> dict[str, Any]:
    if written.startswith(_TEMPLATE):
        return _of_template(written.removeprefix(_TEMPLATE))
    if written.startswith("{"):
        return _from_json(written, "The schema")
    if " " in written or "," in written:
        return schema_dsl(written)
    if os.path.exists(written):
        return _from_file(written)
    raise InvalidInput(
        f"'{written}' is no schema: it is neither JSON, nor fields such as 'name, age int', nor a"
        " file, and no schema of that id is stored"
    )


def _of_template(name: str) -> dict[str, Any]:
    from llm.resolving.templates import load_template

    schema = load_template(name).schema_object
    if schema is None:
        raise InvalidInput(f"The template {name} has no schema")
    return schema


def _from_file(path: str) -> dict[str, Any]:
    try:
        written = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The schema {path} is not UTF-8 text") from error
    except OSError as error:
        raise InvalidInput(f"The schema {path} cannot be read: {error.strerror}") from error
    return _from_json(written, f"The schema {path}")


def _from_json(written: str, source: str) -> dict[str, Any]:
    try:
        schema = json.loads(written)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput(f"{source} is not valid JSON, {where}: {error.msg}") from error
    except RecursionError as error:
        raise InvalidInput(f"{source} is nested too deeply") from error
    if not isinstance(schema, dict):
        raise InvalidInput(f"{source} is not a JSON object, {{...}}")
    return schema
