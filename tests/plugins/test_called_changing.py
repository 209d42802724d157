"""Looking things up where plugins change what others offer, or offer something else each time."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from tests.compat.conftest import PLUGINS
from tests.plugins.conftest import MODEL

COUNTING = """
import llm
calls = []

class Counted(llm.Model):
    needs_key = "counted"

    def __init__(self, name):
        self.model_id = name
        self.settings = {"limits": [1], "holds": {HOLDS}}

    def execute(self, prompt, stream, response, conversation):
        yield "hello"

@llm.hookimpl
def register_models(register):
    calls.append(1)
    for number in range(400):
        register(Counted(f"counted-{number}"), aliases=[f"c{number}"])
"""
OF_SERVER = """
import json, os, urllib.request, llm

class Served(llm.Model):
    def __init__(self, name):
        self.model_id = name

    def execute(self, prompt, stream, response, conversation):
        yield "hello"

@llm.hookimpl
def register_models(register):
    try:
        with urllib.request.urlopen(os.environ["SERVED_AT"], timeout=5) as answer:
            names = json.load(answer)
    except OSError:
        names = []
    for name in names:
        register(Served(name))
"""


@pytest.fixture
def server():
    """A server that lists names, which a test can change."""

    class Listing(BaseHTTPRequestHandler):
        names: ClassVar[list[str]] = []
        url = ""

        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(self.names).encode())

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listing) as listening:
        thread = Thread(target=listening.serve_forever)
        thread.start()
        Listing.url = f"http://127.0.0.1:{listening.server_port}/"
        yield Listing
        listening.shutdown()
        thread.join()


def install(site, *names):
    """Install plugins of `tests/compat/plugins`."""
    for name in names:
        site.install(name.replace("_", "-"), (PLUGINS / f"{name}.py").read_text())


def test_models_that_another_plugin_changes(site, ask):
    """A plugin that is given the models of others changes those that are looked up."""
    install(site, "compat_last", "compat_old")
    site.install("llm-alpha", MODEL.format(name="alpha"))
    site.install("llm-zeta", MODEL.format(name="zeta"))
    answers, modules = ask(
        """
show(str(llm.get_async_model("alpha-short")), str(llm.get_model("alpha")),
     llm.get_async_model("4o").model_id, "compat_last" in sys.modules)
"""
    )
    assert answers == ["In a thread: alpha", "Echo: alpha", "gpt-4o", True]
    assert modules == ["llm_alpha"]


def test_a_plugin_that_makes_models_of_all_others(site, ask):
    """One whose models are made of what the others offer is given all of them."""
    site.install("llm-alpha", MODEL.format(name="alpha"))
    site.install(
        "llm-zwrap",
        """
        import llm

        class Wrapped(llm.Model):
            def __init__(self, model):
                self.model_id = f"wrapped/{model.model_id}"

            def execute(self, prompt, stream, response, conversation):
                yield "hello"

        @llm.hookimpl(trylast=True)
        def register_models(register, model_aliases):
            for entry in list(model_aliases):
                register(Wrapped(entry.model))
        """,
    )
    expressions = ["llm.get_model('wrapped/alpha').model_id", "llm.get_model('alpha').model_id"]
    answers, modules = ask(f"each_alone({expressions!r})")
    assert answers == ["wrapped/alpha", "alpha"]
    assert modules == [["llm_alpha", "llm_zwrap"]] * 2


def test_patched_listings(site, ask):
    """A function that a plugin puts on the package is asked, for single models too."""
    install(site, "compat_patching", "compat_old", "compat_offers")
    site.install("llm-alpha", MODEL.format(name="alpha"))
    answers, _ = ask(
        """
from llm.models.registry import known_models
show(llm.get_model("old/plain-patched").model_id, llm.get_model("alpha-patched").model_id,
     llm.get_embedding_model("vectors-patched").model_id,
     [each.aliases[-1] for each in known_models()][-1])
"""
    )
    assert answers == ["old/plain", "alpha", "vectors", "alpha-patched"]


def test_who_asks_to_be_last_or_first(site, ask):
    """The model that a name means is that of the plugin whose hook is called last."""
    first = MODEL.format(name="zeta").replace("hookimpl", "hookimpl(tryfirst=True)")
    last = MODEL.format(name="alpha").replace("hookimpl", "hookimpl(trylast=True)")
    site.install("llm-zeta", first)
    site.install("llm-alpha", last)
    site.install("llm-middle", MODEL.format(name="middle"))
    site.install("llm-other", "import llm\n@llm.hookimpl\ndef register_tools(register): pass\n")
    answers, modules = ask(
        """
