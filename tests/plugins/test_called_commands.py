"""Which plugins commands load when they name models or list what there is, and what they print."""

from __future__ import annotations

import re

import pytest

from tests.plugins.conftest import MODEL

RUN = """
import atexit, os, sys
def loaded():
    ours = sorted(name for name in sys.modules if name.startswith("llm_"))
    with open(os.environ["LOADED"], "w") as file:
        file.write(" ".join(ours))
atexit.register(loaded)
def leave(status):
    loaded()
    sys.stdout.flush()
    sys.stderr.flush()
    leave_at_once(status)
leave_at_once, os._exit = os._exit, leave
sys.argv = ["llm", *{arguments!r}]
from llm.cli import main
main()
"""
VECTORS = """
import llm

class Vectors(llm.EmbeddingModel):
    model_id = "vectors"

    def embed_batch(self, items, *, key=None):
        yield from ([1.0] for _ in items)

@llm.hookimpl
def register_embedding_models(register):
    register(Vectors(), aliases=("vec",))

@llm.hookimpl
def register_tools(register):
    register(shout)

def shout(text: str) -> str:
    "Say it louder."
    return text.upper()
"""


@pytest.fixture
def run(site, tmp_path):
    """Run `llm`: what it prints, the same with the index and without, and the plugins loaded."""
    site.install("llm-alpha", MODEL.format(name="alpha"))
    site.install("llm-vectors", VECTORS)
    site.install("llm-zeta", MODEL.format(name="zeta"))

    def run(*arguments, **environment):
        program = RUN.format(arguments=list(arguments))
        environment["LLM_CACHE_PATH"] = str(tmp_path / "cache")
        environment["LOADED"] = str(tmp_path / "loaded")
        without, cold, warm = (
            site.run(program, LLM_PLUGIN_INDEX=index, **environment) for index in ("0", "1", "1")
        )
        assert (without.returncode, without.stdout) == (cold.returncode, cold.stdout)
        assert (warm.returncode, warm.stdout) == (cold.returncode, cold.stdout)
        assert warm.stderr == cold.stderr == without.stderr
        return warm.stdout, (tmp_path / "loaded").read_text()

    return run


def test_lists_load_no_plugin(run):
    """Models, embedding models and aliases are listed from the index."""
    listed, loaded = run("models")
    assert "Echo: zeta (aliases: short, zeta-short)\nDefault: smollm2-135m\n" in listed
    assert loaded == ""
    listed, loaded = run("models", "-q", "zet", "--async", "-m", "zeta")
    assert (listed, loaded) == ("", "llm_zeta")
    assert run("embed-models", "-q", "vec") == ("Vectors: vectors (aliases: vec)\n", "")
    listed, loaded = run("aliases")
    assert re.search(r"^short +: zeta$", listed, re.MULTILINE)
    assert re.search(r"^vec +: vectors \(embedding\)$", listed, re.MULTILINE)
    assert loaded == ""
    assert run("models", "default") == ("smollm2-135m\n", "")


def test_details_load_those_they_are_of(run):
    """Options are those of the models that are asked about, whose plugins alone are loaded."""
    listed, loaded = run("models", "--options", "-m", "alpha-short")
    assert listed.startswith("Echo: alpha (aliases: short, alpha-short)")
    assert "llm_zeta" not in loaded
    assert "llm_alpha" in loaded


def test_one_model_loads_its_plugin(run):
    """A prompt, an alias and a default load the plugin of the model that they name."""
    assert run("-n", "-m", "zeta", "hi") == ("hello\n", "llm_zeta")
    assert run("aliases", "set", "mine", "alpha-short") == ("", "llm_alpha")
    assert run("-n", "-m", "mine", "hi") == ("hello\n", "llm_alpha")
    assert run("models", "default", "mine") == ("", "llm_alpha")
    assert run("-n", "hi") == ("hello\n", "llm_alpha")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("llm -m ze", ["zeta", "zeta-short"]),
        ("llm embed-models default ve", ["vectors", "vec"]),
        ("llm -T sho", ["shout"]),
    ],
)
def test_completion_loads_no_plugin(run, words, offered):
    """A shell that asks for names is told those of the index."""
    printed, loaded = run(
        _LLM_COMPLETE="bash_complete", COMP_LINE=words, COMP_WORDBREAKS=" \t\n\"'><=;|&(:"
    )
    assert [line.partition("\t")[2] for line in printed.splitlines() if line] == offered
    assert loaded == ""
