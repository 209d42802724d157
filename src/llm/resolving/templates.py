"""Finding a template by what `-t` names, and reading it.

What is done with it then is the affair of `filling.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from llm.config.files import read_text
from llm.config.paths import user_file
from llm.errors import InvalidInput
from llm.fragments import has_plugin_prefix, is_url
from llm.resolving.template import Template

DIRECTORY = "templates"


def load_template(name: str) -> Template:
    """The template that *name* means.

    The first of these that there is: a URL; `prefix:rest`, which asks the plugin that has the
    prefix; one of the user's own, `templates/NAME.yaml`; a file, if *name* has a separator such
    as `/` in it. Functions of the last two may be run. Raises InvalidInput or FetchError when
    there is none, or when what is there is no template.
    """
    if is_url(name):
        return _from_url(name)
    if has_plugin_prefix(name) and not os.path.exists(name):
        return _from_plugin(name)
    for path in _places(name):
        if os.path.isdir(path):
            raise InvalidInput(f"The template {name} is a directory: {path}")
        if os.path.exists(path):
            template = parse_template(name, read_text(path) or "", str(path))
            template._functions_is_trusted = True
            return template
    raise InvalidInput(_not_found(name))


def parse_template(name: str, text: str, source: str) -> Template:
    """The template that YAML *text* describes; *source* says in errors where that was.

    A single string is the prompt. Raises InvalidInput.
    """
    import yaml
    from pydantic import ValidationError

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

    if reason["type"] != "extra_forbidden":
        return str(reason["msg"])
    near = get_close_matches(str(reason["loc"][-1]), set(Template.model_fields) - {"name"}, n=1)
    return "there is no such field" + (f" (did you mean {near[0]}?)" if near else "")


def _from_url(url: str) -> Template:
    from llm.net.fetch import fetch

    fetched = fetch(url)
    try:
        text = fetched.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The template {url} is not UTF-8 text") from error
    return parse_template(url, text, url)


def _from_plugin(name: str) -> Template:
    """What the loader for the prefix of *name* gives; whatever it raises is one line."""
    from llm.plugins.offers import get_template_loaders
    from llm.resolving.loaders import load_with_plugin

    template = load_with_plugin("template", name, get_template_loaders())
    if not isinstance(template, Template):
        raise InvalidInput(f"Could not load template {name}: its plugin gave no template")
    template._functions_is_trusted = False
    return template


def _places(name: str) -> Iterator[Path]:
    """Where the file of a template may be: among the user's own, else where a path leads."""
    parts = PurePath(name)
    if not parts.is_absolute() and ".." not in parts.parts and parts.name:
        yield user_file(DIRECTORY) / parts.with_name(f"{parts.name}.yaml")
    if _is_path(name):
        yield Path(name)


def _is_path(name: str) -> bool:
    return any(separator in name for separator in (os.sep, os.altsep) if separator)


def _not_found(name: str) -> str:
    said = f"Template {name} not found"
    if not _is_path(name) and os.path.isfile(name):
        return f"{said}; for the file of that name write {os.path.join(os.curdir, name)}"
    own = sorted(path.stem for path in user_file(DIRECTORY).glob("*.yaml"))
    return f"{said}; there are {', '.join(own)}" if own else f"{said}: there are none"
