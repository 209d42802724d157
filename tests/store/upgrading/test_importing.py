import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from llm.errors import HistoryUnavailable
from llm.parts import user
from llm.store.old.tables import is_old
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.store.upgrading.importing import import_old_file_if_needed
from tests.compat.old_files.dump import dumped
from tests.store.upgrading.conftest import CALLS


def calls_in(path: Path) -> int:
    with closing(open_store(path)) as store:
        return len(list(store.calls(Selection())))


def beside(path: Path) -> list[str]:
    """The files in the directory of the history, without what was attached and the lock."""
    names = {each.name for each in path.parent.iterdir()}
    return sorted(names - {"kept.png", "changed.png", ".logs.db.lock", "user"})


def test_an_old_file_is_imported_when_it_is_opened(old: Path) -> None:
    """Once; the old file stays beside it, as it was, and nothing else does."""
    before = dumped(old)
    assert calls_in(old) == CALLS
    assert beside(old) == ["logs-before-import.db", "logs.db"]
    assert dumped(old.with_name("logs-before-import.db")) == before
    assert import_old_file_if_needed(old) is False
    assert beside(old) == ["logs-before-import.db", "logs.db"]


def test_the_new_file_is_for_its_owner_alone(old: Path) -> None:
    """Whatever rights the old one gave to others."""
    old.chmod(0o644)
    import_old_file_if_needed(old)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_a_missing_empty_or_new_file_is_left_alone(tmp_path: Path) -> None:
    """There is nothing to import, and no lock is left."""
    path = tmp_path / "logs.db"
    assert import_old_file_if_needed(path) is False
    path.touch()
    assert import_old_file_if_needed(path) is False
    open_store(path).close()
    assert import_old_file_if_needed(path) is False
    assert not list(tmp_path.glob("*import*"))


def test_progress_goes_up_to_the_number_of_calls(old: Path) -> None:
    """Whoever shows a bar is told how many calls are done, and of how many."""
    told: list[tuple[int, int]] = []
    import_old_file_if_needed(old, lambda done, total: told.append((done, total)))
    assert [total for _, total in told] == [CALLS] * len(told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (CALLS, CALLS)


def test_what_an_old_release_left_in_a_write_ahead_log_is_imported(old: Path) -> None:
    """The log of a process that died is part of the history; none lies beside the new file."""
    child = os.fork()
    if not child:
        connection = sqlite3.connect(old)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "UPDATE responses SET response = 'from the log' WHERE prompt = 'No call'"
        )
        connection.commit()
        os._exit(0)
    os.waitpid(child, 0)
    assert old.with_name("logs.db-wal").stat().st_size
    with closing(open_store(old)) as store:
        texts = [call.output[0].text() for call in store.calls(Selection())]
    assert "from the log" in texts


@pytest.mark.timeout(40)  # far from the patience of whoever names none
def test_a_file_that_others_keep_in_a_log_is_not_swapped(old: Path) -> None:
    """It is imported as soon as they have closed it; until then it is as it was."""
    with closing(sqlite3.connect(old)) as other:
        other.execute("PRAGMA journal_mode = WAL").fetchone()
        before = other.execute("SELECT count(*) FROM responses").fetchone()
        with pytest.raises(HistoryUnavailable, match="open in another program"):
            import_old_file_if_needed(old, patience=0.1)
        assert other.execute("SELECT count(*) FROM responses").fetchone() == before
    assert import_old_file_if_needed(old)


@pytest.mark.timeout(40)  # far from the patience of whoever names none
def test_somebody_who_writes_is_waited_for(old: Path) -> None:
    """For as long as the caller has patience."""
    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryUnavailable, match="open in another program"):
            import_old_file_if_needed(old, patience=0.1)
        other.execute("ROLLBACK")
    assert calls_in(old) == CALLS


