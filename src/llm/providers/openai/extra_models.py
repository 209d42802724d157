"""`extra-openai-models.yaml`: models that the user adds, each an entry of a list, as rows.

A mistake costs its entry and one warning that names the line; a file that cannot be read as
YAML costs its models. What an entry may say is in `model_fields`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from llm.config.files import read_text
from llm.config.paths import user_file
from llm.providers.openai.model_fields import WRITTEN_AS_TEXT, Mistake, row_of
from llm.providers.openai.user_rows import AnyRow, rows_in
from llm.text import one_line

if TYPE_CHECKING:
    from pathlib import Path

    import yaml

EXTRA_MODELS_FILE = "extra-openai-models.yaml"


def extra_models_path() -> Path:
    """Where the file is, or would be."""
    return user_file(EXTRA_MODELS_FILE)


def extra_rows() -> tuple[AnyRow, ...]:
    """The models of the user's file, in its order; whatever is wrong with it is said once."""
    return rows_in(extra_models_path(), lambda path: parse(read_text(path) or "", str(path)))


def parse(text: str, name: str) -> tuple[list[AnyRow], list[str]]:
    """The rows in *text*, the content of the file *name*, and a line for each mistake.

    Of two entries for the same model the later one holds.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        return _rows(loader, loader.get_single_node(), name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        return [], [f"{name}{line}: {error.problem or error}. None of its models can be used."]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        said = one_line(str(error))
        return [], [f"{name} is not YAML: {said}. None of its models can be used."]
    finally:
        loader.dispose()


def _rows(loader: yaml.SafeLoader, root: Any, name: str) -> tuple[list[AnyRow], list[str]]:
    import yaml

    if root is None or root.tag == "tag:yaml.org,2002:null":
        return [], []
    if not isinstance(root, yaml.SequenceNode):
        line = root.start_mark.line + 1
        return [], [f"{name}, line {line}: it should hold a list of models, each begun by '- '."]
    rows: dict[tuple[type, str], AnyRow] = {}
    lines: dict[tuple[type, str], int] = {}
    warnings: list[str] = []
    for node in root.value:
        row, mistakes = _entry(loader, node)
        for line, mistake in mistakes:
            outcome = "; this model is left out" if mistake.fatal else "; it is ignored"
            warnings.append(f"{name}, line {line}: {mistake.text}{outcome}.")
        if row is None:
            continue
        identity = (type(row), row.model_id)
        line = node.start_mark.line + 1
        if rows.pop(identity, None):
            warnings.append(
                f"{name}, line {line}: {row.model_id!r} is at line {lines[identity]} already;"
                " this one holds."
            )
        rows[identity], lines[identity] = row, line
    return list(rows.values()), warnings


def _entry(loader: yaml.SafeLoader, node: Any) -> tuple[AnyRow | None, list[tuple[int, Mistake]]]:
    """One entry as a row, and each mistake in it with its line."""
    import yaml

    first = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return None, [(first, Mistake(None, "a model should be a mapping, with model_id: …"))]
    lines: dict[str, int] = {}
    values: dict[str, Any] = {}
    try:
        loader.flatten_mapping(node)
        for key, value in node.value:
            first = key.start_mark.line + 1
            field = str(loader.construct_object(key, deep=True))
            lines[field] = first
            values[field] = _value(loader, value, written=field in WRITTEN_AS_TEXT)
    except (yaml.MarkedYAMLError, ValueError) as error:  # ValueError: a date with 13 months
        return None, [(first, Mistake(None, getattr(error, "problem", None) or str(error)))]
    first = node.start_mark.line + 1
    row, mistakes = row_of(values)
    return row, [(lines.get(mistake.field or "", first), mistake) for mistake in mistakes]


def _value(loader: yaml.SafeLoader, node: Any, *, written: bool) -> Any:
    """What *node* holds; its scalars as they were *written*, if need be."""
    import yaml

    if not written or getattr(node, "tag", "") == "tag:yaml.org,2002:null":
        return loader.construct_object(node, deep=True)
    if isinstance(node, yaml.ScalarNode):
        is_flag = node.tag == "tag:yaml.org,2002:bool"
        return loader.construct_object(node) if is_flag else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, written=True) for item in node.value]
    return dict(_pairs(loader, node))


def _pairs(loader: yaml.SafeLoader, node: Any) -> Iterator[tuple[str, Any]]:
    loader.flatten_mapping(node)
    for key, value in node.value:
        yield str(loader.construct_object(key, deep=True)), _value(loader, value, written=True)
