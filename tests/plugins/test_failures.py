"""A plugin that fails costs one line, and nothing else."""

import json

import pytest

from .conftest import MODEL

SEE = "See `llm plugins` or `llm uninstall llm-bad`.\n"


@pytest.fixture
def good(site):
    site.install("llm-good", MODEL.format(name="good"))
    return site


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "import httpx_of_old",
            (
                "it needs the Python module 'httpx_of_old', which is not installed:"
                " llm install httpx-of-old"
            ),
        ),
        ("raise ValueError('first\\nsecond')", "ValueError: first second"),
        ("raise ValueError('is it set?')", "ValueError: is it set? See `llm plugins`"),
        ("import sys; sys.exit(3)", "it called sys.exit(3)"),
        ("class Odd(Exception):\n  def __str__(self): return 1 / 0\nraise Odd", "Odd."),
        ("class Odd(Exception):\n  def __str__(self): return 5\nraise Odd", "Odd."),
        ("class Odd:\n  def __repr__(self): exit(1)\nraise SystemExit(Odd())", "SystemExit."),
        ("raise ModuleNotFoundError('gone', name=5)", "ModuleNotFoundError: gone."),
        ("class Stop(BaseException): pass\nraise Stop", "Stop"),
        ("def broken(:", "SyntaxError: invalid syntax (llm_bad.py, line 1)"),
        ("from llm import gone", "ImportError: cannot import name 'gone' from 'llm'"),
        (
            "import llm\n@llm.hookimpl\ndef register_models(register, other): pass",
            "PluginValidationError: Plugin 'llm_bad' for hook 'register_models'",
        ),
    ],
)
def test_plugin_that_cannot_be_loaded(good, source, reason):
    """A plugin that cannot be loaded is skipped with one line; the others work."""
    good.install("llm-bad", source)
    done = good.run("import llm; print(llm.get_model('good').model_id); llm.get_models()")
    assert done.stdout == "good\n"
    assert done.stderr.startswith(f"Plugin llm-bad was skipped: {reason}")
    assert done.stderr.endswith(SEE)
    assert done.stderr.count("\n") == 1


def test_reason_is_kept(good):
    """`plugin_states` says why a plugin was skipped, and `get_plugins` leaves it out."""
    good.install("llm-bad", "1 / 0", version="2.0")
    done = good.run(
        """
        import dataclasses, json, llm.plugins
        for state in llm.plugins.plugin_states():
            if not state.built_in:
                print(json.dumps(dataclasses.asdict(state)))
        print([plugin["name"] for plugin in llm.plugins.get_plugins()])
        """
    )
    bad, working, names = done.stdout.splitlines()
    assert json.loads(bad) == {
        "name": "llm-bad",
        "version": "2.0",
        "hooks": [],
        "built_in": False,
        "loaded": False,
        "error": "ZeroDivisionError: division by zero",
        "state": "failed",
        "milliseconds": None,
    }
    assert json.loads(working)["hooks"] == ["register_models"]
    assert names == "['llm-good']"


def test_standard_output_that_is_closed(good):
    """A plugin that closes standard output as it is loaded closes nothing."""
    good.install("llm-bad", "import sys\nsys.stdout.close()\nprint('hello')")
    good.install("llm-takes", "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.detach())")
    done = good.run("import llm; print(len(llm.get_plugins()))")
    assert (done.stdout, done.stderr) == (
        "3\n",
        "Plugin llm-bad printed while it was loaded: hello\n",
    )


@pytest.mark.parametrize("failure", ["raise ValueError('no')", "import sys; sys.exit()"])
def test_hook_that_raises(good, failure):
    """What a plugin registers before it raises counts, and it is said once."""
    source = MODEL.format(name="bad") + f"    register(Echo(), aliases=['more'])\n    {failure}\n"
    good.install("llm-bad", source)
    done = good.run(
        """
        import llm
        print([llm.get_model(name).model_id for name in ("good", "bad", "more")])
        print([state.error for state in llm.plugins.plugin_states() if state.error])
        """
    )
    assert done.stdout.startswith("['good', 'bad', 'bad']\n['register_models: ")
    assert done.stderr.startswith("Plugin llm-bad failed in register_models: ")
    assert done.stderr.count("\n") == 1


def test_control_c_is_not_swallowed(site):
    """Ctrl-C while a plugin is imported ends the program, and a second try starts over."""
    site.install(
        "llm-slow",
        """
        import os
        if os.environ.pop("INTERRUPT", None):
            raise KeyboardInterrupt
        """,
    )
    done = site.run(
        """
        import llm
        try:
            llm.load_plugins()
        except KeyboardInterrupt:
            print("interrupted")
        print([plugin["name"] for plugin in llm.get_plugins()])
        """,
        INTERRUPT="1",
    )
    assert (done.stdout, done.stderr) == ("interrupted\n['llm-slow']\n", "")


def test_damaged_metadata(site):
    """A package with metadata that cannot be read does not stand in the way."""
    site.install("llm-plain", "")
    site.install("llm-bad", "")
    (site.path / "llm_bad-1.0.dist-info" / "entry_points.txt").write_text("[llm]\nno sense\n")
    done = site.run("import llm; print([plugin['name'] for plugin in llm.get_plugins()])")
    assert done.stdout == "['llm-plain']\n"
    assert "its metadata is damaged" in done.stderr
    assert done.stderr.count("\n") == 1


def test_damaged_metadata_of_other_packages(site):
    """Packages that have nothing to do with this one are not even parsed."""
    site.install("llm-plain", "")
    other = site.path / "other-1.0.dist-info"
    other.mkdir()
    (other / "entry_points.txt").write_text("no sense")
    done = site.run("import llm; print([plugin['name'] for plugin in llm.get_plugins()])")
    assert (done.stdout, done.stderr) == ("['llm-plain']\n", "")


def test_without_standard_error(good):
    """A program without standard error loses the line, not the plugins."""
    good.install("llm-bad", "1 / 0")
    done = good.run("import sys; sys.stderr = None; import llm; print(len(llm.get_plugins()))")
    assert done.stdout == "1\n"
