"""A new plugin: a package that works, with tests, made from the templates in `scaffold/`.

`scaffold/every/` is what all have; the directory beside it, named after the kind, has the module
and its tests. `$names` in the templates are those of `_names`.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection
from pathlib import Path
from string import Template

from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass

_TEMPLATES = Path(__file__).with_name("scaffold")
_PREFIXES = ("tools-", "tool-", "fragments-", "templates-", "embed-", "embedding-", "cmd-")
_EXAMPLE = "such as llm-weather"


@dataclass(frozen=True)
class Kind:
    """A kind of plugin that can be made.

    Attributes:
        summary: what it is, for descriptions.
        example: a line of shell that uses it.
        needs: the packages that its module imports beside llm.

    """

    summary: str
    example: str
    needs: tuple[str, ...] = ()


KINDS = {
    "model": Kind("A model", "llm -m $word 'Hello there' -o times 2", ("pydantic",)),
    "tool": Kind("A tool for models", "llm -T $identifier 'How many words are in: to be or not'"),
    "fragments": Kind("A fragment loader", "llm -f $word:poem.txt 'What does line 2 say?'"),
    "templates": Kind("A template loader", "llm -t $word:translate 'Good morning'"),
    "embedding": Kind("An embedding model", "llm embed -m $word -c 'Hello there'"),
    "command": Kind("A command", "llm $word 'It is late, so I shall be brief'", ("click",)),
}


@dataclass(frozen=True)
class NewPlugin:
    """A package that was made.

    Attributes:
        name: what `llm install` and `llm plugins` call it.
        directory: where it is.
        files: its files, relative to that.
        example: a line of shell that uses it.

    """

    name: str
    directory: Path
    files: tuple[str, ...]
    example: str


def make_plugin(
    name: str, kind: str = "model", directory: Path | None = None, *, taken: Collection[str] = ()
) -> NewPlugin:
    """Make a plugin in *directory*, by default one here that is named after it.

    Args:
        name: its name; `llm-` is put before it where that is missing.
        kind: one of `KINDS`.
        directory: where to make it: a directory that is not there, or empty.
        taken: the commands that there are, none of which a new one may replace.

    Raises InvalidInput for a name that a package cannot have, a kind that there is not, a command
    that is taken, and a directory that has something in it or cannot be written.

    """
    if kind not in KINDS:
        raise InvalidInput(f"There is no kind of plugin {kind!r}, only {', '.join(KINDS)}")
    names = _names(name, kind)
    if kind == "command" and names["word"] in taken:
        raise InvalidInput(
            f"There is a command 'llm {names['word']}' already: choose another name, {_EXAMPLE}"
        )
    files = _files(names, kind)
    directory = Path(names["package"]) if directory is None else directory
    try:
        _write(directory.absolute(), files)
    except OSError as error:
        raise InvalidInput(f"{directory} cannot be made: {error.strerror or error}") from error
    return NewPlugin(names["package"], directory, tuple(files), names["example"])


def _names(name: str, kind: str) -> dict[str, str]:
    """What the `$names` in the templates stand for."""
    package = re.sub(r"[-_.]+", "-", name.strip()).lower().removeprefix("llm-")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", package) or package == "llm":
        raise InvalidInput(
            f"{name!r} cannot be the name of a plugin. It is made of letters, digits and hyphens,"
            f" and begins with a letter, {_EXAMPLE}"
        )
    prefix = next((each for each in _PREFIXES if package.startswith(each)), "")
    word = package.removeprefix(prefix)
    identifier = word.replace("-", "_")
    names = {
        "package": f"llm-{package}",
        "module": f"llm_{package.replace('-', '_')}",
        "entry_point": package.replace("-", "_"),
        "word": word,
        "identifier": identifier,
        "Class": "".join(part.capitalize() for part in word.split("-")),
        "dependencies": ", ".join(f'"{each}"' for each in ("llm", *KINDS[kind].needs)),
    }
    names["summary"] = f"{KINDS[kind].summary}: {word}"
    return names | {"example": Template(KINDS[kind].example).substitute(names)}


def _files(names: dict[str, str], kind: str) -> dict[str, str]:
    """The files of the plugin, by their place in it."""
    places = {
        "pyproject.toml": "every/pyproject.toml",
        f"{names['module']}.py": f"{kind}/module.py",
        f"tests/test_{names['entry_point']}.py": f"{kind}/test.py",
        "tests/conftest.py": "every/conftest.py",
        "README.md": "every/README.md",
        ".gitignore": "every/gitignore",
    }
    texts = {place: _TEMPLATES / f"{source}.tmpl" for place, source in places.items()}
    return {
        place: Template(path.read_text(encoding="utf-8")).substitute(names)
        for place, path in texts.items()
    }


def _write(directory: Path, files: dict[str, str]) -> None:
    """Put *files* into *directory*: all of them, or none where something goes wrong."""
    if os.path.lexists(directory) and (not directory.is_dir() or any(directory.iterdir())):
        raise InvalidInput(f"{directory} is there already: name another directory with -o")
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".llm-new-", dir=directory.parent) as aside:
        made = Path(aside, "made")
        for place, text in files.items():
            path = made / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if directory.exists():
            # It may be the current directory of a shell, which is not to be replaced.
            for each in made.iterdir():
                each.rename(directory / each.name)
        else:
            made.rename(directory)
