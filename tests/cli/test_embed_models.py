"""`llm embed-models`."""

import pytest

from llm.config.defaults import EMBEDDED_EMBEDDING_MODEL

PLUGIN = """
import llm

class Vectors(llm.EmbeddingModel):
    def __init__(self, model_id):
        self.model_id = model_id
    def embed_batch(self, items, *, key=None):
        yield from ([1.0] for _ in items)

@llm.hookimpl
def register_embedding_models(register):
    register(Vectors("vectors-1"), aliases=("v1", "one"))
    register(Vectors("vectors-2"))
"""
CHOICE = "default_embedding_model.txt"


@pytest.fixture
def vectors(install, llm):
    """The same `llm`, with two embedding models."""
    install("vectors", PLUGIN)
    return llm


def test_list(vectors):
    """A line has class, id and aliases; ours and those of plugins are there."""
    lines = vectors("embed-models").stdout.splitlines()
    assert "Vectors: vectors-1 (aliases: v1, one)" in lines
    assert "Vectors: vectors-2" in lines
    assert "OpenAIEmbeddingModel: text-embedding-3-small (aliases: 3-small)" in lines
    assert "Local: all-minilm-l6-v2 (aliases: minilm)" in lines
    assert vectors("embed-models", "list").stdout.splitlines() == lines


def test_terms(vectors):
    """Each `-q` has to match a name; case is ignored, and nothing found is no failure."""
    found = vectors("embed-models", "list", "-q", "VECTORS", "-q", "2")
    assert found.stdout == "Vectors: vectors-2\n"
    nothing = vectors("embed-models", "-q", "zzz")
    assert (nothing.returncode, nothing.stdout) == (0, "")


def test_default(vectors, user_path):
    """It is chosen by any name, shown by its id, and taken back."""
    assert vectors("embed-models", "default").stdout == f"{EMBEDDED_EMBEDDING_MODEL}\n"
    assert vectors("embed-models", "default", "one").returncode == 0
    assert (user_path / CHOICE).read_text() == "vectors-1"
    assert vectors("embed-models", "default").stdout == "vectors-1\n"
    assert vectors("embed-models", "default", "--remove-default").returncode == 0
    assert not (user_path / CHOICE).exists()
    assert vectors("embed-models", "default", "--remove-default").returncode == 0


def test_what_goes_before_the_choice_is_told(vectors, user_path):
    """The environment's choice is shown, and told of when another one is made."""
    env = {"LLM_EMBEDDING_MODEL": "vectors-2"}
    assert vectors("embed-models", "default", env=env).stdout == "vectors-2\n"
    chosen = vectors("embed-models", "default", "v1", env=env)
    assert "here LLM_EMBEDDING_MODEL goes before it" in chosen.stderr
    assert (user_path / CHOICE).read_text() == "vectors-1"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("vectors1",), 1, "Unknown model: vectors1 - did you mean vectors-1?"),
        (("smollm2",), 1, "smollm2 answers prompts, and makes no vectors"),
        (("v1", "--remove-default"), 2, "not both"),
    ],
)
def test_mistakes_change_nothing(vectors, user_path, arguments, status, said):
    """A model that there is not, one of the other kind, and two wishes at once."""
    vectors("embed-models", "default", "vectors-2")
    done = vectors("embed-models", "default", *arguments)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert (user_path / CHOICE).read_text() == "vectors-2"


def test_without_a_default_that_is_said(llm, tmp_path):
    """Where the built-in one cannot run and none is chosen, there is none."""
    hidden = "import sys; sys.modules['xllamacpp'] = None"
    (tmp_path / "site").mkdir(exist_ok=True)
    (tmp_path / "site" / "sitecustomize.py").write_text(hidden)
    assert llm("embed-models", "default").stdout == "<No default embedding model set>\n"
