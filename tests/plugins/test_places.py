"""Where in a plugin's own code something failed."""

import json
import sys

import pytest

from llm.plugins.places import place_of, with_place


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """Write modules that can be imported; they are forgotten again."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(**sources):
        for name, source in sources.items():
            path = tmp_path / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(source)

    yield write
    for name in set(sys.modules) - before:
        del sys.modules[name]


def place(source, *others):
    """The place of what the code raises, for the plugin whose modules are below `placed`."""
    try:
        exec(source, {"__name__": "llm.plugins.host"})
    except Exception as error:  # noqa: BLE001 - whatever it raises
        trace = error.__traceback__
        return place_of(error.with_traceback(trace and trace.tb_next), "placed", others)
    raise AssertionError("nothing was raised")


def test_the_innermost_own_line(modules):
    """Not where the standard library raised it, nor where a hook asked its own helper."""
    modules(
        placed="import json\n\n\ndef read():\n    json.loads('{')\n\n\ndef hook():\n    read()\n"
    )
    assert place("import placed; placed.hook()") == "placed.py, line 5"


def test_files_of_a_package(modules, tmp_path):
    """A file is named as it stands in its package."""
    (tmp_path / "placed").mkdir()
    (tmp_path / "placed" / "__init__.py").write_text("from placed import inner\n")
    (tmp_path / "placed" / "inner.py").write_text("\n1 / 0\n")
    assert place("import placed") == "placed/inner.py, line 2"
    (tmp_path / "placed" / "__init__.py").write_text("exit_now\n")
    assert place("import placed") == "placed/__init__.py, line 1"


def test_modules_beside_it(modules):
    """One that is worked on is its own, unless it is that of another plugin."""
    modules(placed="\nimport beside\n", beside="\n\n1 / 0\n")
    assert place("import placed") == "beside.py, line 3"
    assert place("import placed", "beside") == "placed.py, line 2"


def test_no_place(modules):
    """Nothing of it took part, or the error says itself where; made code is in no file."""
    assert place("import json; json.loads('{')") == ""
    modules(placed="def broken(:\n")
    assert place("import placed") == ""
    modules(placed="\ncompile('def broken(:', 'made', 'exec')\n")
    assert place("import placed") == "placed.py, line 2"
    modules(placed="\nexec('1 / 0', {'__name__': 'placed'})\n")
    assert place("import placed") == "placed.py, line 2"


def test_the_command_that_helps_stays_last():
    """So that it can be copied; without a place nothing is added."""
    said = "it needs the Python module 'x', which is not installed: llm install x"
    assert with_place(said, "a.py, line 1") == (
        "it needs the Python module 'x', which is not installed (a.py, line 1): llm install x"
    )
    assert with_place("KeyError: 'x'", "a.py, line 1") == "KeyError: 'x' (a.py, line 1)"
    assert with_place(said, "") == said


BROKEN = """
import llm

def deeper(register):
    return {{}}["{key}"]

@llm.hookimpl
def register_tools(register):
    deeper(register)
"""


def test_tracebacks_for_who_wants_them(site):
    """`LLM_RAISE_ERRORS` shows that of each plugin that fails here, below its line; once."""
    site.install("llm-bad", BROKEN.format(key="no key"))
    site.install("llm-worse", "1 / 0")
    program = "import llm; llm.get_tools(); llm.get_tools()"
    plain = site.run(program)
    assert plain.stderr.splitlines() == [
        (
            "Plugin llm-worse was skipped: ZeroDivisionError: division by zero."
            " See `llm plugins` or `llm uninstall llm-worse`."
        ),
        "Plugin llm-bad failed in register_tools: KeyError: 'no key'. See `llm plugins`.",
    ]
    shown = site.run(program, LLM_RAISE_ERRORS="1")
    assert shown.returncode == 0
    lines = shown.stderr.splitlines()
    assert [line for line in lines if line.startswith("Plugin ")] == plain.stderr.splitlines()
    assert [line for line in lines if not line.startswith((" ", "Plugin "))] == [
        "Traceback (most recent call last):",
        "ZeroDivisionError: division by zero",
        "Traceback (most recent call last):",
        "KeyError: 'no key'",
    ]
    assert f'  File "{site.path}/llm_bad.py", line 5, in deeper' in lines


def test_a_wrapper_that_fails(site):
    """It stands around all others, and its traceback is shown as well."""
    source = """
        import llm
        @llm.hookimpl(wrapper=True)
        def register_models(register):
            raise ValueError("around")
            yield
        """
    site.install("llm-bad", source)
    program = "import llm; llm.get_models()"
    assert "Traceback" not in site.run(program).stderr
    assert "Traceback" in site.run(program, LLM_RAISE_ERRORS="1").stderr


def test_the_index_keeps_it(site, tmp_path):
    """An error has its place beside it, in the file of the index, too."""
    site.install("llm-bad", BROKEN.format(key="x"))
    cache = {"LLM_PLUGIN_INDEX": "1", "LLM_CACHE_PATH": str(tmp_path / "cache")}
    assert site.run("import llm; llm.get_tools()", **cache).returncode == 0
    (file,) = (tmp_path / "cache" / "plugins").glob("*.json")
    entry = json.loads(file.read_text())["entries"]["llm_bad"]
    assert entry["errors"] == ["register_tools: KeyError: 'x'"]
    assert entry["places"] == ["llm_bad.py, line 5"]
