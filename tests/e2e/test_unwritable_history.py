"""A history that cannot be written: the answer is shown, and recorded once the fault is gone."""

from __future__ import annotations

import ctypes
import os
import random
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from llm.store.opening import open_store
from llm.store.records import CallRecord
from tests.e2e.slow_runs import Runs, asked, text_of

ANSWER = "word0 word1 word2 \n"
_DROP_FROM_BOUNDING_SET = 24
_OVERRIDES = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def as_anybody() -> None:
    """Let modes of files hold for the process that is started, even where it is root's."""
    if os.geteuid() == 0:
        for capability in _OVERRIDES:
            assert ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0) == 0


def with_files_up_to(size: int) -> Callable[[], None]:
    """Let no file grow beyond *size* bytes in the process that is started."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.fixture
def used(runs: Runs) -> Runs:
    """A history with one call in it, of some pages."""
    assert runs.run("-m", "slow", "before", WORDS="300")[::2] == (0, "")
    return runs


def shown_with_warning(runs: Runs, *arguments: str, **more: Any) -> str:
    """The one warning of a run that shows its answer; its status is 0."""
    status, out, err = runs.run("-m", "slow", "hello", *arguments, more=more, TOLD="/dev/null")
    assert (status, out) == (0, ANSWER), err
    (warning,) = err.splitlines()
    assert warning.startswith("Warning: The history ")
    return warning


def recorded(runs: Runs) -> list[str]:
    """What was asked, of all calls that a later run finds; nothing waits any more."""
    assert runs.run("logs", "list", "-n", "0")[::2] == (0, "")
    assert not runs.spooled()
    return [asked(call) for call in runs.calls()]


def test_a_limit_on_the_size_of_files(used: Runs) -> None:
    """As with a full disk; the spool needs less room than the database."""
    warning = shown_with_warning(used, preexec_fn=with_files_up_to(16_000))
    assert str(used.path) in warning
    assert "make room" in warning
    assert recorded(used) == ["before", "hello"]
    used.check()


def test_no_room_for_anything(used: Runs) -> None:
    """The warning says that the call is lost; the history is as it was."""
    assert "It is lost" in shown_with_warning(used, preexec_fn=with_files_up_to(0))
    assert recorded(used) == ["before"]
    used.check()


@pytest.fixture
def small_disk(runs: Runs) -> Iterator[Path]:
    """A file system with little room, where the user's files are."""
    place = runs.path.parent
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", place],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed; the tests with limits on files cover most of it")
    yield place
    subprocess.run(["umount", place], check=True)


def filled(place: Path) -> Path:
    """A file that takes up all the room that is left."""
    filler = place / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return filler


def test_a_full_disk(runs: Runs, small_disk: Path) -> None:
    """The spool is where there is room."""
    assert runs.run("-m", "slow", "before")[0] == 0
    filler = filled(small_disk)
    warning = shown_with_warning(runs)
    assert "make room" in warning
    assert str(runs.directory / "state") in warning
    filler.unlink()
    assert recorded(runs) == ["before", "hello"]
    runs.check()


def test_a_full_disk_in_the_middle_of_an_answer(runs: Runs, small_disk: Path) -> None:
    """All of the text is kept where there is room."""
    run = runs.start("-m", "slow", "hello", PAUSE="0.01", WORDS="150")
    run.wait_for("gave word10")
    filler = filled(small_disk)
    status, out, err = run.end()
    assert (status, len(err.splitlines())) == (0, 1)
    filler.unlink()
    assert recorded(runs) == ["hello"]
    assert text_of(runs.call()).strip() == out.strip()


def test_a_read_only_mount(runs: Runs, small_disk: Path) -> None:
    """The same where nothing can be written at all beside the database; it can still be read."""
    assert runs.run("-m", "slow", "before")[0] == 0
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    warning = shown_with_warning(runs)
    status, listed, _ = runs.run("logs", "-s")
    searched = runs.run("logs", "-q", "before", "--json")[1]
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert str(runs.directory / "state") in warning
    assert status == 0
    assert "prompt: before" in listed
    assert '"prompt": "before"' in searched
    assert recorded(runs) == ["before", "hello"]


@pytest.mark.parametrize(("file", "directory"), [(0o400, 0o700), (0o400, 0o500), (0, 0o700)])
def test_without_the_right_to_write(used: Runs, file: int, directory: int) -> None:
    """Modes forbid it; what is there is not touched, and the spool is where it may be."""
    before = used.path.read_bytes()
    used.path.chmod(file)
    used.path.parent.chmod(directory)
    warning = shown_with_warning(used, preexec_fn=as_anybody)
    used.path.parent.chmod(0o700)
    used.path.chmod(0o600)
    assert used.path.read_bytes() == before
    assert f"The history {used.path} cannot be" in warning
    assert "let yourself write" in warning
    assert recorded(used) == ["before", "hello"]


