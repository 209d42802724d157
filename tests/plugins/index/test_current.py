"""The index of a process: made once, used without importing anything, and left alone when off."""

import os

import pytest

from tests.plugins.conftest import MODEL

LOOK = """
import llm
from llm.plugins.index.current import current
print(current() is None)
print(llm.get_model("good").model_id)
"""
ROOT = os.name == "posix" and os.geteuid() == 0


@pytest.fixture
def good(indexed):
    indexed.install("llm-good", MODEL.format(name="good"))
    indexed.install("llm-other", MODEL.format(name="other"), version="2.1")
    return indexed


def test_cold_and_warm(good):
    """The first process has each plugin imported by another one; later ones import none."""
    cold = good.entries()
    assert sorted(good.imported()) == ["llm_good child", "llm_other child"]
    assert good.entries() == cold
    assert good.imported() == []
    assert [each["model_id"] for each in _models(cold["llm_good"])] == ["good"]
    assert _models(cold["llm_good"])[0]["aliases"] == ["short", "good-short"]
    assert cold["llm_other"]["version"] == "2.1"
    assert cold["llm_other"]["hooks"] == ["register_models"]


def _models(entry):
    fields = ("model_id", "shown", "aliases", "async_id")
    return [dict(zip(fields, each[:4], strict=True)) for each in entry["models"]]


def test_order_is_that_of_the_host(good):
    """Entries come in the order in which hooks are called, the built-in plugins first."""
    done = good.run(
        """
        from llm.plugins.index.current import current
        print([each.registered_as for each in current().entries][-3:])
        """
    )
    assert done.stdout == "['llm.providers.local', 'llm_good', 'llm_other']\n"


def test_looking_one_up_imports_only_its_plugin(good):
    """A look-up in the index costs the import of the plugin that has it, and of no other."""
    good.entries()
    good.imported()
    done = good.run(
        """
        from llm.plugins.index.current import current
        from llm.plugins.host import pm
        names = {one.registered_as for one in current().entries if "other" in one.names("models")}
        pm.load_only(names)
        """
    )
    assert done.stderr == ""
    assert good.imported() == ["llm_other own"]


def test_built_in_plugins_need_no_other_process(indexed):
    """Where nothing is installed no process is started, and the built-in models are known."""
    done = indexed.run(
        """
        import subprocess
        subprocess.Popen = None
        from llm.plugins.index.current import current
        print([one.registered_as for one in current().entries if "smollm2" in one.names("models")])
        """
    )
    assert (done.stdout, done.stderr) == ("['llm.providers.local']\n", "")


def test_commands_do_not_need_the_built_in_plugins(indexed):
    """To know the commands of plugins, nothing that is built in is imported."""
    done = indexed.run(
        """
        import sys
        from llm.plugins.index.current import current
        print(current("register_commands").entries)
        print([name for name in sys.modules if name in ("pydantic", "pluggy", "click")])
        """
    )
    assert (done.stdout, done.stderr) == ("()\n[]\n", "")


def test_off(good):
    """With `LLM_PLUGIN_INDEX=0` there is none, nothing is written, and everything is loaded."""
    done = good.run(LOOK, LLM_PLUGIN_INDEX="0")
    assert (done.stdout, done.stderr) == ("True\ngood\n", "")
    assert not good.cache.exists()


def test_file_is_private(good):
    """The index and its directory are for their owner alone."""
    good.entries()
    if os.name == "posix":
        assert good.file.stat().st_mode & 0o777 == 0o600
        assert good.file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("place", ["file", "directory"])
def test_cache_that_cannot_be_written(good, place):
    """Without a place to keep an index each process has one of its own."""
    if place == "file":
        good.cache.write_text("in the way")
    elif ROOT:
        # Nobody is kept from writing who is root; a file is in the way all the same.
        good.cache.mkdir()
        (good.cache / "plugins").write_text("")
    else:
        good.cache.mkdir(mode=0o500)
    for _ in range(2):
        done = good.run(LOOK)
        assert (done.stdout, done.stderr) == ("False\ngood\n", "")
        assert sorted(good.imported()) == ["llm_good child", "llm_good own", "llm_other child"]


