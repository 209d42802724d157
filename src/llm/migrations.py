"""`migrate`: the old import path by which plugins bring a database up to date."""

from __future__ import annotations

from typing import Any


def migrate(db: Any) -> None:
    """Make *db* a history of this release: a path, `sqlite3.Connection` or `sqlite_utils.Database`.

    Tables are made in an empty database. What an older release wrote is taken over, in one
    transaction, and what others keep beside it stays. One that is up to date is left as it is.

    From then on `"responses" in db.table_names()` is true of that object, as it was when the views
    that are named like tables of older releases were tables. The list itself names tables only.
    """
    from llm.store.opening import store_on
    from llm.store.sqlite.views import make_views

    store = store_on(db)
    try:
        make_views(store.connection)
    finally:
        store.close()
    _answer_for_views(db)


class _Names(list[str]):
    """Names of tables, which knows some views as well when it is asked for one."""

    def __init__(self, names: list[str], views: set[str]) -> None:
        super().__init__(names)
        self._views = views

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._views


def _answer_for_views(db: Any) -> None:
    """Plugins look into `table_names()` before they read what an older release wrote."""
    from llm.store.sqlite.old_tables import OLD_TABLES

    if not hasattr(db, "table_names") or "table_names" in vars(db):
        return
    named = db.table_names

    def table_names(*args: Any, **kwargs: Any) -> list[str]:
        return _Names(named(*args, **kwargs), set(OLD_TABLES).intersection(db.view_names()))

    db.table_names = table_names