def test_one_place_after_another(used: Runs) -> None:
    """Beside the database, in the state directory, among temporary files, nowhere."""
    homes = [used.path.parent, used.directory / "state", used.directory / "tmp"]
    used.path.chmod(0o400)
    for number, home in enumerate(homes):
        warning = shown_with_warning(used, preexec_fn=as_anybody)
        (_, *new) = [None, *[each for each in used.spooled() if home in each.parents]]
        assert len(new) == 1, number
        assert str(home) in warning
        assert new[0].stat().st_mode & 0o777 == 0o600
        assert new[0].parent.stat().st_mode & 0o777 == 0o700
        for each in [new[0].parent, home]:
            each.chmod(0o500)
    assert "It is lost" in shown_with_warning(used, preexec_fn=as_anybody)
    for each in used.directory.rglob("*"):
        if each.is_dir():
            each.chmod(0o700)
    used.path.chmod(0o600)
    assert recorded(used) == ["before", "hello", "hello", "hello"]


def test_a_directory_that_cannot_be_made(runs: Runs) -> None:
    """A file is in its place."""
    blocked = runs.directory / "blocked"
    blocked.write_text("mine")
    database = blocked / "further" / "logs.db"
    assert str(database) in shown_with_warning(runs, "-d", str(database))
    assert blocked.read_text() == "mine"
    blocked.unlink()
    assert runs.run("-m", "slow", "later", "-d", str(database)) == (0, ANSWER, "")
    assert not runs.spooled()
    runs.path = database
    assert [asked(call) for call in runs.calls()] == ["hello", "later"]
    assert database.parent.stat().st_mode & 0o777 == 0o700


def random_bytes(path: Path) -> None:
    """Noise, as long as the database was."""
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def noise_within(path: Path) -> None:
    """A sound first page, and noise after it."""
    data = path.read_bytes()
    path.write_bytes(data[:4096] + random.Random(1).randbytes(len(data) - 4096))


def truncated(path: Path) -> None:
    """Only the first half is there."""
    os.truncate(path, path.stat().st_size // 2)


def truncated_short(path: Path) -> None:
    """Not even the first page is there."""
    os.truncate(path, 100)


def zeroed(path: Path) -> None:
    """The header is zeros."""
    with path.open("r+b") as file:
        file.write(bytes(100))


def text_file(path: Path) -> None:
    """Somebody's notes."""
    path.write_text("dear diary\n")


def directory(path: Path) -> None:
    """A directory with something in it."""
    path.unlink()
    path.mkdir()
    (path / "notes.txt").write_text("dear diary\n")


def content(path: Path) -> dict[str, bytes]:
    """Every byte that is there."""
    files = path.rglob("*") if path.is_dir() else [path]
    return {str(each): each.read_bytes() for each in files}


DAMAGES = [random_bytes, noise_within, truncated, truncated_short, zeroed, text_file, directory]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file(used: Runs, damage: Callable[[Path], None]) -> None:
    """It is left to the last byte as it is; once it is moved away a new history is begun."""
    damage(used.path)
    before = content(used.path)
    warning = shown_with_warning(used)
    assert str(used.path) in warning
    assert "move it away" in warning or "choose a file" in warning
    for listing in (("logs", "list"), ("-m", "slow", "-c", "go on")):
        status, _, err = used.run(*listing)
        assert (status, len(err.splitlines())) == (1, 1)
    assert content(used.path) == before
    shutil.move(used.path, used.directory / "moved")
    for beside in ("-wal", "-shm"):
        used.path.with_name(used.path.name + beside).unlink(missing_ok=True)
    assert recorded(used) == ["hello"]
    used.check()


def test_a_damaged_file_of_the_spool(used: Runs) -> None:
    """It is set aside and named; the others are recorded."""
    place = used.path.with_name("logs.db-spool")
    place.mkdir(mode=0o700)
    (place / "01a.jsonl").write_text("no call\n")
    (place / "01b.jsonl").write_bytes(b'{"call": {"id": "01b"}}\n')
    status, out, err = used.run("logs", "list")
    assert (status, len(err.splitlines())) == (0, 2)
    assert "word0" in out
    assert {each.name for each in place.iterdir()} == {"01a.damaged", "01b.damaged"}
    assert all(each.name in err for each in place.iterdir())
    assert used.run("logs", "list")[2] == ""


def test_a_history_of_a_newer_version(used: Runs) -> None:
    """It is not written to; the warning says to update."""
    with closing(open_store(used.path)) as store:
        store.connection.execute("PRAGMA user_version = 9999")
    warning = shown_with_warning(used)
    assert "update llm" in warning
    assert str(used.path) in warning
    assert len(used.spooled()) == 1


def test_what_the_history_does_not_take(used: Runs) -> None:
    """A call in the spool that is no valid one does not keep those after it from being recorded."""
    from llm.parts import Message, TextPart
    from llm.store.spool import Spool

    good = CallRecord("01jd0000000000000000000002", "slow", [Message("user", [TextPart("hi")])])
    bad = CallRecord("01jd0000000000000000000001", "slow", [], options={"x": "\0"})
    for record in (bad, good):
        Spool(used.path).keep(record)
    used.run("logs", "list")
    assert "hi" in [asked(call) for call in used.calls() if call.messages]
    assert not used.spooled()
