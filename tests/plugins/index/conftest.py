"""Plugins whose index is on, and what was imported for it."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.plugins.conftest import Site

_NOTES = """
import os as _os
with open({log!r}, "a") as _file:
    _in = "child" if _os.environ["LLM_PLUGIN_INDEX"] == "0" else "own"
    _file.write("{name} " + _in + "\\n")
"""

SHOW = """
import json
from llm.plugins.index.current import current
index = current({hook!r})
print(json.dumps(index and [each._asdict() for each in index.entries if not each.built_in]))
"""


NAMED = """
import os, pathlib, llm

class Named(llm.Model):
    def __init__(self, name):
        self.model_id = name

    def execute(self, prompt, stream, response, conversation):
        yield "hello"

@llm.hookimpl
def register_models(register):
    for name in names():
        register(Named(name))
"""


@dataclass
class Indexed:
    """Plugins in a site, the index of them, and a log of who imported which.

    Attributes:
        site: where they are installed.
        path: where everything is.

    """

    site: Site
    path: Path

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    @property
    def user(self) -> Path:
        return self.path / "user"

    @property
    def file(self) -> Path:
        (found,) = (self.cache / "plugins").glob("[!.]*.json")
        return found

    def install(self, name, source="", **more):
        """Install a plugin that notes when it is imported."""
        module = name.replace("-", "_").lower()
        notes = _NOTES.format(log=str(self.path / "imports.log"), name=module)
        self.site.install(name, notes + source, **more)

    def edit(self, name, source):
        """Change the module of a plugin where it is."""
        module = self.site.path / f"{name.replace('-', '_')}.py"
        notes = _NOTES.format(log=str(self.path / "imports.log"), name=module.stem)
        module.write_text(notes + source)

    def imported(self):
        """Who has been imported by whom since this was last asked."""
        log = self.path / "imports.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    def run(self, program, **environment):
        """Run *program* with the index on."""
        return self.site.run(
            program,
            **{
                "LLM_PLUGIN_INDEX": "1",
                "LLM_CACHE_PATH": str(self.cache),
                "LLM_USER_PATH": str(self.user),
                "LLM_PLUGIN_TIMEOUT": "20",
                "PYTHONDONTWRITEBYTECODE": "1",
                **environment,
            },
        )

    def entries(self, hook="register_models", **environment):
        """What the index says of the plugins that are not built in, by their names in the host."""
        done = self.run(SHOW.format(hook=hook), **environment)
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        return found if found is None else {each["registered_as"]: each for each in found}

    def entry(self, name, hook="register_models", **environment):
        return self.entries(hook, **environment)[name]


def models(indexed, name, **environment):
    """The ids of the models that a plugin offers, none of whose hooks failed."""
    entry = indexed.entry(name, **environment)
    assert entry["errors"] == []
    return [each[0] for each in entry["models"]]


@pytest.fixture
def indexed(tmp_path) -> Iterator[Indexed]:
    site = Site(tmp_path / "site")
    site.path.mkdir()
    old = os.getcwd()
    yield Indexed(site, tmp_path)
    os.chdir(old)