def test_no_process_can_be_started(good):
    """Where no other process can be started, everything is loaded, as without an index."""
    done = good.run(f"import sys; sys.executable = '/nonexistent'\n{LOOK}")
    assert (done.stdout, done.stderr) == ("True\ngood\n", "")
    assert sorted(good.imported()) == ["llm_good own", "llm_other own"]


def test_all_are_loaded(good):
    """Where all plugins have been loaded there is no use for an index."""
    done = good.run(f"import llm; llm.load_plugins()\n{LOOK}")
    assert done.stdout == "True\ngood\n"


def test_registered_by_hand(good):
    """A plugin that was registered by hand is in no index; without it there is one again."""
    done = good.run(
        """
        import llm
        from llm.plugins.index.current import current
        class Mine: pass
        llm.pm.register(Mine(), name="mine")
        print(current() is None)
        llm.pm.unregister(name="mine")
        print(current() is None)
        """
    )
    assert (done.stdout, done.stderr) == ("True\nFalse\n", "")


def test_entries_are_the_same_objects(good):
    """An entry is the same object as long as it holds."""
    done = good.run(
        """
        from llm.plugins.index.current import current
        one, two = current(), current("register_tools")
        print(all(a is b for a, b in zip(one.entries, two.entries, strict=True)))
        """
    )
    assert done.stdout == "True\n"


def test_a_wrapper_stands_around_all(good):
    """With a plugin that wraps a hook of all others there is no index to go by."""
    good.install(
        "llm-wraps",
        """
import llm
@llm.hookimpl(wrapper=True)
def register_models(register):
    return (yield)
""",
    )
    done = good.run(LOOK)
    assert (done.stdout, done.stderr) == ("True\ngood\n", "")


def test_several_threads(good):
    """Threads that ask at once start one process, and get the same."""
    done = good.run(
        """
        import threading
        from llm.plugins.index.current import current
        found = []
        threads = [threading.Thread(target=lambda: found.append(current())) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(len(found), all(each == found[0] for each in found))
        """
    )
    assert (done.stdout, done.stderr) == ("4 True\n", "")
    assert sorted(good.imported()) == ["llm_good child", "llm_other child"]


def test_plugins_to_load_can_be_chosen(good):
    """LLM_LOAD_PLUGINS chooses what is in the index, and what is imported for it."""
    assert list(good.entries(LLM_LOAD_PLUGINS="LLM_other")) == ["llm_other"]
    assert good.imported() == ["llm_other child"]
    assert good.entries(LLM_LOAD_PLUGINS="") == {}
    assert list(good.entries()) == ["llm_good", "llm_other"]
    assert good.imported() == ["llm_good child"]
    done = good.run(f"{LOOK}\ncurrent()", LLM_LOAD_PLUGINS="llm-good,llm-missing")
    assert done.stdout == "False\ngood\n"
    assert done.stderr == "Plugin llm-missing could not be found\n"


def test_same_name_twice(indexed):
    """Entry points of the same name are two plugins, and two for the same module are one."""
    indexed.install("llm-one", MODEL.format(name="one"), points={"same": "llm_one"})
    indexed.install("llm-two", MODEL.format(name="two"), points={"same": "llm_two", "x": "llm_two"})
    found = {name: each["name"] for name, each in indexed.entries().items()}
    assert found == {"same": "llm-one", "x": "llm-two"}
    program = (
        "import llm; print(sorted(n for n, _ in llm.pm.list_name_plugin() if 'llm.' not in n))"
    )
    assert indexed.run(program).stdout == f"{sorted(found)}\n"
    assert indexed.run(program, LLM_PLUGIN_INDEX="0").stdout == f"{sorted(found)}\n"


def test_damaged_metadata_is_said_once(good):
    """What is wrong with the metadata of a package is said once, with the index and without."""
    good.install("llm-bad")
    (good.site.path / "llm_bad-1.0.dist-info" / "entry_points.txt").write_text("[llm]\nno sense\n")
    said = good.run(LOOK, LLM_PLUGIN_INDEX="0").stderr
    assert said.count("\n") == 1
    assert "its metadata is damaged" in said
    assert [good.run(LOOK).stderr, good.run(LOOK).stderr] == [said, said]
    (good.cache / "plugins").rename(good.cache / "old")
    (good.cache / "plugins").write_text("in the way")
    assert good.run(LOOK).stderr == said
