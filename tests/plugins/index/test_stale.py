"""What makes an entry stale, and that only that plugin is found out anew."""

import shutil

import pytest

from tests.plugins.conftest import MODEL
from tests.plugins.index.conftest import NAMED, models

FROM_FILE = f"""{NAMED}
def names():
    return path.read_text().split() if path.exists() else []
"""


@pytest.fixture
def good(indexed):
    indexed.install("llm-good", MODEL.format(name="good"))
    indexed.install("llm-other")
    indexed.entries()
    indexed.imported()
    return indexed


def test_installed_upgraded_removed(good):
    """Whatever is installed, upgraded or removed is seen by the next process."""
    good.install("llm-new", MODEL.format(name="new"))
    assert models(good, "llm_new") == ["new"]
    metadata = good.site.path / "llm_good-1.0.dist-info"
    shutil.rmtree(metadata)
    (good.site.path / "llm_good.py").unlink()
    assert list(good.entries()) == ["llm_new", "llm_other"]
    good.install("llm-good", MODEL.format(name="better"), version="2.0")
    assert models(good, "llm_good") == ["better"]
    assert good.entry("llm_good")["version"] == "2.0"


def test_edited_in_place(good):
    """A plugin whose module was changed is imported anew, and no other."""
    good.edit("llm-good", MODEL.format(name="changed"))
    assert models(good, "llm_good") == ["changed"]
    assert good.imported() == ["llm_good child"]
    assert models(good, "llm_good") == ["changed"]
    assert good.imported() == []


def test_editable_package(indexed, tmp_path):
    """Each module of a plugin that is used from its source counts."""
    source = tmp_path / "source" / "llm_edit"
    source.mkdir(parents=True)
    (source / "__init__.py").write_text("from .names import register_models")
    (source / "names.py").write_text(MODEL.format(name="first"))
    indexed.site.install("llm-edit", "", points={"edit": "llm_edit"})
    (indexed.site.path / "llm_edit.py").unlink()
    (indexed.site.path / "llm_edit.pth").write_text(str(source.parent))
    path = {"PYTHONPATH": f"{indexed.site.path}:{source.parent}"}
    assert models(indexed, "edit", **path) == ["first"]
    (source / "names.py").write_text(MODEL.format(name="second"))
    assert models(indexed, "edit", **path) == ["second"]


def test_models_of_a_file(indexed):
    """Models that come from a file follow it, from before it is there until it is gone."""
    indexed.install("llm-file", f"{FROM_FILE}\npath = llm.user_dir() / 'names.txt'")
    indexed.install("llm-other")
    assert models(indexed, "llm_file") == []
    indexed.imported()
    file = indexed.user / "names.txt"
    file.write_text("one two")
    assert models(indexed, "llm_file") == ["one", "two"]
    assert indexed.imported() == ["llm_file child"]
    file.write_text("three")
    assert models(indexed, "llm_file") == ["three"]
    file.unlink()
    assert models(indexed, "llm_file") == []


def test_several_user_directories(indexed, tmp_path):
    """One index serves users whose directories have the same in them, and tells others apart."""
    indexed.install("llm-file", f"{FROM_FILE}\npath = llm.user_dir() / 'names.txt'")
    assert models(indexed, "llm_file") == []
    indexed.imported()
    other = {"LLM_USER_PATH": str(tmp_path / "other")}
    assert models(indexed, "llm_file", **other) == []
    assert indexed.imported() == []
    (tmp_path / "other").mkdir(exist_ok=True)
    (tmp_path / "other" / "names.txt").write_text("mine")
    assert models(indexed, "llm_file", **other) == ["mine"]
    assert models(indexed, "llm_file") == []


def test_file_beside_where_the_user_is(indexed, tmp_path, monkeypatch):
    """A file of the current directory is another one in another directory."""
    indexed.install("llm-file", f"{FROM_FILE}\npath = pathlib.Path('names.txt')")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "b" / "names.txt").write_text("here")
    monkeypatch.chdir(tmp_path / "a")
    assert models(indexed, "llm_file") == []
    monkeypatch.chdir(tmp_path / "b")
    assert models(indexed, "llm_file") == ["here"]


def test_directory_that_is_listed(indexed):
    """A plugin that has a model for each file of a directory follows the names in it."""
    source = """
def names():
    directory = llm.user_dir() / "models"
    directory.mkdir(exist_ok=True)
    return sorted(path.stem for path in directory.iterdir())
"""
    indexed.install("llm-listing", NAMED + source)
    assert models(indexed, "llm_listing") == []
    (indexed.user / "models" / "one.gguf").write_text("")
    assert models(indexed, "llm_listing") == ["one"]
    indexed.imported()
    # The history is written all the time, and is nothing that was looked at.
    (indexed.user / "logs.db").write_text("")
    assert models(indexed, "llm_listing") == ["one"]
    assert indexed.imported() == []


