"""Which plugins are found, and in which order."""

import json
import sys
from types import ModuleType

import pytest

from llm.plugins.index.current import current
from llm.plugins.loading import host_in_use

from .conftest import MODEL

NAMES = """
import json, llm.plugins
print(json.dumps([plugin["name"] for plugin in llm.plugins.get_plugins()]))
"""


@pytest.fixture
def two(site):
    site.install("llm-zeta", MODEL.format(name="zeta"), version="1.2")
    site.install("Llm_Alpha", MODEL.format(name="alpha"))
    return site


def test_installed_plugins_are_listed(two):
    """Each installed plugin is listed with its hooks and its version, sorted by name."""
    done = two.run("import json, llm; print(json.dumps(llm.get_plugins()))")
    assert json.loads(done.stdout) == [
        {"name": "Llm_Alpha", "hooks": ["register_models"], "version": "1.0"},
        {"name": "llm-zeta", "hooks": ["register_models"], "version": "1.2"},
    ]


def test_built_in_plugins_are_listed_with_all(site):
    """The built-in plugins are listed when all are asked for; they have no version."""
    done = site.run("import json, llm; print(json.dumps(llm.get_plugins(all=True)))")
    found = json.loads(done.stdout)
    assert {"name": "llm.default_plugins.default_tools", "hooks": ["register_tools"]} in found


@pytest.mark.parametrize("run", range(3))
def test_order_is_the_same_each_time(two, run):
    """Plugins are called by the name of their package, after the built-in ones."""
    done = two.run(
        """
        import llm
        ids = [entry.model.model_id for entry in llm.get_models_with_aliases()]
        print(ids[-2:], llm.get_model("short").model_id, list(llm.get_tools())[:2])
        """,
        PYTHONHASHSEED=str(run),
    )
    assert done.stdout == "['alpha', 'zeta'] zeta ['llm_version', 'llm_time']\n"


@pytest.mark.parametrize(
    ("wanted", "loaded"),
    [
        ("", []),
        ("llm-zeta", ["llm-zeta"]),
        ("llm-alpha", ["Llm_Alpha"]),
        (" LLM.zeta , Llm_Alpha ,", ["Llm_Alpha", "llm-zeta"]),
    ],
)
def test_plugins_to_load_can_be_chosen(two, wanted, loaded):
    """LLM_LOAD_PLUGINS names the packages to load; the built-in ones always are."""
    done = two.run(NAMES, LLM_LOAD_PLUGINS=wanted)
    assert json.loads(done.stdout) == loaded
    assert done.stderr == ""
    done = two.run("import llm; print('llm_version' in llm.get_tools())", LLM_LOAD_PLUGINS=wanted)
    assert done.stdout == "True\n"


def test_unknown_name_is_said(two):
    """A package that is not installed is mentioned, and the others are loaded."""
    done = two.run(NAMES, LLM_LOAD_PLUGINS="llm-missing,llm-zeta")
    assert json.loads(done.stdout) == ["llm-zeta"]
    assert done.stderr == "Plugin llm-missing could not be found\n"


def test_host_loads_what_it_is_asked_for(two):
    """Whoever looks into the host finds the plugins there."""
    done = two.run(
        """
        from llm.plugins import pm
        print(sorted(plugin.__name__ for plugin in pm.get_plugins() if "_" in plugin.__name__))
        print([name for name, _ in pm.list_name_plugin() if "llm_" in name])
        """
    )
    modules, names = done.stdout.splitlines()
    assert "'llm.default_plugins.openai_models', 'llm_alpha', 'llm_zeta'" in modules
    assert names == "['llm_zeta', 'llm_alpha']"


def test_modules_are_imported_once(site):
    """Loading again, and from several threads, imports nothing twice."""
    site.install("llm-slow", "import time; print('imported'); time.sleep(0.1)")
    done = site.run(
        """
        import threading, llm
        threads = [threading.Thread(target=llm.get_plugins) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        llm.load_plugins()
        print(len(llm.get_plugins()))
        """
    )
    assert done.stdout == "1\n"
    assert done.stderr == "Plugin llm-slow printed while it was loaded: imported\n"


