"""The user's own templates: where their files are, what they may be called, reading and writing.

Templates from elsewhere are `templates.py`'s affair.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from llm.config.files import read_text, rename_new, replace_text
from llm.config.paths import user_dir, user_file
from llm.errors import ConfigError, InvalidInput
from llm.fragments import has_plugin_prefix

if TYPE_CHECKING:
    from llm.resolving.template import Template

DIRECTORY = "templates"
SUFFIX = ".yaml"


def user_templates_dir(*, made: bool = False) -> Path:
    """The directory of the user's templates; with *made* it is there afterwards.

    Raises ConfigError when it cannot be made.
    """
    if not made:
        return user_file(DIRECTORY)
    path = user_dir() / DIRECTORY
    _make(path)
    return path


def template_path(name: str) -> Path:
    """The file of the user's template *name*, which need not be there.

    Raises InvalidInput for a name that cannot be one of a template, or would lead elsewhere.
    """
    if reason := _unfit(name):
        raise InvalidInput(f"{_shown(name)} cannot be the name of a template: {reason}")
    parts = PurePath(name)
    return user_templates_dir() / parts.with_name(f"{parts.name}{SUFFIX}")


def template_names() -> list[str]:
    """The names of the user's templates, sorted; those in directories as `directory/name`."""
    base = user_templates_dir()
    found = (path.relative_to(base) for path in base.rglob(f"*{SUFFIX}"))
    names = (
        path.with_suffix("").as_posix()
        for path in found
        if not any(part.startswith(".") for part in path.parts)
    )
    return sorted(names)


def list_templates() -> list[tuple[str, Template | InvalidInput | ConfigError]]:
    """Every template of the user by its name, in order; what is wrong with it where it is none."""
    found: list[tuple[str, Template | InvalidInput | ConfigError]] = []
    for name in template_names():
        try:
            found.append((name, read_template(name, template_path(name))))
        except (InvalidInput, ConfigError) as error:
            found.append((name, error))
    return found


def read_template(name: str, path: Path) -> Template:
    """The template in the file *path*, whose functions may be run.

    Raises InvalidInput when what is there is no template, and ConfigError when it cannot be read.
    """
    if path.is_dir():
        raise InvalidInput(f"The template {name} is a directory: {path}")
    from llm.resolving.template_text import parse_template

    template = parse_template(name, read_text(path) or "", str(path))
    template._functions_is_trusted = True
    return template


def save_template(name: str, template: Template) -> bool:
    """Write *template* as the user's template *name*, and say whether there was one before.

    The file is replaced in one step. Raises InvalidInput for a name that cannot be one, and
    ConfigError when the file cannot be written.
    """
    from llm.resolving.template_text import template_yaml

    return save_template_text(name, template_yaml(template))


def save_template_text(name: str, text: str) -> bool:
    """Make *text* the file of the user's template *name*; see `save_template`."""
    path = template_path(name)
    user_templates_dir(made=True)
    _make(path.parent)
    if path.is_dir():
        raise ConfigError(f"{path} is a directory: choose another name for the template")
    before = read_text(path) is not None if path.exists() else False
    replace_text(path, text)
    return before


def existing_template(name: str) -> Path:
    """The file of the user's template *name*. Raises InvalidInput when there is none."""
    path = template_path(name)
    if path.is_file():
        return path
    from difflib import get_close_matches

    own = template_names()
    near = get_close_matches(name, own, n=1)
    hint = f": did you mean {near[0]}?" if near else f"; there are {', '.join(own) or 'none'}"
    raise InvalidInput(f"You have no template {_shown(name)}{hint}")


def remove_template(name: str) -> None:
    """Delete the user's template *name*.

    Raises InvalidInput when there is none, and ConfigError when it cannot be deleted.
    """
    path = existing_template(name)
    try:
        path.unlink()
    except OSError as error:
        raise ConfigError(f"{path} cannot be deleted: {error.strerror or error}.") from error


def rename_template(name: str, new_name: str) -> None:
    """Let the user's template *name* be called *new_name*; another of that name stays as it is.

    Raises InvalidInput when there is no such template, or one of the new name already, and
    ConfigError when the file cannot be renamed.
    """
    path, target = existing_template(name), template_path(new_name)
    if path == target:
        return
    _make(target.parent)
    try:
        rename_new(path, target)
    except FileExistsError as error:
        raise InvalidInput(
            f"You have a template {_shown(new_name)} already: delete it first, or choose another"
            f" name; {_shown(name)} is as it was"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be renamed: {error.strerror or error}. It is as it was before."
        ) from error


def _unfit(name: str) -> str:
    """Why *name* cannot be the name of a template; empty when it can."""
    parts = PurePath(name)
    leads_out = parts.is_absolute() or parts.drive or ".." in parts.parts or name.startswith("~")
    reasons = {
        "it is empty": not parts.name or not name.strip(),
        "it leads out of the directory of templates": leads_out,
        "it has characters in it that cannot be seen": not name.isprintable(),
        "it is a path": parts.as_posix() != name.replace(os.sep, "/"),  # such as ./name
        "it begins with a dot": any(part.startswith(".") for part in parts.parts),
        "what stands before the colon would name a plugin that loads templates": (
            has_plugin_prefix(name)
        ),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _shown(name: str) -> str:
    return f"'{name}'" if name.isprintable() else repr(name)


def _make(path: Path) -> None:
    """Make the directory *path*, closed to other users."""
    try:
        path.mkdir(mode=0o700, exist_ok=True, parents=True)
    except OSError as error:
        raise ConfigError(
            f"The directory {path} cannot be made: {error.strerror or error}."
        ) from error
