"""Plugins that change what is around llm as they are imported are there for whatever is looked up.

Each program runs without the index of plugins, with a new one, and with one that is there.
"""

from __future__ import annotations

from tests.plugins.conftest import MODEL

BY_HAND = """
import llm

class Mine(llm.Model):
    model_id = "mine"
    def execute(self, prompt, stream, response, conversation):
        yield ""

class Vectors(llm.EmbeddingModel):
    model_id = "vectors"
    def embed_batch(self, items):
        return [[1.0] for _ in items]

class ByHand:
    @llm.hookimpl
    def register_models(self, register):
        register(Mine())

    @llm.hookimpl
    def register_embedding_models(self, register):
        register(Vectors())

    @llm.hookimpl
    def register_tools(self, register):
        register(lambda text: text, name="shout")

llm.pm.register(ByHand(), "by-hand")
"""
EXPRESSIONS = [
    "llm.get_model('mine').model_id",
    "llm.get_async_model('mine').model_id",
    "llm.get_embedding_model('vectors').model_id",
    "[each.name for each in resolve_tools(['shout'])]",
    "'shout' in llm.plugins.called.names_of('tools')",
    "llm.get_model('alpha').model_id",
]


def test_who_registers_another_by_hand(site, ask):
    """What a plugin offers that another one registered as it was imported is found at once."""
    site.install("llm-alpha", MODEL.format(name="alpha"))
    site.install("llm-hand", BY_HAND)
    answers, _ = ask(f"import llm.plugins.called\neach_alone({EXPRESSIONS!r})")
    unknown = "Unknown async model (sync model exists): mine"
    assert answers == ["mine", unknown, "vectors", ["shout"], True, "alpha"]


def test_variables_and_modules_of_others(site, ask):
    """A variable that one plugin sets, and a function that it replaces, are there for another."""
    site.install(
        "llm-sets",
        "import os, logging\nos.environ['WEATHER'] = 'rain'\n"
        "logging.getLevelName = lambda _: 'no'\n",
    )
    site.install("llm-alpha", MODEL.format(name="alpha"))
    site.install("llm-zeta", MODEL.format(name="zeta"))
    answers, modules = ask(
        """
import logging
llm.get_model("alpha")
show(os.environ.get("WEATHER"), logging.getLevelName(1))
"""
    )
    assert answers == ["rain", "no"]
    assert modules == ["llm_alpha", "llm_sets"]


def test_tools_that_ask_for_one_name(site, ask):
    """Each is listed with what is said of it."""
    site.install(
        "llm-twice",
        """
        import llm
        def one(text: str): "The first."
        def other(text: str): "The second."
        @llm.hookimpl
        def register_tools(register):
            register(one, name="same")
            register(other, name="same")
        """,
    )
    answers, _ = ask(
        "from llm.plugins.called import names_of\nfound = names_of('tools')\n"
        "show(found['same'], found['same_1'])"
    )
    assert answers == ["The first.", "The second."]
