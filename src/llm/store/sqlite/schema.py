"""The tables of the history's file, in the steps by which they came to be.

`docs/history.md` draws and explains them. The views that read like the tables of older releases
are `views.py`'s.

- A **blob** is text or bytes, stored once. `form` says how to read its content: as it is (NULL);
  `joined`, a JSON list of the blobs whose texts follow one another; `json`, a JSON value in which
  `{"$blob": id}` stands for a long string; `list`, a JSON list of the blobs whose values make up a
  list. `hash` is that of the whole text, or of the whole value's JSON, in any form.
- A **stored message** is a role and a list of parts in JSON, in which a number in place of a text
  is a blob.
- A **node** is a message at a place: after another node, or after nothing (parent 0). `path` is
  the hash by which a history is recognised that a protocol carried there and back.
- A **call** went from its input node to its output node.
- The **search** holds no text; `indexing.py` says under which numbers it knows the blobs.

A hash is looked up by its first bytes, which keeps the indexes small: `substr(hash, 1, 8) = …` goes
before `hash = …`. There is never a second row with it, as whoever writes has looked, and has the
file to himself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llm.store.sqlite.indexing import MAKE_INDEX

if TYPE_CHECKING:
    import sqlite3

_TABLES = """
CREATE TABLE blobs (
  id INTEGER PRIMARY KEY,
  hash BLOB,
  content,
  form TEXT,
  searched INTEGER NOT NULL DEFAULT 0,
  indexed INTEGER NOT NULL DEFAULT 0,
  redacted TEXT
);
CREATE INDEX blobs_by_hash ON blobs (substr(hash, 1, 8));
CREATE INDEX blobs_waiting ON blobs (id) WHERE searched <> indexed;
CREATE TABLE blob_parts (
  part INTEGER NOT NULL REFERENCES blobs,
  whole INTEGER NOT NULL REFERENCES blobs,
  PRIMARY KEY (part, whole)
) WITHOUT ROWID;
CREATE TABLE stored_messages (
  id INTEGER PRIMARY KEY,
  hash BLOB,
  role TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX messages_by_hash ON stored_messages (substr(hash, 1, 8));
CREATE TABLE message_blobs (
  blob INTEGER NOT NULL REFERENCES blobs,
  message INTEGER NOT NULL REFERENCES stored_messages,
  PRIMARY KEY (blob, message)
) WITHOUT ROWID;
CREATE TABLE nodes (
  id INTEGER PRIMARY KEY,
  parent INTEGER NOT NULL,
  message INTEGER NOT NULL REFERENCES stored_messages,
  hash BLOB,
  path BLOB
);
CREATE UNIQUE INDEX nodes_by_place ON nodes (parent, message);
CREATE INDEX nodes_by_message ON nodes (message);
CREATE INDEX nodes_by_path ON nodes (path);
CREATE INDEX nodes_by_hash ON nodes (substr(hash, 1, 4));
CREATE TABLE conversations (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  model TEXT,
  named INTEGER NOT NULL DEFAULT 0,
  tip INTEGER REFERENCES nodes,
  forked_from TEXT
);
CREATE TABLE conversation_tags (
  tag TEXT NOT NULL,
  conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
  PRIMARY KEY (tag, conversation)
) WITHOUT ROWID;
CREATE INDEX tags_by_conversation ON conversation_tags (conversation);
CREATE TABLE calls (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation INTEGER NOT NULL REFERENCES conversations,
  input INTEGER NOT NULL,
  output INTEGER,
  instructions INTEGER,
  system INTEGER REFERENCES blobs,
  model TEXT NOT NULL,
  resolved_model TEXT,
  options INTEGER REFERENCES blobs,
  schema INTEGER REFERENCES blobs,
  tools INTEGER REFERENCES blobs,
  payload INTEGER REFERENCES blobs,
  status TEXT NOT NULL,
  finish_reason TEXT,
  error INTEGER REFERENCES blobs,
  started INTEGER,
  duration_ms INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cached_tokens INTEGER,
  reasoning_tokens INTEGER,
  token_details TEXT,
  cost REAL,
  client TEXT,
  origins TEXT,
  kinds INTEGER NOT NULL DEFAULT 0,
  process TEXT
);
CREATE INDEX calls_by_conversation ON calls (conversation);
CREATE INDEX calls_by_input ON calls (input);
CREATE INDEX calls_by_output ON calls (output) WHERE output IS NOT NULL;
CREATE INDEX calls_running ON calls (number) WHERE status = 'running';
CREATE TABLE streams (
  call INTEGER NOT NULL REFERENCES calls,
  number INTEGER NOT NULL,
  events TEXT NOT NULL,
  PRIMARY KEY (call, number)
) WITHOUT ROWID;
CREATE TABLE known_schemas (
  id TEXT PRIMARY KEY,
  blob INTEGER NOT NULL UNIQUE REFERENCES blobs
) WITHOUT ROWID;
CREATE TABLE known_fragments (
  blob INTEGER PRIMARY KEY REFERENCES blobs,
  source TEXT,
  added INTEGER
);
CREATE TABLE fragment_aliases (
  alias TEXT PRIMARY KEY,
  blob INTEGER NOT NULL REFERENCES blobs
) WITHOUT ROWID;
CREATE TABLE call_fragments (
  call INTEGER NOT NULL REFERENCES calls,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  blob INTEGER NOT NULL REFERENCES blobs,
  PRIMARY KEY (call, number)
) WITHOUT ROWID;
CREATE INDEX call_fragments_by_blob ON call_fragments (blob);
CREATE TABLE state (
  name TEXT PRIMARY KEY,
  value TEXT
) WITHOUT ROWID;
"""

TABLES = frozenset(re.findall(r"CREATE TABLE (\w+)", _TABLES))
"""The names of the tables, but for those of the search."""


def make_tables(connection: sqlite3.Connection) -> None:
    """The first step: every table, in a file without any of them."""
    for statement in [*_TABLES.split(";\n"), MAKE_INDEX]:
        if statement.strip():
            connection.execute(statement)


def make_old_views(connection: sqlite3.Connection) -> None:
    """Views that read like the tables of older releases; again in a later step when they change."""
    from llm.store.sqlite.views import make_views

    make_views(connection)


def index_calls_of_clients(connection: sqlite3.Connection) -> None:
    """The calls of one client at a node are found without a look at those of all others."""
    for statement in (
        "DROP INDEX calls_by_input",
        "DROP INDEX calls_by_output",
        "CREATE INDEX calls_by_input ON calls (input, client)",
        "CREATE INDEX calls_by_output ON calls (output, client) WHERE output IS NOT NULL",
    ):
        connection.execute(statement)


STEPS = (make_tables, make_old_views, index_calls_of_clients)
