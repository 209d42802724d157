"""What `--schema` names -> a JSON schema."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput
from llm.schemas import multi_schema, schema_dsl

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm.store.records import SchemaRecord

_TEMPLATE = "t:"


def _load_template(name: str) -> Any:
    """The template that *name* means; see `templates.load_template`."""
    from llm.resolving import templates

    return templates.load_template(name)


def resolve_schema(
    written: str,
    *,
    multi: bool = False,
    database: Any = None,
    load_template: Callable[[str], Any] = _load_template,
) -> dict[str, Any]:
    """The schema that *written* is or names; with *multi* that of a list of it under `items`.

    The first of these that it is: `t:` and the name of a template that has a schema; JSON, when
    it starts with `{`; the short notation, when there is a space or a comma in it; a file with
    JSON; the id of a schema in the history, or at least six digits with which it begins.

    Args:
        written: what the user wrote.
        multi: wrap it.
        database: the history, as `existing_history` takes it; by default the user's.
        load_template: gives the template of that name.

    Raises:
        InvalidInput: it is none of these, or what it names is no schema.

    """
    written = written.strip()
    if written.startswith(_TEMPLATE):
        schema = _of_template(written.removeprefix(_TEMPLATE), load_template)
    elif written.startswith("{"):
        schema = _from_json(written, "The schema")
    elif " " in written or "," in written:
        schema = schema_dsl(written)
    elif os.path.exists(written):
        schema = _from_file(written)
    else:
        schema = _from_history(written, database)
    return multi_schema(schema) if multi else schema


def resolve_schema_input(
    db: Any, schema_input: str | None, load_template: Callable[[str], Any]
) -> dict[str, Any] | None:
    """`resolve_schema` by the name and the arguments that plugins know; None for nothing."""
    if not schema_input or not schema_input.strip():
        return None
    return resolve_schema(schema_input, database=db, load_template=load_template)


def _from_history(digits: str, database: Any) -> dict[str, Any]:
    from llm.resolving.stored import existing_history

    with existing_history(database) as history:
        found = None if history is None else history.schemas.find(digits)
    if found is None:
        raise InvalidInput(
            f"'{digits}' is no schema: it is neither JSON, nor fields such as 'name, age int', nor"
            " a file, and no schema of that id is stored (llm schemas lists those)"
        )
    return schema_of(found)


def schema_of(record: SchemaRecord) -> dict[str, Any]:
    """The schema in *record*. Raises InvalidInput when it was redacted."""
    if not isinstance(record.schema, dict):
        raise InvalidInput(f"The schema {record.id} is not there any more: {record.schema}")
    return record.schema


def _of_template(name: str, load_template: Callable[[str], Any]) -> dict[str, Any]:
    schema: dict[str, Any] | None = load_template(name).schema_object
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
