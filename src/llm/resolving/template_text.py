"""A template as text: the YAML that its file holds, read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput

if TYPE_CHECKING:
    from llm.resolving.template import Template

_UNUSUAL = re.compile("[\r\x85\u2028\u2029\ufeff]")
"""Characters that YAML takes for the end of a line, or for nothing."""
_ORDER = (
    "model", "prompt", "system", "defaults", "extract", "extract_last", "schema_object",
    "fragments", "system_fragments", "functions", "tools", "attachments", "attachment_types",
    "options",
)  # fmt: skip


def parse_template(name: str, text: str, source: str) -> Template:
    """The template that YAML *text* describes; *source* says in errors where that was.

    A single string is the prompt. Raises InvalidInput.
    """
    import yaml
    from pydantic import ValidationError

    from llm.resolving.template import Template

    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidInput(f"The template {source} is not valid YAML{_place(error)}") from error
    if isinstance(loaded, str):
        loaded = {"prompt": loaded}
    if loaded is None:
        raise InvalidInput(f"The template {source} is empty")
    if not isinstance(loaded, dict) or not all(isinstance(key, str) for key in loaded):
        raise InvalidInput(f"The template {source} is not a mapping with keys such as prompt:")
    try:
        return Template(**{**loaded, "name": name})
    except ValidationError as error:
        reasons = [
            f"{'.'.join(str(step) for step in reason['loc'])}: {_said_of(reason)}"
            for reason in error.errors()
        ]
        raise InvalidInput(f"The template {source} is invalid: {'; '.join(reasons)}") from error


def _place(error: Exception) -> str:
    """Where in the text the YAML is wrong, if that is known, and how."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None)
    if mark and problem:
        return f", line {mark.line + 1}: {problem}"
    return f": {' '.join(str(error).split())}"


def _said_of(reason: Mapping[str, Any]) -> str:
    """What is wrong with a field, as pydantic tells it unless the field does not exist."""
    from difflib import get_close_matches

    from llm.resolving.template import Template

    if reason["type"] != "extra_forbidden":
        return str(reason["msg"])
    near = get_close_matches(str(reason["loc"][-1]), set(Template.model_fields) - {"name"}, n=1)
    return "there is no such field" + (f" (did you mean {near[0]}?)" if near else "")


def template_yaml(template: Template) -> str:
    """The text of a template's file: what it says, in the order in which its fields are listed.

    Texts of several lines are written line by line.
    """
    said = template.model_dump(exclude_none=True)
    said.pop("name", None)
    return dump_yaml({key: said[key] for key in _ORDER if key in said})


def dump_yaml(value: Any) -> str:
    """*value* as YAML for people: in blocks, keys in their order, texts line by line."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes a text of several lines as a block."""

    def text(dumper: Any, value: str) -> Any:
        style = '"' if _UNUSUAL.search(value) else "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    written: str = yaml.dump(
        value, Dumper=Dumper, indent=4, default_flow_style=False, sort_keys=False,
        allow_unicode=True,
    )  # fmt: skip
    return written
