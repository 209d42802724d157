"""Where tests run the commands about embeddings: a process that has `llm` loaded, and a plugin."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.warm import Done, Warm, clean_environment


class Place:
    """A user directory and a current directory for `llm`, with the models of `llm_scripted`."""

    def __init__(self, warm: Warm, site: Path, top: Path) -> None:
        self._warm = warm
        self.site = site
        self.user = top / "user"
        self.here = top / "here"
        self.user.mkdir()
        self.here.mkdir()

    @property
    def environment(self) -> dict[str, str]:
        """That of a process which runs here."""
        return clean_environment(self.site, self.user)

    def run(self, *arguments: str, stdin: str | bytes = b"", **env: str) -> Done:
        """Run `llm` with these arguments."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        return self._warm.run(arguments, cwd=self.here, env=self.environment | env, stdin=data)

    def ok(self, *arguments: str, stdin: str | bytes = b"", **env: str) -> str:
        """The same, for what must be well, with nothing on standard error; its output."""
        done = self.run(*arguments, stdin=stdin, **env)
        assert (done.status, done.stderr) == (0, ""), done
        return done.stdout

    def found(self, *arguments: str, **env: str) -> list[str]:
        """The ids that `llm similar` with these arguments prints."""
        return [
            json.loads(line)["id"]
            for line in self.ok("similar", *arguments, **env).split("\n")[:-1]
        ]

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file into the current directory."""
        path = self.here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def rows(
        self, columns: str = "id, content", path: Path | None = None
    ) -> list[tuple[object, ...]]:
        """What stands in the database, by collection and id."""
        with closing(sqlite3.connect(path or self.user / "embeddings.db")) as connection:
            return connection.execute(
                f"SELECT {columns} FROM embeddings ORDER BY collection_id, id"
            ).fetchall()
