"""Plugins that are installed as real ones are, in a directory of their own."""

import json
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

SHOW = """
import json, sys
def show(*answers):
    ours = sorted(name for name in sys.modules if name.startswith("llm_"))
    print(json.dumps([list(answers), ours]))

import os
import llm
from llm.embeddings.search.engines import engine_called
from llm.resolving.fragments import load_fragment
from llm.resolving.templates import load_template
from llm.resolving.tools import resolve_tools

def each_alone(expressions):
    "For each what it comes to, or the error, and what is loaded, in a process of its own."
    found = []
    for expression in expressions:
        reading, writing = os.pipe()
        if not os.fork():
            try:
                answer = eval(expression)
            except Exception as error:
                answer = str(error)
            ours = sorted(name for name in sys.modules if name.startswith("llm_"))
            os.write(writing, json.dumps([answer, ours]).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            found.append(json.load(pipe))
    print(json.dumps([[answer for answer, _ in found], [loaded for _, loaded in found]]))
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


@pytest.fixture
def ask(site, tmp_path):
    """Run a program in each way: the answers, which must be the same, and the modules loaded."""

    def run(program, **environment):
        cache = {"LLM_CACHE_PATH": str(tmp_path / "cache"), **environment}
        runs = [
            site.run(SHOW + "\n" + program, LLM_PLUGIN_INDEX=index, **cache)
            for index in ("0", "1", "1")
        ]
        assert [ran.returncode for ran in runs] == [0, 0, 0], [ran.stderr for ran in runs]
        (without, _), (cold, _), (warm, loaded) = (json.loads(ran.stdout) for ran in runs)
        assert cold == without
        assert warm == without
        assert len({ran.stderr for ran in runs}) == 1, [ran.stderr for ran in runs]
        return warm, loaded

    return run
