"""The spool: where it is, whose it is, and what becomes of what is in it."""

from __future__ import annotations

import json
import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from llm.errors import HistoryUnavailable
from llm.parts import Message, TextPart
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.store.spool import Spool
from llm.store.sqlite.connection import MEMORY

GONE = f"{socket.gethostname()}/4194304/1"
NOBODY = 65534


def call(number: int = 1, text: str = "hi", **more: object) -> CallRecord:
    """A call that asked *text*."""
    message = Message("user", [TextPart(text)])
    return CallRecord(f"01jd{number:022d}", "scripted", [message], **more)  # type: ignore[arg-type]  # of any field


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the history is; all directories are of this test."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    return tmp_path / "data" / "logs.db"


def begun(text: str) -> dict[str, object]:
    """The first piece of an answer, as the spool has it."""
    return {"type": "text", "chunk": text, "part_index": 0}


def texts(path: Path) -> list[tuple[str, str, str]]:
    """What was asked and answered in the history, and the status."""
    with closing(open_store(path)) as store:
        ids = [each.id for each in store.calls(Selection(), newest_first=False)]
        found = [store.call(each) for each in ids]
    return [
        (each.messages[-1].text(), "".join(said.text() for said in each.output), each.status)
        for each in found
    ]


def of_a_process_that_is_gone(file: Path) -> None:
    """Let the calls in *file* be those of a process that was killed."""
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    for line in lines:
        if "process" in line:
            line["process"] = GONE
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_private(path: Path) -> None:
    """Files are their owner's, and every directory that is made."""
    file = Spool(path).keep(call())
    assert file.parent == path.with_name("logs.db-spool")
    assert [each.stat().st_mode & 0o777 for each in (file, *list(file.parents)[:2])] == [
        0o600,
        0o700,
        0o700,
    ]


def test_one_place_after_the_other(path: Path, tmp_path: Path) -> None:
    """Where something is in the way the next is taken; all of them are read."""
    path.parent.mkdir()
    shared = tmp_path / "tmp" / f"llm-spool-{os.geteuid()}"
    homes = [path.parent / "logs.db-spool", tmp_path / "state", shared]
    files = []
    for number, home in enumerate(homes):
        files.append(Spool(path).keep(call(number)))
        assert home in files[-1].parents
        home.rename(home.with_name(f"{home.name}-away"))
        home.write_text("in the way")
    with pytest.raises(HistoryUnavailable, match="cannot be kept in a file of its own either"):
        Spool(path).keep(call(9))
    for home in homes:
        home.unlink()
        home.with_name(f"{home.name}-away").rename(home)
    assert Spool(path).files() == files
    assert len(texts(path)) == 3
    assert not Spool(path).files()


@pytest.mark.parametrize("planted", ["open", "link", "someone's"])
def test_a_directory_that_somebody_planted(path: Path, tmp_path: Path, planted: str) -> None:
    """Nothing is written to it, and nothing is read from it."""
    for way in (tmp_path / "data", tmp_path / "state"):
        way.write_text("in the way")
    where = Spool(path).places()[-1]
    file = Spool(path).keep(call())
    assert file.parent == where
    if planted == "link":
        where.parent.rename(tmp_path / "elsewhere")
        where.parent.symlink_to(tmp_path / "elsewhere")
    elif planted == "open":
        where.parent.chmod(0o777)
    elif os.geteuid() == 0:
        os.chown(where.parent, NOBODY, NOBODY)
    else:
        pytest.skip("only root can give a directory away; the other two cases cover the rule")
    assert Spool(path).files() == []
    with pytest.raises(HistoryUnavailable, match="belongs to somebody else"):
        Spool(path).keep(call(2))
    (tmp_path / "data").unlink()
    assert texts(path) == []
    assert file.exists()


def test_a_call_that_was_killed(path: Path) -> None:
    """It is interrupted, with what had arrived, whatever the letters and line ends in it."""
    text = "é\u2028 \r\n \x0b \N{PILE OF POO} end"
    spool = Spool(path)
    file = spool.keep(call(text=text, status="running"), [begun("be")])
    assert spool.add(call().id, ["gun ", text])
    assert texts(path) == []  # its process, we ourselves, is still at it
    of_a_process_that_is_gone(file)
    with file.open("ab") as end:
        end.write('{"events": ["é'.encode()[:-1])
    assert texts(path) == [(text, f"begun {text}", "interrupted")]
    assert not file.parent.exists()


def test_files_that_cannot_be_recorded_now(path: Path) -> None:
    """Of a call that is still asked, or taken by another process: those after it are recorded."""
    running = Spool(path).keep(call(1, "slow", status="running"))
    gone = Spool(path).keep(call(2))
    gone.unlink()
    gone.symlink_to("nowhere")  # as for whoever listed it before it went
    Spool(path).keep(call(3, "quick"))
    assert texts(path) == [("quick", "", "ok")]
    assert Spool(path).files() == [running, gone]


