import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from llm.errors import HistoryUnavailable, InvalidInput
from llm.migrations import migrate
from llm.store.old.history import OldHistory
from llm.store.opening import open_store, store_on
from llm.store.records import Selection
from llm.store.upgrading.carrying import carry
from llm.store.upgrading.other_files import carry_file
from tests.store.upgrading.conftest import CALLS


def test_an_open_database_is_migrated_where_it_is(old: Path) -> None:
    """It stays open, on the same file, with what others keep in it; there is no backup."""
    with closing(sqlite_utils.Database(old).conn) as connection:
        rated = connection.execute("SELECT rowid, * FROM ratings").fetchall()
        migrate(sqlite_utils.Database(connection))
        assert connection.execute("SELECT count(*) FROM calls").fetchone() == (CALLS,)
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (CALLS,)
        assert connection.execute("SELECT rowid, * FROM ratings").fetchall() == rated
        assert not connection.in_transaction
    assert not list(old.parent.glob("*-before-import*"))


def test_it_says_the_same_as_an_import(old: Path, tmp_path: Path) -> None:
    """Every call, whichever way it came; ids of the table before 0.6 included."""
    other = tmp_path / "other" / "logs.db"
    other.parent.mkdir()
    other.write_bytes(old.read_bytes())
    with closing(sqlite3.connect(old)) as connection:
        migrate(connection)
        in_place = {call.id: call for call in store_on(connection).calls(Selection())}
    with closing(open_store(other)) as store:
        assert {call.id: call for call in store.calls(Selection())} == in_place


def test_settings_of_the_connection_stay(old: Path) -> None:
    """Rows come as they came before, and foreign keys are checked as they were."""
    with closing(sqlite3.connect(old)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
        assert connection.row_factory is sqlite3.Row
        assert connection.text_factory is str
        assert tuple(connection.execute("PRAGMA foreign_keys").fetchone()) == (1,)
        assert tuple(connection.execute("PRAGMA legacy_alter_table").fetchone()) == (0,)


def test_a_path_and_an_empty_database_are_taken_too(tmp_path: Path) -> None:
    """Tables are made; again changes nothing."""
    path = tmp_path / "new.db"
    migrate(path)
    migrate(str(path))
    with closing(sqlite3.connect(":memory:")) as connection:
        migrate(connection)
        before = connection.execute("SELECT * FROM sqlite_master").fetchall()
        migrate(connection)
        assert connection.execute("SELECT * FROM sqlite_master").fetchall() == before
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (0,)


def test_what_goes_wrong_leaves_the_database_as_it_was(old: Path) -> None:
    """In memory and on file it is one transaction."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE streams (mine)")
        before = list(connection.iterdump())
        with pytest.raises(HistoryUnavailable, match="named streams: rename it first"):
            migrate(connection)
        assert list(connection.iterdump()) == before
        connection.execute("DROP TABLE streams")
        migrate(connection)
        assert connection.execute("SELECT count(*) FROM calls").fetchone() == (CALLS,)


def test_text_that_is_no_utf_8_does_not_stop_it(old: Path) -> None:
    """SQLite keeps any bytes as text; what cannot be read is replaced."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(
            "UPDATE responses SET response = CAST(x'61ff62' AS TEXT), options_json = 'no json',"
            " datetime_utc = 'never', duration_ms = 'long', token_details = '[NaN]'"
            " WHERE prompt = 'No call'"
        )
        connection.commit()
    with closing(open_store(old)) as store:
        texts = [call.output[0].text() for call in store.calls(Selection())]
    assert "a�b" in texts


def test_triggers_and_indexes_on_old_tables_are_named(old: Path) -> None:
    """They go with the tables that they are on; whoever wants to can read which."""
    from llm.store.upgrading.in_place import migrate_in_place

    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE INDEX by_model ON responses (model)")
        connection.execute("CREATE TRIGGER seen AFTER INSERT ON responses BEGIN SELECT 1; END")
        carried = migrate_in_place(connection)
    assert carried is not None
    assert (carried.calls, carried.left_out) == (CALLS, ["by_model", "seen"])


def test_views_of_users_on_old_tables_read_on(old: Path) -> None:
    """A view that reads `responses` has the same rows after it."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE VIEW mine AS SELECT id, response FROM responses WHERE id > ''")
        before = set(connection.execute("SELECT * FROM mine"))
        migrate(connection)
        assert before
        assert before <= set(connection.execute("SELECT * FROM mine"))


def test_carrying_over_again_changes_nothing(old: Path, tmp_path: Path) -> None:
    """An old file can be carried into any history, again and again."""
    path = tmp_path / "other.db"
    sizes = []
    with closing(open_store(path)) as store, closing(sqlite3.connect(old)) as connection:
        for new in (CALLS, 0):
            carried = carry(OldHistory(connection), store)
            assert (carried.calls, carried.there) == (new, CALLS - new)
            sizes.append(store.connection.execute("SELECT count(*), max(id) FROM blobs").fetchone())
        store.finish(next(iter(store.calls(Selection(), limit=1))))
        assert sizes[0] == sizes[1]
        assert not store.verify().failures


def test_a_file_can_be_carried_into_another_history(old: Path, tmp_path: Path) -> None:
    """It is only read; a file of any other kind is refused in one line."""
    before = old.read_bytes()
    with closing(open_store(tmp_path / "other.db")) as store:
        assert carry_file(old, store).calls == CALLS
        assert len(list(store.calls(Selection()))) == CALLS
        with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
            connection.execute("CREATE TABLE notes (said)")
        with pytest.raises(InvalidInput, match="is a database of another program"):
            carry_file(tmp_path / "theirs.db", store)
        (tmp_path / "text.db").write_text("no database, but as long as one would be at least" * 9)
        with pytest.raises(InvalidInput, match="cannot be read"):
            carry_file(tmp_path / "text.db", store)
    assert old.read_bytes() == before
