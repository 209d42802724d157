"""Runs a case in directories of its own, and says what is wrong with how that ended."""

from __future__ import annotations

import hashlib
import os
import shutil
from itertools import pairwise
from pathlib import Path

from tests.cli.mistakes.generating import Case
from tests.compat.differential.home import furnish
from tests.compat.differential.running import HERE, make_site
from tests.warm import TIMED_OUT, Done, Warm, clean_environment

EMPTY = hashlib.sha256(b"").hexdigest()
"""What an empty file holds; one may become a history."""

CHANGING = ("logs.db", "logs.db-wal", "logs.db-shm")
"""What even a failing command may write to, where it is a history: the call that failed is kept."""


class Ground:
    """Where cases are run: a process that has `llm` loaded, and a user directory to copy."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._count = 0
        self.site = make_site(top / "site")
        self.warm = Warm(self.site)
        self._prepare()

    def _prepare(self) -> None:
        user, home = self._top / "user", self._top / "home"
        shutil.copytree(HERE / "user", user)
        furnish(home)
        (home / "empty").touch()
        (home / "loop").symlink_to("loop")
        (home / "sparse.db").write_bytes(
            b"SQLite format 3\x00" + b"\x10\x00\x01\x01\x00" + b"\x00" * 4000
        )
        (home / "latin.txt").write_bytes(b"caf\xe9\n")
        (home / "lines.jsonl").write_text('{"a": 1}\n{\n')
        for words in (["hello"], ["hello again", "-c"], ["give", "--schema", "name, age int"]):
            done = self.warm.run(words, cwd=home, env=clean_environment(self.site, user))
            assert done.status == 0, done

    def run(self, case: Case) -> tuple[Done, list[str]]:
        """How *case* ended, and each thing that is wrong with that."""
        self._count += 1
        where = self._top / str(self._count)
        user, home = where / "user", where / "home"
        shutil.copytree(self._top / "user", user)
        shutil.copytree(self._top / "home", home, symlinks=True)
        for path, content in case.damage.items():
            _damage(user / path, content)
        before = _contents(user), _contents(home)
        env = {**clean_environment(self.site, user), "EDITOR": "false", "LLM_RETRIES": "0"}
        done = self.warm.run(
            case.arguments, cwd=home, env=env | case.env, stdin=case.stdin, timeout=15
        )
        wrong = said_wrong(done, is_chat=case.arguments[:1] == ["chat"])
        if done.status != 0:
            wrong += _lost(before[0], _contents(user), damaged="logs.db" in case.damage)
        wrong += _lost(_not_for_ids(case, before[1]), _contents(home), damaged=True)
        shutil.rmtree(where)
        return done, wrong

    def close(self) -> None:
        """End the process."""
        self.warm.__exit__()


def said_wrong(done: Done, *, is_chat: bool) -> list[str]:
    """What is wrong with the exit status of a run and with what it said.

    A chat says an error for each message that cannot be sent.
    """
    if done.status == TIMED_OUT:
        return ["it does not end"]
    wrong = []
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error:")]
    if errors and not is_chat:
        after = done.stderr.partition(errors[0])[2].splitlines()[1:]
        # Options that a model does not take: each has a line, and the reason below it.
        if after and not after[0].startswith("  "):
            wrong.append("an error of several lines")
    if done.status not in (0, 1, 2):
        wrong.append(f"status {done.status}")
    if "Traceback" in done.stderr + done.stdout:
        wrong.append("a traceback")
    if "a bug in llm" in done.stderr:
        wrong.append("called a bug")
    if len(errors) > 1 and not is_chat:
        wrong.append("several errors")
    if done.status in (1, 2) and not errors and "Aborted!" not in done.stderr:
        wrong.append("a failure without an error")
    if errors and errors[0].removeprefix("Error:").strip() == "":
        wrong.append("an error without words")
    return wrong


def _not_for_ids(case: Case, files: dict[str, str]) -> dict[str, str]:
    """*files* without the one that the case has overwritten with ids."""
    options = pairwise(case.arguments)
    named = {os.path.normpath(path) for option, path in options if option == "--id-file"}
    return {path: held for path, held in files.items() if path not in named}


def _damage(path: Path, content: bytes | None) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.parent.mkdir(exist_ok=True) if not path.parent.is_file() else None
    if path.parent.is_file():
        return
    path.unlink(missing_ok=True)
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)


def _contents(top: Path) -> dict[str, str]:
    """Each file and directory below *top*, with what it holds."""
    found: dict[str, str] = {}
    for directory, names, files in os.walk(top):
        for name in [*names, *files]:
            path = Path(directory, name)
            held = "directory" if path.is_dir() else "link" if path.is_symlink() else ""
            found[str(path.relative_to(top))] = (
                held or hashlib.sha256(path.read_bytes()).hexdigest()
            )
    return found


def _lost(before: dict[str, str], after: dict[str, str], *, damaged: bool) -> list[str]:
    """What is not as it was, of what a failing command may not touch."""
    return [
        f"{path} was changed" if path in after else f"{path} was lost"
        for path, held in before.items()
        if after.get(path) != held
        and held != EMPTY
        and not (path in CHANGING and path in after and not damaged)
        and not path.startswith((".cache", ".state"))
    ]
