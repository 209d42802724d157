"""Finding a template by what `-t` names, and reading it.

What is done with it then is the affair of `filling.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from llm.errors import InvalidInput
from llm.fragments import has_plugin_prefix, is_url
from llm.resolving.template import Template
from llm.resolving.template_files import read_template, template_names, template_path
from llm.resolving.template_text import parse_template


def load_template(name: str) -> Template:
    """The template that *name* means.

    The first of these that there is: a URL; `prefix:rest`, which asks the plugin that has the
    prefix; one of the user's own, `templates/NAME.yaml`; a file, if *name* has a separator such
    as `/` in it. Functions of the last two may be run; but not those of a file whose name could
    stand for what a plugin loads, unless it begins with `./`. Raises InvalidInput or FetchError
    when there is none, or when what is there is no template.
    """
    if is_url(name):
        return _from_url(name)
    if has_plugin_prefix(name) and not os.path.exists(name):
        return _from_plugin(name)
    for path in _places(name):
        if os.path.exists(path):
            template = read_template(name, path)
            template._functions_is_trusted = not _is_a_plugins(name)
            return template
    raise InvalidInput(_not_found(name))


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
    from llm.resolving.loaders import load_with_plugin

    template = load_with_plugin("template", name)
    if not isinstance(template, Template):
        raise InvalidInput(f"Could not load template {name}: its plugin gave no template")
    template._functions_is_trusted = False
    return template


def _is_a_plugins(name: str) -> bool:
    """Whether there is a loader for the prefix of *name*: its user may not know of the file."""
    if not has_plugin_prefix(name):
        return False
    from llm.plugins.called import names_of

    return name.partition(":")[0] in names_of("template_loaders")


def _places(name: str) -> Iterator[Path]:
    """Where the file of a template may be: among the user's own, else where a path leads."""
    with suppress(InvalidInput):
        yield template_path(name)
    if _is_path(name):
        yield Path(name)


def _is_path(name: str) -> bool:
    return any(separator in name for separator in (os.sep, os.altsep) if separator)


def _not_found(name: str) -> str:
    said = f"Template {name} not found"
    if not _is_path(name) and os.path.isfile(name):
        return f"{said}; for the file of that name write {os.path.join(os.curdir, name)}"
    if name.startswith(("./", "../", os.path.join(os.curdir, ""), "~/")) or os.path.isabs(name):
        return f"{said}: there is no such file"
    own = template_names()
    return f"{said}; there are {', '.join(own)}" if own else f"{said}: there are none"
