"""Which variables of the environment make an entry stale: those that were read for its plugin."""

import json
import os

from llm.plugins.index.freshness import ALL
from tests.plugins.index.conftest import NAMED, models

READING = {
    "get": "os.environ.get('NAME_GET', 'unset')",
    "getenv": "os.getenv('NAME_GETENV', 'unset')",
    "item": "os.environ['NAME_ITEM'] if 'NAME_ITEM' in os.environ else 'unset'",
    "key": "llm.get_key(None, 'nokey', 'NAME_KEY') or 'unset'",
    "all": "[dict(os.environ), os.environ.copy(), list(os.environ.items())] and 'unset'",
}


def test_variables_of_the_environment(indexed):
    """What a plugin reads of the environment counts, or all of it; its values are not kept."""
    for name, read in READING.items():
        indexed.install(f"llm-{name}", f"{NAMED}\ndef names(): return [{read}]")

    def found(**environment):
        entries = indexed.entries(**environment)
        return {name.removeprefix("llm_"): e["models"][0][0] for name, e in entries.items()}

    assert found() == dict.fromkeys(READING, "unset")
    indexed.imported()
    for name in ("get", "getenv", "item", "key"):
        given = {f"NAME_{name.upper()}": f"secret-{name}"}
        assert found(**given)[name] == f"secret-{name}"
        assert f"llm_{name} child" in indexed.imported()
    found(NAME_KEY="secret-key")
    indexed.imported()
    found(NAME_KEY="secret-key", OTHER="other")
    assert indexed.imported() == ["llm_all child"]
    found(NAME_KEY="secret-key", OTHER="other", COLUMNS="17", TERM="other")
    assert indexed.imported() == []
    kept = {each: e["dependencies"][1] for each, e in indexed.entries(NAME_KEY="x").items()}
    assert [list(each) for each in kept.values()] == [
        [ALL], ["NAME_GET"], ["NAME_GETENV"], ["NAME_ITEM"], ["NAME_KEY"],
    ]  # fmt: skip
    assert "secret" not in json.dumps(kept)


BY_OTHERS = {
    "reader": "reader_of_variables.read()",
    "which": "['program'] if shutil.which('some-program') else []",
    "prefix": "[value for name, value in os.environ.items() if name.startswith('MINE_')]",
    "home": "[(pathlib.Path.home() / 'name').read_text()] if pathlib.Path.home().exists() else []",
}


def test_variables_that_others_read_for_a_plugin(indexed, tmp_path):
    """What is read of the environment by a module that a plugin uses counts as its own reading."""
    reader = indexed.site.path / "reader_of_variables.py"
    reader.write_text("import os\ndef read(): return os.environ.get('READ', '').split()\n")
    (tmp_path / "some-program").write_text("")
    (tmp_path / "some-program").chmod(0o700)
    (tmp_path / "name").write_text("at-home")
    imports = "import shutil, reader_of_variables"
    for name, read in BY_OTHERS.items():
        indexed.install(f"llm-{name}", f"{NAMED}\n{imports}\ndef names(): return {read}")
    path = os.environ["PATH"]
    before = {"HOME": str(tmp_path / "nowhere"), "PATH": path}
    after = {"HOME": str(tmp_path), "PATH": f"{path}{os.pathsep}{tmp_path}"}
    for environment, found in (
        (before, [[], [], [], []]),
        (
            {**after, "READ": "a b", "MINE_X": "mine"},
            [["at-home"], ["mine"], ["a", "b"], ["program"]],
        ),
        (before, [[], [], [], []]),
    ):
        entries = indexed.entries(**environment)
        assert [[each[0] for each in e["models"]] for e in entries.values()] == found
    indexed.imported()
    indexed.entries(**before)
    assert indexed.imported() == []


def test_variable_that_a_plugin_sets(indexed):
    """A variable that a plugin gives a value makes nothing stale, before it is loaded or after."""
    source = (
        "os.environ.setdefault('SET_BY_IT', 'here')\ndef names(): return [os.environ['SET_BY_IT']]"
    )
    indexed.install("llm-sets", f"{NAMED}\n{source}")
    assert models(indexed, "llm_sets") == ["here"]
    assert models(indexed, "llm_sets", SET_BY_IT="mine") == ["mine"]
    assert models(indexed, "llm_sets") == ["here"]
    indexed.imported()
    done = indexed.run(
        "import llm; print([llm.get_model(name).model_id for name in ('here', 'smollm2', 'here')])"
    )
    assert done.stdout == "['here', 'smollm2-135m', 'here']\n"
    assert indexed.imported() == ["llm_sets own"]


def test_key_in_a_variable_of_the_form_that_plugins_use(indexed):
    """Models that are there only where a key is set come with the key, whatever it is called."""
    source = "def names(): return ['keyed'] if llm.get_key('', 'keyed', 'LLM_KEYED_KEY') else []"
    indexed.install("llm-keyed", f"{NAMED}\n{source}")
    assert models(indexed, "llm_keyed") == []
    assert models(indexed, "llm_keyed", LLM_KEYED_KEY="secret") == ["keyed"]
    assert models(indexed, "llm_keyed") == []
