"""What is kept of a call, whatever is in it, also while the history cannot be written."""

from __future__ import annotations

import datetime as dt
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

import llm
from llm.parts import AttachmentPart, Message, TextPart
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.testing import ScriptedModel
from tests.e2e.slow_runs import asked, text_of


def recorded(path: Path) -> list[CallRecord]:
    """Every call in the history, whole, the oldest first."""
    with closing(open_store(path)) as store:
        ids = [call.id for call in store.calls(Selection(), newest_first=False)]
        return list(store.whole_calls(ids))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history is."""
    return tmp_path / "logs.db"


def test_odd_data_while_the_file_is_locked(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What JSON cannot say is written as Python shows it, in the spool as in the history."""
    when = dt.datetime(2026, 11, 22)
    message = Message("user", [TextPart("hi")], {"when": when})
    with closing(open_store(path)) as store, llm.record(path), store.writing():
        ScriptedModel([["a"]]).prompt(messages=[message]).text()
    assert "is kept in" in capsys.readouterr().err
    (call,) = recorded(path)
    assert (asked(call), text_of(call)) == ("hi", "a")
    assert call.messages[0].provider_metadata == {"when": repr(when)}


@pytest.mark.parametrize("locked", [False, True])
def test_a_limit_that_is_no_size(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    locked: bool,
) -> None:
    """That is said once, and the usual limit holds; no call is lost for it."""
    monkeypatch.setenv("LLM_ATTACHMENT_LIMIT", f"lots, {locked}")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG bytes")
    with (
        closing(open_store(path)) as store,
        llm.record(path),
        store.writing() if locked else nullcontext(),
    ):
        for answer in ("a", "b"):
            attached = llm.Attachment(type="image/png", path=str(picture))
            model = ScriptedModel([[answer]], attachment_types={"image/png"})
            assert model.prompt("hi", attachments=[attached]).text() == answer
    said = capsys.readouterr().err.splitlines()
    assert sum("LLM_ATTACHMENT_LIMIT" in line for line in said) == 1
    calls = recorded(path)
    assert [text_of(call) for call in calls] == ["a", "b"]
    for call in calls:
        (kept,) = [part for part in call.messages[0].parts if part.kind == "attachment"]
        assert isinstance(kept, AttachmentPart)
        assert kept.attachment is not None
        assert kept.attachment.kept == b"\x89PNG bytes"