def test_models_of_the_users_own_files(indexed):
    """What built-in plugins have from files of the user follows these, in any user directory."""
    program = """
        from llm.plugins.index.current import current
        print([one.registered_as for one in current().entries if "mine" in one.names("models")])
        """
    assert indexed.run(program).stdout == "[]\n"
    indexed.user.mkdir(exist_ok=True)
    file = indexed.user / "extra-openai-models.yaml"
    file.write_text("- model_id: mine\n  model_name: theirs\n")
    assert indexed.run(program).stdout == "['llm.default_plugins.openai_models']\n"
    assert indexed.run(program, LLM_USER_PATH=str(indexed.path / "o")).stdout == "[]\n"
    file.unlink()
    assert indexed.run(program).stdout == "[]\n"


def test_second_module_of_a_plugin(indexed):
    """A module of another name that a plugin imports, and that somebody works on, counts."""
    second = indexed.site.path / "second_module.py"
    second.write_text("NAMES = ['one']")
    source = "import second_module\ndef names(): return second_module.NAMES"
    indexed.install("llm-two", f"{NAMED}\n{source}")
    assert models(indexed, "llm_two") == ["one"]
    second.write_text("NAMES = ['another']")
    assert models(indexed, "llm_two") == ["another"]


def test_module_that_was_missing(indexed):
    """A plugin that failed for want of a module, anywhere in it, works when that is there."""
    package = indexed.site.path / "llm_parts"
    (package / "below").mkdir(parents=True)
    (package / "__init__.py").write_text("from .below.missing import register_models\n")
    (package / "below" / "__init__.py").write_text("")
    indexed.site.install("llm-parts", "")
    (indexed.site.path / "llm_parts.py").unlink()
    assert indexed.entry("llm_parts")["state"] == "failed"
    (package / "below" / "missing.py").write_text(MODEL.format(name="found"))
    assert models(indexed, "llm_parts") == ["found"]


def test_file_that_is_written_each_time(indexed):
    """A file that the plugin itself writes whenever it is loaded makes nothing stale for ever."""
    source = """
path = llm.user_dir() / "count.txt"

def names():
    count = int(path.read_text()) if path.exists() else 0
    path.write_text(str(count + 1))
    return [f"counted-{count}"]
"""
    indexed.install("llm-count", NAMED + source)
    assert models(indexed, "llm_count") == ["counted-0"]
    (indexed.user / "count.txt").write_text("10")
    assert models(indexed, "llm_count") == ["counted-10"]
    indexed.imported()
    (indexed.user / "count.txt").write_text("100")
    entry = indexed.entry("llm_count")
    assert indexed.imported() == []
    assert entry["dynamic"] == ["register_models"]


def test_directory_that_changes_each_time(indexed):
    """A plugin that leaves another file each time in a directory that it lists is asked there."""
    source = """
import time

def names():
    directory = llm.user_dir() / "listed"
    directory.mkdir(exist_ok=True)
    found = sorted(path.name for path in directory.iterdir())
    (directory / f"{time.time_ns()}").write_text("")
    notes = [name for name in found if name.isdigit()]
    for name in notes[:-2]: (directory / name).unlink()
    return [name for name in found if name not in notes]
"""
    indexed.install("llm-lists", NAMED + source)
    assert models(indexed, "llm_lists") == []
    (indexed.user / "listed" / "one").write_text("")
    entry = indexed.entry("llm_lists")
    assert ([each[0] for each in entry["models"]], entry["dynamic"]) == (
        ["one"],
        ["register_models"],
    )
    indexed.imported()
    (indexed.user / "listed" / "two").write_text("")
    done = indexed.run("import llm; print(llm.get_model('two').model_id)")
    assert (done.stdout, done.stderr) == ("two\n", "")
    assert indexed.imported() == ["llm_lists own"]


def test_directory_in_which_a_file_is_replaced(indexed):
    """A plugin that replaces a file of a directory that it lists changes none of its names."""
    source = """
def names():
    directory = llm.user_dir() / "listed"
    directory.mkdir(exist_ok=True)
    (directory / "new").write_text("")
    (directory / "new").rename(directory / "one")
    return [path.name for path in directory.iterdir()]
"""
    indexed.install("llm-lists", NAMED + source)
    assert models(indexed, "llm_lists") == ["one"]
    (indexed.user / "listed" / "two").write_text("")
    assert sorted(models(indexed, "llm_lists")) == ["one", "two"]
    assert indexed.entry("llm_lists")["dynamic"] == []


def test_one_that_fails_among_others(indexed):
    """What fails when it is found out alone is found out again among all others."""
    hook = "import llm\n@llm.hookimpl\ndef register_commands(cli):\n    "
    indexed.install("llm-first", f"{hook}cli.command(name='first')(lambda: None)\n")
    second = f"{hook}cli.commands['first']\n"
    indexed.install("llm-second", second)
    assert indexed.entry("llm_second", "register_commands")["errors"] == []
    indexed.imported()
    indexed.edit("llm-second", second + "# edited\n")
    assert indexed.entry("llm_second", "register_commands")["errors"] == []
    assert indexed.imported() == ["llm_second child", "llm_first child", "llm_second child"]