def test_what_the_history_knows_better(path: Path) -> None:
    """An end that is in the history is not undone by a beginning that was left in the spool."""
    file = Spool(path).keep(call(status="running"), [begun("half")])
    of_a_process_that_is_gone(file)
    with closing(open_store(path, tidied=False)) as store:
        store.finish(call(output=[Message("assistant", [TextPart("whole")])]))
    assert texts(path) == [("hi", "whole", "ok")]
    assert not Spool(path).files()


@pytest.mark.parametrize(
    ("known", "spooled", "kept"),
    [
        ("paused", "ok", "paused"),  # tools ran after the call had been spooled
        ("ok", "paused", "paused"),
        ("running", "ok", "ok"),
        ("ok", "interrupted", "ok"),
    ],
)
def test_which_end_came_later(path: Path, known: str, spooled: str, kept: str) -> None:
    """Of two ends of a call, in the history and in the spool, the later one stays."""
    with closing(open_store(path)) as store:
        record = call(status=known, output=[Message("assistant", [TextPart(known)])])
        (store.begin if known == "running" else store.finish)(record)
    Spool(path).keep(call(status=spooled, output=[Message("assistant", [TextPart(spooled)])]))
    assert texts(path) == [("hi", kept, kept)]
    assert not Spool(path).files()


def test_a_call_that_is_kept_again(path: Path) -> None:
    """Whoever keeps it once more says all that has arrived; it is not said twice."""
    spool = Spool(path)
    spool.keep(call(status="running"), [begun("be")])
    spool.add(call().id, ["gu"])
    file = spool.keep(call(status="running"), [begun("begun")])
    spool.add(call().id, [" and on"])
    of_a_process_that_is_gone(file)
    assert texts(path) == [("hi", "begun and on", "interrupted")]


def test_a_call_that_is_deleted_while_it_is_recorded(path: Path) -> None:
    """It does not come back."""
    Spool(path).keep(call())
    deleted: list[object] = []

    def look(statement: str) -> None:
        if statement == "BEGIN IMMEDIATE" and not deleted:
            with closing(open_store(path, tidied=False)) as other:
                deleted.append(other.delete([call().id]))

    with closing(open_store(path, tidied=False)) as store:
        store.connection.set_trace_callback(look)
        assert Spool(path).replay(store) == 0
        store.connection.set_trace_callback(None)
    assert len(deleted) == 1
    assert texts(path) == []


def test_a_write_that_fails_half_way(path: Path) -> None:
    """What was there before is as it was; a new file is not there."""
    import resource

    spool = Spool(path)
    file = spool.keep(call(status="running"))
    before = file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
    try:
        assert not spool.add(call().id, ["x" * 1000])
        with pytest.raises(HistoryUnavailable):
            spool.keep(call(2, "x" * 1000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == before
    assert [each for each in path.parent.parent.rglob("*") if each.is_file()] == [file]


def test_files_given_by_path(path: Path, tmp_path: Path) -> None:
    """They are copied in, as the history does it: the file may be gone when it is recorded."""
    from llm.attachments import Attachment
    from llm.parts import AttachmentPart

    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG bytes")
    attached = AttachmentPart(Attachment(path=str(picture), type="image/png"))
    record = call()
    record.messages[0].parts.append(attached)
    Spool(path).keep(record)
    picture.unlink()
    with closing(open_store(path)) as store:
        found = store.call(record.id).messages[0].parts[1]
    assert isinstance(found, AttachmentPart)
    assert found.attachment is not None
    assert found.attachment.kept == b"\x89PNG bytes"


def test_a_call_that_only_this_file_cannot_take(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is set aside, said once, and keeps none after it from being recorded."""
    for number, options in ((1, {"x": 10**400}), (2, {})):
        Spool(path).keep(call(number, duration_ms=10**30 if options else 5))
    assert texts(path) == [("hi", "", "ok")]
    (line,) = capsys.readouterr().err.splitlines()
    assert "cannot be recorded" in line
    assert texts(path) == [("hi", "", "ok")]
    assert capsys.readouterr().err == ""
    assert [each.suffix for each in path.with_name("logs.db-spool").iterdir()] == [".damaged"]


def test_what_was_left_before_a_model_was_asked(path: Path) -> None:
    """It is removed after a day."""
    file = Spool(path).keep(call())
    fresh, old = file.with_name("fresh.part"), file.with_name("old.part")
    for part in (fresh, old):
        part.write_text("half")
    os.utime(old, (0, 0))
    texts(path)
    assert (fresh.exists(), old.exists()) == (True, False)


def test_a_history_in_memory_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written anywhere."""
    monkeypatch.chdir(tmp_path)
    assert Spool(MEMORY).places() == []
    with pytest.raises(HistoryUnavailable):
        Spool(MEMORY).keep(call())
    assert not list(tmp_path.iterdir())


def test_the_spool_of_a_link(path: Path, tmp_path: Path) -> None:
    """It is that of the file, by whatever name it is opened."""
    path.parent.mkdir()
    link = tmp_path / "link.db"
    link.symlink_to(path)
    Spool(link).keep(call())
    assert len(texts(path)) == 1


def test_a_history_that_is_only_in_the_spool(path: Path) -> None:
    """Whoever wants to read finds it."""
    Spool(path).keep(call())
    with closing(open_store(path, must_exist=True)) as store:
        assert store.call(call().id).status == "ok"
