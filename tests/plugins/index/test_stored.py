"""The file of an index: it is whole, or as good as none."""

import json
import os

import pytest

from llm.plugins.discovery import Candidate
from llm.plugins.index import stored as files
from llm.plugins.index.entries import Dependencies, Entry, OfferedCommand, OfferedModel
from llm.plugins.index.freshness import PORT, seen
from llm.plugins.index.stored import Stored
from tests.plugins.conftest import MODEL

ENTRY = Entry(
    "llm-good",
    "1.0",
    "llm_good",
    "llm_good",
    state="loaded",
    errors=("register_tools: ValueError: no",),
    hooks=("register_models",),
    milliseconds=1.5,
    models=(OfferedModel("good", "Echo: good", ("short",), "good", "Echo: good", "key", ("KEY",)),),
    tools=("shout",),
    commands=(OfferedCommand("greet", "Say hello", True),),
    descriptions={"tools:shout": "Shout it"},
    changes_models=True,
    dependencies=Dependencies({"/a": (1, 2), "/b": None}, {"HOST": "12", "PORT": None}),
)
WHOLE = Stored(
    "identity",
    "signature",
    (Candidate("llm_good", "llm-good", "1.0", "llm_good", "llm_good"),),
    ("a note",),
    {"llm_good": ENTRY, "llm_bare": Entry("llm-bare", None, "llm_bare", "llm_bare")},
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "index.json"
    assert files.write(path, WHOLE)
    return path


def test_read_as_written(file):
    """What is read is what was written, in the same types."""
    read = files.read(file)
    assert read == WHOLE
    assert isinstance(read.entries["llm_good"].models[0], OfferedModel)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": 1}', "[" * 100_000, b"\xff\xfe\x00"],
    ids=["empty", "cut", "list", "null", "keys", "deep", "bytes"],
)
def test_no_index(file, text):
    """What is no index at all is as good as none."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert files.read(file) is None


def _entry(data):
    return data["entries"]["llm_good"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.update(format=0),
        lambda data: data.update(signature=1),
        lambda data: data.pop("notes"),
        lambda data: data["candidates"][0].pop(),
        lambda data: _entry(data).update(state="well"),
        lambda data: _entry(data).update(models=[["good"]]),
        lambda data: _entry(data)["models"][0].__setitem__(0, 7),
        lambda data: _entry(data).update(hooks="register_models"),
        lambda data: _entry(data).update(changes_models="yes"),
        lambda data: _entry(data).update(dependencies=[{"/a": [1]}, {}]),
        lambda data: _entry(data).update(dependencies=[{"/a": [float("inf"), 1]}, {}]),
        lambda data: _entry(data).update(found_at=10**400),
        lambda data: _entry(data).update(state="failed", errors=[]),
        lambda data: _entry(data).update(ended_process=True, errors=[]),
        lambda data: _entry(data).update(new=1),
        lambda data: _entry(data).pop("name"),
    ],
)
def test_wrong_values(file, damage):
    """What another release, or somebody else, may have written is not taken for an index."""
    data = json.loads(file.read_text())
    damage(data)
    file.write_text(json.dumps(data))
    assert files.read(file) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_no_file(file):
    """What is no file is not waited for, whoever may write to it."""
    file.unlink()
    os.mkfifo(file)
    assert files.read(file) is None
    writer = os.open(file, os.O_RDWR)
    assert files.read(file) is None
    os.close(writer)


def test_server_that_cannot_be():
    """A port that there is none of is one at which nobody answers."""
    assert seen(f"{PORT}127.0.0.1:99999999") is None


def test_another_user(file):
    """A file of somebody else is not read."""
    if os.name == "posix" and os.geteuid() == 0:
        os.chown(file, 12345, -1)
        assert files.read(file) is None


def test_cannot_be_written(tmp_path):
    """Where no file can be put, that is said, and nothing is left."""
    (tmp_path / "file").write_text("")
    assert not files.can_be_written(tmp_path / "file" / "index.json")
    assert not files.write(tmp_path / "missing" / "index.json", WHOLE)


def test_unused_ones_are_removed(file):
    """Indexes that were not written for long are removed when another one is."""
    old = file.with_name("old.json")
    old.write_text("{}")
    os.utime(old, (0, 0))
    recent = file.with_name("recent.json")
    recent.write_text("{}")
    files.write(file, WHOLE)
    assert not old.exists()
    assert recent.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a killed process is made by fork")
def test_killed_between_any_two_lines(file):
    """A process that is killed while it writes leaves the old index, or the new one, whole."""
    old = WHOLE._replace(entries={})
    new = old._replace(signature="new")
    files.write(file, old)
    line = 0
    while files.read(file) != new:
        line += 1
        _run_and_kill(lambda: files.write(file, new), line)
        assert files.read(file) in (old, new)
    assert line > 20
    # What the killed ones left beside it goes with the next one that is written.
    files.write(file, old)
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def _run_and_kill(run, lines):
    """Run *run* in a process that is killed after so many lines of our code."""
    import sys

    child = os.fork()
    if not child:
        left = lines

        def trace(frame, event, _argument):
            nonlocal left
            if "llm" not in frame.f_code.co_filename:
                return None
            if event == "line":
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), 9)
            return trace

        sys.settrace(trace)
        run()
        os._exit(0)
    os.waitpid(child, 0)


def test_broken_file_of_a_process(indexed):
    """A process that finds a broken index, or another's, makes a new one."""
    indexed.install("llm-good", MODEL.format(name="good"))
    whole = indexed.entries()
    for text in ("{", json.dumps({**json.loads(indexed.file.read_text()), "identity": "other"})):
        indexed.imported()
        indexed.file.write_text(text)
        again = indexed.entries()
        assert indexed.imported() == ["llm_good child"]
        assert again.keys() == whole.keys()
        assert again["llm_good"]["models"] == whole["llm_good"]["models"]