def test_entry_points_of_the_same_name(site):
    """Two packages whose entry points have the same name are both loaded."""
    site.install("llm-one", MODEL.format(name="one"), points={"same": "llm_one"})
    site.install("llm-two", MODEL.format(name="two"), points={"same": "llm_two"})
    assert json.loads(site.run(NAMES).stdout) == ["llm-one", "llm-two"]


def test_entry_points_for_the_same_module(site):
    """A module that is named twice is one plugin."""
    site.install("llm-one", MODEL.format(name="one"), points={"a": "llm_one", "b": "llm_one"})
    done = site.run(NAMES)
    assert json.loads(done.stdout) == ["llm-one"]
    assert done.stderr == ""


def test_plugin_that_asks_while_it_is_imported(site):
    """A plugin may ask for models while it is imported; it gets those that are there."""
    site.install("llm-asks", f"import llm; llm.get_models()\n{MODEL.format(name='asks')}")
    done = site.run("import llm; print(llm.get_model('asks').model_id)")
    assert (done.stdout, done.stderr) == ("asks\n", "")


def test_plugin_that_asks_while_another_thread_loads_it(site):
    """A thread that imports a plugin that asks for models does not wait for one that loads it."""
    site.install(
        "llm-asks",
        """
import builtins, time, llm
builtins.importing.set()
builtins.looking.wait(30)
time.sleep(0.3)
found = [model.model_id for model in llm.get_models()]
""",
    )
    done = site.run(
        """
        import builtins, os, sys, threading, llm
        importing = builtins.importing = threading.Event()
        looking = builtins.looking = threading.Event()
        def load():
            import llm_asks
        def look():
            importing.wait(30)
            looking.set()
            llm.get_models()
        threads = [threading.Thread(target=each, daemon=True) for each in (load, look)]
        for thread in threads: thread.start()
        for thread in threads: thread.join(30)
        print([thread.is_alive() for thread in threads], flush=True)
        os._exit(0)
        """,
        LLM_PLUGIN_INDEX="0",
    )
    assert (done.stdout, done.stderr) == ("[False, False]\n", "")


def test_importing_the_package_loads_nothing(site):
    """`import llm.plugins` imports neither pluggy nor the metadata of packages."""
    done = site.run(
        """
        import sys, llm.plugins
        print({"pluggy", "importlib.metadata", "llm.plugins.host"} & sys.modules.keys())
        """
    )
    assert done.stdout == "set()\n"


def test_unknown_name_of_the_package():
    """`llm.plugins` has no other names."""
    import llm.plugins

    with pytest.raises(AttributeError, match="no_such_name"):
        llm.plugins.no_such_name  # noqa: B018 - looking is the test


def test_a_plugin_that_asks_from_its_hook_what_plugins_offer_gets_what_the_others_do(site):
    """Looking a model up in `register_models` finds those of others, and does not come back."""
    site.install("llm-other", MODEL.format(name="other"))
    site.install(
        "llm-asks",
        """
import llm

class Wrapped(llm.Model):
    def __init__(self, inner):
        self.model_id = f"wrapped-{inner.model_id}"

    def execute(self, prompt, stream, response, conversation):
        yield "hello"

@llm.hookimpl
def register_models(register):
    register(Wrapped(llm.get_model("other")))
""",
    )
    done = site.run("import llm; print(llm.get_model('wrapped-other').model_id)")
    assert (done.stdout, done.stderr) == ("wrapped-other\n", "")


def test_a_host_that_another_thread_is_importing(monkeypatch):
    """Who asks meanwhile is answered as if nobody had used it yet."""
    monkeypatch.setitem(sys.modules, "llm.plugins.host", ModuleType("llm.plugins.host"))
    assert host_in_use() is None
    assert current() is None  # there is no index in tests
