"""Plugins that are installed as real ones are, in a directory of their own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

MODEL = """
import llm

class Echo(llm.Model):
    model_id = "{name}"

    def execute(self, prompt, stream, response, conversation):
        yield "hello"

@llm.hookimpl
def register_models(register):
    register(Echo(), aliases=("short", "{name}-short"))
"""


@dataclass
class Site:
    """A directory on the import path, with packages that have metadata."""

    path: Path

    def install(self, package, source, *, version="1.0", points=None):
        """Install *package*: its module, named after it, and its entry points."""
        module = package.replace("-", "_").lower()
        (self.path / f"{module}.py").write_text(dedent(source))
        points = {module: module} if points is None else points
        metadata = self.path / f"{module}-{version}.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Name: {package}\nVersion: {version}\n")
        lines = [f"{name} = {value}" for name, value in points.items()]
        (metadata / "entry_points.txt").write_text("\n".join(["[llm]", *lines, ""]))

    def run(self, program, **environment):
        """Run *program* in a new interpreter that finds what is installed here."""
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", dedent(program)],
            capture_output=True,
            check=False,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(
                    [str(self.path), *filter(None, [os.environ.get("PYTHONPATH")])]
                ),
                **environment,
            },
        )


@pytest.fixture
def site(tmp_path):
    path = tmp_path / "site"
    path.mkdir()
    return Site(path)


@pytest.fixture
def offer():
    """Register plugins in the host of this process for the length of a test."""
    from llm.plugins.host import pm

    pm.load()
    registered = []

    def register(plugin, name):
        registered.append(pm.register(plugin, name))
        return plugin

    known = list(pm.known)
    yield register
    for name in registered:
        pm.unregister(name=name)
    pm.known[:] = known
