"""Looking up one thing by its name loads the plugins that have it, and the answers stay the same.

Each program runs without the index of plugins, with a new one, and with one that is there.
"""

from __future__ import annotations

import json

import pytest

from tests.plugins.conftest import MODEL

VECTOR = """
import llm

class Vectors(llm.EmbeddingModel):
    model_id = "{name}"

    def embed_batch(self, items, *, key=None):
        yield from ([1.0] for _ in items)

@llm.hookimpl
def register_embedding_models(register):
    register(Vectors(), aliases=("{name}-short",))
"""
LOADERS = """
import llm

def {name}_tool(text: str) -> str:
    "What {name} does."
    return text

class {name}Box(llm.Toolbox):
    "A box of {name}."
    def look(self):
        "Look."

@llm.hookimpl
def register_tools(register):
    register({name}_tool)
    register({name}Box)
    register({name}_tool, name="same")

@llm.hookimpl
def register_template_loaders(register):
    register("{name}", lambda rest: llm.Template(name=rest, prompt="{name} " + rest))

@llm.hookimpl
def register_fragment_loaders(register):
    def load(rest):
        "Fragments of {name}."
        return llm.Fragment("{name} " + rest, rest)
    register("{name}", load)
    register("same", load)

@llm.hookimpl
def register_vector_indexes(register):
    register("{name}", lambda: None)
"""
ALL = ["llm_alpha", "llm_boxes", "llm_crates", "llm_vectors", "llm_zeta"]


@pytest.fixture
def many(site):
    """Five plugins: two with a model each, one with vectors, two with everything else."""
    site.install("llm-alpha", MODEL.format(name="alpha"))
    site.install("llm-zeta", MODEL.format(name="zeta"))
    site.install("llm-vectors", VECTOR.format(name="vectors"))
    site.install("llm-boxes", LOADERS.format(name="boxes"))
    site.install("llm-crates", LOADERS.format(name="crates"))
    return site


def test_only_who_has_it_is_loaded(many, ask):
    """A model, tool, template, fragment or engine is had from the plugins with that name alone."""
    wanted = {
        "llm.get_model('alpha').model_id": ("alpha", ["llm_alpha"]),
        "llm.get_model('zeta-short').model_id": ("zeta", ["llm_zeta"]),
        "llm.get_model('short').model_id": ("zeta", ["llm_alpha", "llm_zeta"]),
        "llm.get_model('smollm2').model_id": ("smollm2-135m", []),
        "llm.get_model().model_id": ("smollm2-135m", []),
        "llm.get_async_model('4o').model_id": ("gpt-4o", []),
        "llm.get_embedding_model('vectors-short').model_id": ("vectors", ["llm_vectors"]),
        "llm.get_embedding_model('minilm').model_id": ("all-minilm-l6-v2", []),
        "resolve_tools(['boxes_tool'])[0].plugin": ("llm_boxes", ["llm_boxes"]),
        "type(resolve_tools(['cratesBox'])[0]).__name__": ("cratesBox", ["llm_crates"]),
        "resolve_tools(['llm_time'])[0].name": ("llm_time", []),
        "load_template('crates:x').prompt": ("crates x", ["llm_crates"]),
        "str(load_fragment('boxes:y')[0])": ("boxes y", ["llm_boxes"]),
        "engine_called('boxes')": (None, ["llm_boxes"]),
        # Where a number was added to a name, all of them say to which.
        "resolve_tools(['same'])[0].plugin": ("llm_boxes", ALL),
        "resolve_tools(['same_1'])[0].plugin": ("llm_crates", ALL),
        "str(load_fragment('same_1:y')[0])": ("crates y", ALL),
    }
    answers, modules = ask(f"each_alone({list(wanted)!r})")
    assert dict(zip(wanted, zip(answers, modules, strict=True), strict=True)) == wanted


def test_what_there_is_not_is_said_by_the_index(many, ask):
    """A name that nobody has loads no plugin but those that have it in another sense."""
    boxes = "boxes:, crates:"
    tools = "boxesBox, boxes_tool, cratesBox, crates_tool, llm_recall, llm_time, llm_version"
    tools += ", same, same_1"
    wanted = {
        "llm.get_model('alphq')": ("Unknown model: alphq - did you mean alpha?", []),
        "llm.get_async_model('alpha')": (
            "Unknown async model (sync model exists): alpha",
            ["llm_alpha"],
        ),
        "llm.get_embedding_model('vectrs')": (
            "Unknown model: vectrs - did you mean vectors?",
            [],
        ),
        "llm.get_model('vectors')": (
            "Unknown model: vectors is an embedding model, which makes vectors and no text",
            ["llm_vectors"],
        ),
        "resolve_tools(['boxes_tol'])": (
            f"Tool(s) boxes_tol not found. Did you mean boxes_tool? Available tools: {tools}",
            [],
        ),
        "load_template('box:x')": (
            f"No plugin loads templates that begin with box: - there are {boxes}",
            [],
        ),
        "load_fragment('box:x')": (
            f"No plugin loads fragments that begin with box: - there are {boxes}, same:, same_1:",
            [],
        ),
    }
    answers, modules = ask(f"each_alone({list(wanted)!r})")
    assert dict(zip(wanted, zip(answers, modules, strict=True), strict=True)) == wanted


def test_names_of_the_user_go_first(many, ask, user_path):
    """An alias of the user's is followed through the index, to where it leads."""
    user_path.mkdir()
    aliases = {"mine": "zeta", "alpha": "second", "second": "gpt-4o", "gone": "x", "short": "gone"}
    aliases |= {"smollm2": "alpha-short", "far": "smollm2"}
    (user_path / "aliases.json").write_text(json.dumps(aliases))
    answers, modules = ask(
        """
show(*(llm.get_model(name).model_id for name in ("mine", "alpha")))
"""
    )
    assert (answers, modules) == (["zeta", "gpt-4o"], ["llm_zeta"])
    # What stands for another name stands for what that is to plugins.
    assert ask("show(*(llm.get_model(name).model_id for name in ('smollm2', 'far')))") == (
        ["alpha", "smollm2-135m"],
        ["llm_alpha"],
    )
    # Where it leads to nothing, the name is what plugins say.
    assert ask("import llm; show(llm.get_model('short').model_id)")[0] == ["zeta"]


def test_lists_load_nothing(many, ask, user_path):
    """What is known of models, tools and loaders is what they say of themselves."""
    user_path.mkdir()
    (user_path / "aliases.json").write_text('{"mine": "short", "own": "alpha", "v": "vectors"}')
    answers, modules = ask(
        """
import llm
from llm.models.described import described
from llm.models.registry import known_embedding_models, known_models
from llm.plugins.called import names_of
KINDS = ("tools", "template_loaders", "fragment_loaders", "vector_indexes")
show(known_models(), known_embedding_models(), [names_of(kind) for kind in KINDS])
"""
    )
    assert modules == []
    models, vectors, names = answers
    assert [each[2] for each in models if each[0] in ("alpha", "zeta")] == [
        ["short", "alpha-short", "own"],
        ["short", "zeta-short", "mine"],
    ]
    assert vectors[-1][:3] == ["vectors", "Vectors: vectors", ["vectors-short", "v"]]
    assert names[0]["boxes_tool"] == "What boxes does."
    assert names[0]["cratesBox"] == "A box of crates."
    assert list(names[2].items()) == [
        ("boxes", "Fragments of boxes."),
        ("same", "Fragments of boxes."),
        ("crates", "Fragments of crates."),
        ("same_1", "Fragments of crates."),
    ]