short = llm.get_model("short").model_id
ours = sorted(name for name in sys.modules if name.startswith("llm_"))
from llm.models.registry import known_models
ids = [each.model_id for each in known_models()]
print(json.dumps([[short, [each for each in ids if each in ("alpha", "middle", "zeta")]], ours]))
"""
    )
    assert answers == ["alpha", ["zeta", "middle", "alpha"]]
    assert modules == ["llm_alpha", "llm_middle", "llm_zeta"]


def test_models_of_a_server(site, ask, server):
    """What a server has now is found, and what it had before is not, with an index made then."""
    site.install("llm-served", OF_SERVER)
    site.install("llm-alpha", MODEL.format(name="alpha"))
    environment = {"SERVED_AT": server.url}
    server.names = ["first"]
    expressions = [f"llm.get_model('{name}').model_id" for name in ("first", "second", "alpha")]
    found, _ = ask(f"each_alone({expressions!r})", **environment)
    assert found == ["first", "Unknown model: second", "alpha"]
    server.names = ["second"]
    found, loaded = ask(f"each_alone({expressions!r})", **environment)
    assert found == ["Unknown model: first", "second", "alpha"]
    assert loaded[-1] == ["llm_alpha"]
    listing = """
from llm.models.registry import known_models
show([each.model_id for each in known_models()][-2:])
"""
    assert ask(listing, **environment) == ([["alpha", "second"]], ["llm_served"])


def test_built_once_and_copied(site, ask):
    """In one process a plugin's models are made once; each caller has one to itself."""
    site.install("llm-counting", COUNTING.replace("{HOLDS}", "(1, 2)"))
    program = """
models = [llm.get_model("c7"), llm.get_model("counted-7"), llm.get_async_model("4o")]
models[0].key = "secret"
models[0].settings["limits"].append(2)
models[0].settings["more"] = 1
again = llm.get_model("c7")
import llm_counting
once = len(llm_counting.calls) == 1 or os.environ["LLM_PLUGIN_INDEX"] == "0"
show(once, again.key, again.settings, models[1].settings, again is not models[1])
"""
    fresh = {"limits": [1], "holds": [1, 2]}
    assert ask(program)[0] == [True, None, fresh, fresh, True]


def test_built_once_where_everything_is_loaded(site, ask):
    """A list loads all plugins; look-ups after it build no model that is there."""
    site.install("llm-counting", COUNTING.replace("{HOLDS}", "1"))
    program = """
llm.get_model("alpha")
llm.get_models()
import llm_counting
before = len(llm_counting.calls)
found = [llm.get_model(f"c{number}").model_id for number in range(5)]
again = len(llm_counting.calls) - before
show(found[-1], again <= 1 or os.environ["LLM_PLUGIN_INDEX"] == "0")
"""
    site.install("llm-alpha", MODEL.format(name="alpha"))
    assert ask(program)[0] == ["counted-4", True]


def test_what_cannot_be_copied_is_made_anew(site, ask):
    """A model that holds more than data is registered again for each who asks."""
    site.install("llm-counting", COUNTING.replace("{HOLDS}", "object()"))
    answers, _ = ask(
        """
first, second = llm.get_model("c7"), llm.get_model("c7")
import llm_counting
show(first.settings["holds"] is second.settings["holds"], len(llm_counting.calls) > 1)
"""
    )
    assert answers == [False, True]


def test_a_plugin_that_fails_half_way(site, ask):
    """What it had registered before can be used, and what went wrong is said once."""
    site.install("llm-alpha", MODEL.format(name="alpha") + "    raise ValueError('no more')\n")
    site.install("llm-zeta", MODEL.format(name="zeta"))
    answers, _ = ask("show(llm.get_model('alpha').model_id, llm.get_model('alpha').model_id)")
    assert answers == ["alpha", "alpha"]


def test_a_plugin_registered_by_hand(site, ask):
    """Who registers a plugin in the host has it looked up like the others."""
    site.install("llm-alpha", MODEL.format(name="alpha"))
    answers, _ = ask(
        """
from llm.plugins import pm
class Byhand:
    @llm.hookimpl
    def register_models(self, register):
        class Mine(llm.Model):
            model_id = "mine"
            def execute(self, prompt, stream, response, conversation):
                yield ""
        register(Mine(), aliases=["short"])
llm.get_model("alpha")
pm.register(Byhand(), "by-hand")
show(llm.get_model("mine").model_id, llm.get_model("short").model_id)
"""
    )
    assert answers[0] == "mine"
