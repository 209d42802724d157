"""Loading some plugins leaves everything as if all had been loaded."""

from textwrap import dedent

import pytest

ORDERED = """
import llm
from llm import hookimpl
@hookimpl({placed})
def register_tools(register):
    register(len, name="{name}")
"""
PLACED = {"a": "", "b": "trylast=True", "c": "tryfirst=True", "d": "", "e": "trylast=True"}
SHOW = """
import llm
from llm.plugins.host import pm

def names(only=None):
    found = []
    def given(plugin):
        return {"register": lambda tool, name=None: found.append(name)}
    pm.call_each("register_tools", given, only=only)
    return "".join(name for name in found if name)
"""


@pytest.fixture
def five(site):
    for name, placed in PLACED.items():
        site.install(f"llm-{name}", ORDERED.format(placed=placed, name=name))
    return site


def test_order_of_hooks(five):
    """Hooks of plugins that are loaded one by one are called in the order that all have."""
    done = five.run(
        f"""{SHOW}
print(names({{"llm_d"}}))
print(names({{"llm_a", "llm_e", "llm_d"}}))
print(names({{"llm_b", "llm_e", "llm_c", "llm_a"}}))
print(names())
"""
    )
    assert (done.stdout, done.stderr) == ("d\nade\ncaeb\ncadeb\n", "")
    assert five.run(f"{SHOW}\nprint(names())").stdout == "cadeb\n"


def test_only_those_are_imported(five):
    """Of the others not even the module is imported, until somebody asks for all."""
    done = five.run(
        """
        import sys
        from llm.plugins.host import pm
        def loaded(): return sorted(n for n in sys.modules if n.startswith("llm_"))
        pm.load_only(["llm_b"])
        pm.load_only(["llm_b", "llm_d", "llm_unknown"])
        print(loaded())
        pm.hook.register_tools(register=lambda *_, **__: None)
        print(loaded())
        """
    )
    names = ["llm_a", "llm_b", "llm_c", "llm_d", "llm_e"]
    assert done.stdout == f"['llm_b', 'llm_d']\n{names}\n"


@pytest.mark.parametrize("look", ["pm.get_plugins()", "pm.list_name_plugin()", "llm.get_plugins()"])
def test_who_looks_sees_all(five, look):
    """Whoever looks at the plugins of the host finds all of them, also when some were loaded."""
    program = "import llm; pm = llm.pm\n{}print(len({}))"
    all_of = five.run(program.format("", look)).stdout
    assert five.run(program.format("pm.load_only(['llm_b'])\n", look)).stdout == all_of


def test_registered_by_hand_afterwards(five):
    """One that is registered by hand is called first, as if all others had been loaded before."""
    by_hand = """
        class Mine:
            @llm.hookimpl
            def register_tools(register):
                register(len, name="x")
        pm.register(Mine, name="mine")
        print(names())
        """
    after_some = five.run(f"{SHOW}\nnames({{'llm_d'}})\n{dedent(by_hand)}")
    after_all = five.run(f"{SHOW}\nnames()\n{dedent(by_hand)}")
    assert after_some.stdout == after_all.stdout == "cxadeb\n"


def test_unregistered_stays_so(five):
    """A plugin that somebody removes does not come back when all are loaded."""
    done = five.run(
        f"""{SHOW}
names({{"llm_a", "llm_d"}})
pm.unregister(name="llm_d")
print(names())
"""
    )
    assert done.stdout == "caeb\n"


def test_one_that_asks_for_others_as_it_is_imported(five):
    """A plugin that asks for tools while it is imported gets what is there; later it is all."""
    five.install("llm-asks", "import llm\nseen = len(llm.get_tools())\n")
    done = five.run(f"{SHOW}\npm.load_only(['llm_asks'])\nprint(names())")
    assert (done.stdout, done.stderr) == ("cadeb\n", "")


def test_failing_ones_are_said_once(five):
    """A plugin that fails is tried and said once, whether it is loaded by itself or with all."""
    five.install("llm-bad", "1 / 0")
    done = five.run(
        f"{SHOW}\nfor _ in range(2): pm.load_only(['llm_bad'])\nprint(names(), len(pm.known))"
    )
    assert done.stdout.split()[0] == "cadeb"
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Plugin llm-bad was skipped: ZeroDivisionError")


def test_disabled_plugins(five, tmp_path):
    """Plugins that the user has disabled are not loaded, by programs neither; nor are they said."""
    user = tmp_path / "elsewhere"
    user.mkdir()
    (user / "config.toml").write_text('disabled_plugins = ["LLM_a", "llm-d", "llm-gone"]\n')
    for index in ("0", "1"):
        environment = {
            "LLM_USER_PATH": str(user),
            "LLM_PLUGIN_INDEX": index,
            "LLM_CACHE_PATH": str(tmp_path / "cache"),
        }
        done = five.run(f"{SHOW}\nprint(names())", **environment)
        assert (done.stdout, done.stderr) == ("ceb\n", "")
        done = five.run("import llm; print('a' in llm.get_tools())", **environment)
        assert done.stdout == "False\n"


@pytest.mark.parametrize("text", ["disabled_plugins = 3", "no toml at all"])
def test_settings_that_are_wrong(five, tmp_path, text):
    """A settings file that is wrong disables nothing, and is not this module's to complain of."""
    user = tmp_path / "elsewhere"
    user.mkdir()
    (user / "config.toml").write_text(text)
    done = five.run(f"{SHOW}\nprint(names())", LLM_USER_PATH=str(user))
    assert (done.stdout, done.stderr) == ("cadeb\n", "")


PRINTING = """
import sys, llm
print("first")
print("second")
held = sys.stdout
sys.stdout.flush()
try:
    sys.stdout.write(b"")
except TypeError:
    pass

@llm.hookimpl
def register_tools(register):
    print("third")
"""


def test_prints_go_nowhere(site):
    """What a plugin prints as it is loaded is no output of the program; the first line is said."""
    site.install("llm-prints", PRINTING)
    done = site.run(
        """
        import llm, sys
        before = sys.stdout
        llm.get_tools(), llm.get_tools()
        print("mine", sys.stdout is before)
        import llm_prints
        print("held", file=llm_prints.held)
        print(llm_prints.held.encoding == before.encoding)
        """
    )
    assert done.stdout == "mine True\nheld\nTrue\n"
    assert done.stderr == "Plugin llm-prints printed while it was loaded: first\n"


def test_prints_of_other_threads(site):
    """What another thread prints meanwhile is written as ever."""
    site.install(
        "llm-waits",
        """
        import threading
        from llm.plugins.printing import kept_from_output
        thread = threading.Thread(target=print, args=["from a thread"])
        thread.start()
        thread.join()
        print("x" * 1000)
        """,
    )
    done = site.run("import llm; llm.load_plugins()")
    assert done.stdout == "from a thread\n"
    assert done.stderr == f"Plugin llm-waits printed while it was loaded: {'x' * 200}…\n"


def test_printing_without_output(site):
    """A plugin that prints where a program has no standard output harms nobody."""
    site.install("llm-prints", "import sys\nprint('hello')\nheld = sys.stdout")
    done = site.run(
        """
        import sys
        sys.stdout = None
        import llm
        print(len(llm.get_plugins()), file=sys.stderr)
        import llm_prints
        print("nowhere", file=llm_prints.held)
        """
    )
    assert done.stderr == "Plugin llm-prints printed while it was loaded: hello\n1\n"
