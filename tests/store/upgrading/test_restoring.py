from contextlib import closing
from pathlib import Path

import pytest

from llm.errors import HistoryUnavailable, NotInHistory
from llm.parts import assistant, user
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.store.upgrading.restoring import restore
from tests.compat.old_files.dump import dumped
from tests.store.upgrading.conftest import CALLS


def new_call() -> CallRecord:
    return CallRecord("01zzzzzzzzzzzzzzzzzzzzzzzz", "m", [user("New")], [assistant("Yes")])


def test_restoring_goes_back_to_the_old_file(old: Path) -> None:
    """The new one is kept beside it, with the calls made since, of which there is a number."""
    before = dumped(old)
    with closing(open_store(old)) as store:
        store.finish(new_call())
    restored = restore(old)
    assert dumped(old) == before
    assert restored.path == old
    assert restored.backup == old.with_name("logs-before-import.db")
    assert not restored.backup.exists()
    assert restored.kept == old.with_name("logs-after-import.db")
    assert restored.calls_since == 1
    with closing(open_store(restored.kept)) as store:
        assert store.call(new_call().id).output[0].text() == "Yes"


def test_what_was_restored_is_imported_again(old: Path) -> None:
    """By the next run of ours, and can be restored again; files kept before are not replaced."""
    before = dumped(old)
    for number in ("", "-2"):
        with closing(open_store(old)) as store:
            assert len(list(store.calls(Selection()))) == CALLS
        assert restore(old).kept.name == f"logs-after-import{number}.db"
        assert dumped(old) == before


def test_without_a_backup_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    """That is said in one line, and the history stays."""
    path = tmp_path / "logs.db"
    with closing(open_store(path)) as store:
        store.finish(new_call())
    with pytest.raises(NotInHistory, match="no file from before an import beside") as caught:
        restore(path)
    assert "\n" not in str(caught.value)
    with closing(open_store(path)) as store:
        assert store.call(new_call().id)


def test_a_missing_history_is_said(tmp_path: Path) -> None:
    """There is nothing to replace."""
    with pytest.raises(NotInHistory, match="There is no history at"):
        restore(tmp_path / "logs.db")


def test_a_history_that_is_open_elsewhere_is_not_replaced(old: Path, monkeypatch) -> None:
    """It goes on as it is."""
    monkeypatch.setattr("llm.store.upgrading.restoring._WAIT_SECONDS", 0.1)
    with closing(open_store(old)) as store:
        with pytest.raises(HistoryUnavailable, match="open in another program"):
            restore(old)
        store.finish(new_call())
        assert len(list(store.calls(Selection()))) == CALLS + 1


def test_a_file_that_only_has_the_name_of_a_backup_is_no_backup(old: Path) -> None:
    """Nothing is replaced by it."""
    open_store(old).close()
    backup = old.with_name("logs-before-import.db")
    backup.unlink()
    open_store(backup).close()
    with pytest.raises(NotInHistory, match="is no file from before an import"):
        restore(old)
    with closing(open_store(old)) as store:
        assert len(list(store.calls(Selection()))) == CALLS
