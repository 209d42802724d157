"""Reading and replacing files of the user directory."""

import errno
import os
import signal
import stat
import subprocess
import sys

import pytest

from llm.config.files import read_object, rename_new, replace_text, replaced, update_object
from llm.errors import ConfigError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


def test_missing_and_blank_files_are_empty(path):
    """No file, and a file with nothing in it, hold no settings."""
    assert read_object(path) == {}
    path.write_text(" \n")
    assert read_object(path) == {}


def test_byte_order_mark_is_no_error(path):
    """A file that an editor on Windows saved can be read."""
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_object(path) == {"a": 1}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{\n  "a": 1,\n  oops\n}', r"line 3, column 3: .*Correct it, or move it away"),
        (b"[1]", r"line 1, column 1: it should hold an object"),
        (b'"text"', r"it should hold an object"),
        (b'{"a": "\xff"}', r"not UTF-8 text \(byte 7\)"),
        (b"[" * 100_000, r"cannot be used"),
    ],
)
def test_damaged_file_is_named_and_left(path, content, says):
    """A file that cannot be understood is one line with its name, and is never replaced."""
    path.write_bytes(content)
    for attempt in (
        lambda: read_object(path),
        lambda: update_object(path, lambda values: values.update(b=2)),
    ):
        with pytest.raises(ConfigError, match=says) as caught:
            attempt()
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_directory_in_the_way(path):
    """A directory where a file should be is one line."""
    path.mkdir()
    with pytest.raises(ConfigError, match=r"settings.json cannot be read: Is a directory"):
        read_object(path)


def test_new_file_is_private(path):
    """A new file is for its owner alone, whatever the umask."""
    previous = os.umask(0)
    try:
        replace_text(path, "x")
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("mode", "private", "becomes"),
    [(0o644, True, 0o600), (0o400, True, 0o400), (0o664, False, 0o664), (0o400, False, 0o400)],
)
def test_mode_of_existing_file(path, mode, private, becomes):
    """A file keeps its mode; a private one loses the rights of others, and gains none."""
    path.write_text("{}")
    path.chmod(mode)
    update_object(path, lambda values: values.update(a=1), private=private)
    assert read_object(path) == {"a": 1}
    assert stat.S_IMODE(path.stat().st_mode) == becomes


def test_link_stays_a_link(path, tmp_path):
    """Settings that are kept elsewhere and linked are changed where they are."""
    real = tmp_path / "elsewhere" / "real.json"
    real.parent.mkdir()
    real.write_text('{"a": 1}')
    path.symlink_to(real)
    update_object(path, lambda values: values.update(b=2))
    assert path.is_symlink()
    assert read_object(real) == {"a": 1, "b": 2}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_stays_a_pipe(path):
    """What is no file has nothing that could be replaced; as /dev/null, of which a machine has one.

    Who reads it gets what is written.
    """
    os.mkfifo(path)
    reader = subprocess.Popen(
        [sys.executable, "-c", f"print(open({str(path)!r}).read())"],
        stdout=subprocess.PIPE,
        text=True,
    )
    with replaced(path) as file:
        file.write(b"said")
    assert reader.communicate(timeout=30)[0] == "said\n"
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert os.listdir(path.parent) == [path.name]


def test_full_disk_costs_nothing(path):
    """When the disk is full, the old file stays, nothing else is left, and one line says so."""
    path.write_text('{"a": 1}')
    program = f"""
import pathlib, resource, signal
from llm.config.files import update_object
from llm.errors import ConfigError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    update_object(pathlib.Path({str(path)!r}), lambda values: values.update(b="x" * 100))
except ConfigError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"{path} cannot be written: File too large.")
    assert done.stderr == ""
    assert path.read_text() == '{"a": 1}'
    assert {one.name for one in path.parent.iterdir() if "lock" not in one.name} == {path.name}


def test_error_while_changing_changes_nothing(path):
    """What goes wrong between reading and writing leaves the file as it was."""
    path.write_text('{"a": 1}')

    def change(values):
        values["b"] = 2
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        update_object(path, change)
    assert path.read_text() == '{"a": 1}'


def test_files_of_others_beside_it_stay(path):
    """Whatever they are called; what an older writer left there goes."""
    theirs = path.with_name(f"{path.name}.new")
    theirs.write_text("mine")
    left, written = (path.with_name(f".{path.name}.{each}.llm-new") for each in ("1" * 8, "2" * 8))
    left.touch()
    os.utime(left, (0, 0))
    written.touch()
    with replaced(path) as file:
        file.write(b"x")
    assert (path.read_text(), theirs.read_text()) == ("x", "mine")
    assert (left.exists(), written.exists()) == (False, True)


def test_two_writers_without_a_lock(path):
    """The last one that is done has its way, and the file is whole."""
    with replaced(path) as first:
        with replaced(path) as second:
            second.write(b"second")
        assert path.read_text() == "second"
        first.write(b"first")
    assert path.read_text() == "first"


def test_killed_writers_leave_a_whole_file(path):
    """A file is whole however often its writers are killed."""
    program = f"""
import itertools, pathlib
from llm.config.files import update_object
print("ready", flush=True)
for n in itertools.count():
    update_object(pathlib.Path({str(path)!r}), lambda values: values.update(n=n, pad="x" * 20_000))
"""
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            for _ in range(50):
                read_object(path)
            writer.send_signal(signal.SIGKILL)
        assert set(read_object(path)) <= {"n", "pad"}
    update_object(path, lambda values: values.update(last=True))
    assert read_object(path)["last"] is True
    assert {one.name for one in path.parent.iterdir()} == {path.name, f".{path.name}.lock"}


@pytest.mark.parametrize("has_links", [True, False])
def test_what_has_a_new_name_takes_no_place(tmp_path, monkeypatch, has_links):
    """A file is renamed where nothing is; where something is, both stay as they are."""

    def no_links(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("one")
    rename_new(one, other)
    assert (one.exists(), other.read_text()) == (False, "one")
    one.write_text("another")
    with pytest.raises(FileExistsError):
        rename_new(one, other)
    assert (one.read_text(), other.read_text()) == ("another", "one")


def test_what_cannot_leave_its_place_stays_there_alone(tmp_path, monkeypatch):
    """A directory may be one in which nothing can be deleted."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("one")
    unlink = os.unlink

    def refusing(path, **given):
        if path == one:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(path, **given)

    monkeypatch.setattr(os, "unlink", refusing)
    with pytest.raises(PermissionError):
        rename_new(one, other)
    assert (one.read_text(), other.exists()) == ("one", False)