def test_who_has_the_old_file_open_does_the_new_one_no_harm(old: Path) -> None:
    """It finds the new tables; what it wants to write to old ones is an error, and no damage."""
    with closing(sqlite3.connect(old)) as other:
        other.execute("SELECT count(*) FROM responses").fetchone()
        assert import_old_file_if_needed(old)
        with closing(open_store(old)) as store:
            assert other.execute("SELECT count(*) FROM responses").fetchone() == (CALLS,)
            with pytest.raises(sqlite3.OperationalError, match="responses"):
                other.execute("INSERT INTO responses (id) VALUES ('x')")
            store.finish(CallRecord("01zz", "m", [user("New")]))
            assert other.execute("SELECT count(*) FROM responses").fetchone() == (CALLS + 1,)
            assert not store.verify().failures


def test_a_link_to_the_file_stays_a_link(old: Path, tmp_path: Path) -> None:
    """Someone who keeps the history elsewhere goes on doing so."""
    link = tmp_path / "user" / "logs.db"
    link.parent.mkdir()
    link.symlink_to(old)
    assert calls_in(link) == CALLS
    assert link.is_symlink()
    assert beside(old) == ["logs-before-import.db", "logs.db"]


def test_a_second_backup_has_a_name_of_its_own(old: Path) -> None:
    """A backup that is there is never replaced."""
    taken = old.with_name("logs-before-import.db")
    taken.write_bytes(b"mine")
    import_old_file_if_needed(old)
    assert taken.read_bytes() == b"mine"
    assert old.with_name("logs-before-import-2.db").exists()


def test_a_table_with_a_name_that_we_need_stops_the_import(old: Path) -> None:
    """In one line that says what to do; the file is as it was, and nothing is left beside it."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE nodes (mine)")
    before = dumped(old)
    with pytest.raises(HistoryUnavailable, match="named nodes: rename it first") as caught:
        open_store(old)
    assert "\n" not in str(caught.value)
    assert dumped(old) == before
    assert beside(old) == ["logs.db"]


def test_what_goes_wrong_while_it_is_imported_changes_nothing(old: Path, monkeypatch) -> None:
    """A call that would be missing at the end is one such thing."""
    from llm.store.sqlite.backend import SQLiteStore

    finish = SQLiteStore.finish

    def forgetful(store: SQLiteStore, call: CallRecord) -> None:
        if call.said() and call.said()[0].text() != "Thanks":
            finish(store, call)

    monkeypatch.setattr(SQLiteStore, "finish", forgetful)
    before = old.read_bytes()
    with pytest.raises(HistoryUnavailable, match="1 calls would be missing"):
        import_old_file_if_needed(old)
    assert old.read_bytes() == before
    assert beside(old) == ["logs.db"]


def test_a_directory_that_takes_no_file_is_said(old: Path, monkeypatch) -> None:
    """The old file is as it was; a full disk is said in the same words."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(HistoryUnavailable, match="No space left on device"):
        import_old_file_if_needed(old)
    with closing(sqlite3.connect(old)) as connection:
        assert is_old(connection)


def test_a_file_system_without_links_gets_a_copy(old: Path, monkeypatch) -> None:
    """The backup says the same."""

    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    before = dumped(old)
    monkeypatch.setattr(os, "link", unsupported)
    assert calls_in(old) == CALLS
    assert beside(old) == ["logs-before-import.db", "logs.db"]
    backup = old.with_name("logs-before-import.db")
    assert dumped(backup) == before


def test_an_imported_history_goes_on(old: Path) -> None:
    """A conversation of an old release takes a new call, which is its tip then."""
    with closing(open_store(old)) as store:
        conversation = next(each for each in store.conversations() if each.name == "See this")
        history = store.messages(conversation.tip)
        call = CallRecord(
            "01zzzzzzzzzzzzzzzzzzzzzzzz",
            "m",
            [*history, user("New")],
            [],
            conversation=conversation.id,
        )
        store.finish(call)
        texts = [each.text() for each in store.messages(store.conversation(conversation.id).tip)]
        assert texts[-1] == "New"
        assert len(texts) == len(history) + 1
