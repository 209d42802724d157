"""The files beside a database: theirs alone, made again when anything is amiss, gone when asked."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from llm.embeddings.search import caches, files, forget, nearest
from llm.embeddings.search.writing import written_aside
from tests.embeddings.search.vectors import clustered, put, slowly

ITEMS = clustered(300, 64)
VECTOR = clustered(1, 64, seed=3)[0][1]


@pytest.fixture
def directory(connection, path, filed) -> Path:
    """The directory of the cache of a database that has been searched."""
    put(connection, ITEMS)
    put(connection, ITEMS[:40], collection=2)
    nearest(connection, 1, VECTOR, 5)
    nearest(connection, 2, VECTOR, 5)
    return Path(f"{path}-index")


def names(directory: Path) -> list[str]:
    """What is in a directory, if it is there."""
    return sorted(os.listdir(directory)) if directory.exists() else []


def test_the_files_are_for_their_owner_alone(directory) -> None:
    """Vectors say much of what they were made from."""
    assert names(directory) == ["1-64.vectors", "2-64.vectors"]
    assert directory.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in directory.iterdir()} == {0o600}


def test_what_is_small_has_no_file(connection, path) -> None:
    """A few thousand items leave nothing beside the database."""
    put(connection, ITEMS)
    nearest(connection, 1, VECTOR, 5)
    assert not Path(f"{path}-index").exists()


def test_a_file_is_read_only_once(connection, directory, monkeypatch) -> None:
    """The next search of the process finds it open, the next process finds it made."""
    monkeypatch.setattr(files, "opened", None)
    assert nearest(connection, 1, VECTOR, 5) == slowly(connection, VECTOR, 5)
    monkeypatch.undo()
    caches._of_files.clear()
    monkeypatch.setattr(caches, "_made_in_file", None)
    assert nearest(connection, 1, VECTOR, 5) == slowly(connection, VECTOR, 5)


@pytest.mark.parametrize("damage", ["empty", "cut", "zeros", "other", "token", "header"])
def test_a_damaged_file_is_made_again(connection, directory, damage) -> None:
    """Whatever is in its place."""
    path = directory / "1-64.vectors"
    whole = path.read_bytes()
    caches._of_files.clear()
    path.write_bytes(
        {
            "empty": b"",
            "cut": whole[: len(whole) // 2],
            "zeros": bytes(len(whole)),
            "other": b"something else entirely",
            "token": whole.replace(b'"token": "', b'"token": "1', 1),
            "header": whole[:14] + b"[]" + whole[16:],
        }[damage]
    )
    assert nearest(connection, 1, VECTOR, 5) == slowly(connection, VECTOR, 5)
    assert files.Header.unpacked(path.read_bytes()[:4096]) == files.Header.unpacked(whole[:4096])


def test_where_nothing_can_be_written_it_is_kept_in_memory(connection, path, filed) -> None:
    """A file lies where the directory would be; what is found is the same, and made once."""
    Path(f"{path}-index").write_text("in the way")
    put(connection, ITEMS)
    for _ in range(2):
        assert nearest(connection, 1, VECTOR, 5) == slowly(connection, VECTOR, 5)
    assert len(caches._of_files) == 1
    assert Path(f"{path}-index").read_text() == "in the way"


def test_a_database_reached_by_a_link_has_one_cache(directory, path, tmp_path) -> None:
    """The cache lies beside the file itself."""
    link = tmp_path / "link.db"
    link.symlink_to(path)
    with closing(sqlite3.connect(link)) as connection:
        nearest(connection, 1, VECTOR, 5)
    assert not Path(f"{link}-index").exists()
    forget(link)
    assert names(directory) == []


def test_what_is_forgotten_is_gone(connection, directory, path) -> None:
    """The files of one collection, or all and their directory; and twice does no harm."""
    forget(path, 1)
    assert names(directory) == ["2-64.vectors"]
    assert [key[1] for key in caches._of_files] == [2]
    forget(path)
    forget(path)
    assert not directory.exists()
    assert not caches._of_files
    assert nearest(connection, 1, VECTOR, 5) == slowly(connection, VECTOR, 5)


def test_what_engines_keep_is_forgotten_too(directory, path) -> None:
    """Whatever its name, and for whichever collection: it may hold any vector."""
    for name in ("graph", "2-graph"):
        (directory / name).mkdir()
        (directory / name / "1.vectors").write_bytes(b"x")
    forget(path, 1)
    assert names(directory) == ["2-64.vectors"]


def test_files_of_collections_that_are_gone_go_with_the_next(connection, directory) -> None:
    """So do files that somebody began long ago and never finished, but not those of now."""
    connection.execute("DELETE FROM embeddings WHERE collection_id = 2")
    connection.execute("DELETE FROM collections WHERE id = 2")
    connection.commit()
    old, new = directory / ".1-64.vectors-old", directory / ".1-64.vectors-new"
    for each in (old, new, directory / "notes.txt"):
        each.write_text("x")
    os.utime(old, (time.time() - 7200,) * 2)
    nearest(connection, 1, VECTOR, 5)
    assert names(directory) == [new.name, "1-64.vectors", "notes.txt"]


def test_what_fails_in_the_middle_leaves_nothing(tmp_path) -> None:
    """The file that was there stays, and no other is left beside it."""
    place = tmp_path / "1-2.vectors"
    place.write_text("before")

    def write() -> None:
        with written_aside(place) as aside:
            aside.write_text("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write()
    assert names(tmp_path) == [place.name]
    assert place.read_text() == "before"


SEARCH = """
import itertools, sqlite3, sys
from llm.embeddings.search import building, caches, finding, nearest
caches.SMALL, building.WITH_CODES, finding._searches = 0, 1, itertools.count(1)
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT 1")
print("ready", flush=True)
for _ in range(int(sys.argv[2])):
    caches.forget(sys.argv[1])
    print(nearest(connection, 1, [1.0] * 64, 3), flush=True)
"""


def test_several_processes_make_the_same_file(connection, path, filed) -> None:
    """Each finds the same, while the others write and delete the file."""
    put(connection, ITEMS)
    expected = f"{slowly(connection, [1.0] * 64, 3)}\n"
    command = [sys.executable, "-c", SEARCH, str(path), "6"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in running:
        said, errors = process.communicate()
        assert (said, errors) == ("ready\n" + expected * 6, "")


@pytest.mark.parametrize("after", [0.002, 0.02])
def test_a_kill_while_a_file_is_made_does_no_harm(connection, path, filed, after) -> None:
    """The next search finds what there is."""
    put(connection, ITEMS)
    command = [sys.executable, "-c", SEARCH, str(path), "1000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert nearest(connection, 1, VECTOR, 5) == slowly(connection, VECTOR, 5)


def test_threads_share_what_is_open(directory, path) -> None:
    """Many at once find the same, each with a connection of its own."""
    from concurrent.futures import ThreadPoolExecutor

    caches._of_files.clear()

    def search(_: int) -> list[tuple[str, float]]:
        with closing(sqlite3.connect(path)) as own:
            return nearest(own, 1, VECTOR, 5)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(search, range(40)))
    assert all(each == found[0] for each in found)
    assert len(caches._of_files) == 1


def test_little_is_kept_open(connection, path, filed) -> None:
    """What was not used for longest is closed."""
    for length in range(2, 20):
        put(connection, [(f"item-{length}", [1.0] * length)])
    for length in range(2, 20):
        assert nearest(connection, 1, [1.0] * length, 1)
    assert [key[2] for key in caches._of_files] == list(range(12, 20))
