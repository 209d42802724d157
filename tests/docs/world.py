"""A machine for documents: what their command lines name is there, and models know the answers.

Lines that are one `llm` command run in a `Warm` process; lines with pipes run in a shell.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Self

from llm import assistant, user
from llm.schemas import make_schema_id, schema_dsl
from llm.store.opening import open_store
from llm.store.records import CallRecord
from tests.cli.openai_server import OpenAIServer, model
from tests.store.exchange.service_exports import pelicans
from tests.warm import ROOT, Done, Warm, clean_environment

# The ids that documents use mean one model here, which also takes attachments.
_PLUGIN = """
import llm
from tests.docs.answering import AsyncKnowing, Knowing, Wordy

class Options(llm.Options):
    temperature: float | None = None
    max_tokens: int | None = None
    thinking_display: bool = False

KINDS = {"image/png", "image/jpeg", "application/pdf", "audio/wav", "text/plain"}

class Seeing(Knowing):
    def execute(self, prompt, stream, response, conversation):
        if prompt.options.thinking_display and not prompt.hide_reasoning:
            yield llm.StreamEvent("reasoning", "They want dogs. ")
        yield from super().execute(prompt, stream, response, conversation)
        response.set_usage(input=12, output=5)

    attachment_types = KINDS
    Options = Options

class AsyncSeeing(AsyncKnowing):
    attachment_types = KINDS
    Options = Options

@llm.hookimpl
def register_fragment_loaders(register):
    register("notes", lambda name: llm.Fragment("Notes on " + name, source="notes:" + name))

@llm.hookimpl
def register_template_loaders(register):
    register("notes", lambda name: llm.Template(name=name, prompt="Take notes: $input"))

@llm.hookimpl(trylast=True)
def register_embedding_models(register):
    register(Wordy("all-minilm-l6-v2"))

@llm.hookimpl(trylast=True)
def register_models(register):
    for name in ("gpt-5.5", "claude-sonnet-4.6"):
        register(Seeing(name), AsyncSeeing(name))
    register(Seeing("smollm2-135m"), AsyncSeeing("smollm2-135m"), aliases=("smollm2",))
"""
CALL = "01m8277zq2"
DOG = schema_dsl("name, age int")
FURNISHING = (
    """llm embed notes first -c 'A pelican' --store --metadata '{"year": 2026}'""",
    "llm embed notes old.md -c 'An old note' --store",
    "llm embed notes older.md -c 'An older note' --store",
    "llm embed older one -c 'An older note'",
    "llm embed notes notes/pelicans.md -c 'Pelicans' --store",
    "llm keys set openai",
    "llm keys set old --value sk-old",
    "llm models default smollm2-135m",
    "llm aliases set small smollm2-135m",
    "llm models options set smollm2-135m temperature 0.5",
    "llm 'Summarise this in the voice of $voice:' -p voice 'a pirate' --save summary",
    "llm -f docs.md 'Three names for a pelican, and bread'",
    "llm fragments set docs ./docs.md",
    "llm Draft --save draft",
    "llm tools policy ask llm_time",
    "llm serve tokens add old",
    "llm serve tokens add older",
    "llm config trust -y",
    "llm config trust ../other/.llm.toml -y",
)
ASKING = {"llm config trust", "llm templates rm summary"}
"""What asks a person on a terminal, who says yes."""

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


class World:
    """A user directory, a directory to be in, and an `llm` with the plugin above."""

    def __init__(self, directory: Path) -> None:
        self.user_path, self.cwd, site = (directory / name for name in ("user", "here", "site"))
        for path in (self.user_path, self.cwd, site):
            path.mkdir()
        (site / "knowing.py").write_text(_PLUGIN)
        info = site / "knowing-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: knowing\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[llm]\nknowing = knowing\n")
        self.env = clean_environment(site, self.user_path)
        self.env["PYTHONPATH"] += os.pathsep + str(ROOT)
        self._warm = Warm(site)
        self._kept = directory / "kept"
        self._server = OpenAIServer()
        self._open = ExitStack()
        self._programs = directory / "bin"
        self._programs.mkdir()
        llm = self._programs / "llm"
        llm.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m llm "$@"\n')
        llm.chmod(0o755)
        (self.cwd / "notes.txt").write_text("Buy bread. Call Ada about France.\n")
        (self.cwd / "pelican.png").write_bytes(_PNG)

    def run(self, line: str, *, stdin: str = "") -> Done:
        """Run a line of a document as a shell would."""
        words = shlex.split(line, comments=True)
        if words[0] == "llm" and not re.search(r"[|&<>$`~\\]", line):
            return self._warm.run(words[1:], cwd=self.cwd, env=self.env, stdin=stdin.encode())
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.cwd,
            env=self.real_env(),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def real_env(self) -> dict[str, str]:
        """The environment of a shell that finds `llm`."""
        return {**self.env, "PATH": f"{self._programs}:{self.env['PATH']}"}

    def furnish(self) -> None:
        """Put everything there that the help of commands names, and remember it for `again`."""
        self._server.models = {"data": [model("smollm2"), model("gpt-4o")]}
        self.env |= {"OPENAI_BASE_URL": self._server.url, "EDITOR": "true", "VISUAL": ""}
        files = {
            "docs.md": "Begin at the beginning.\n",
            "secret.txt": "bread",
            "key.txt": "sk-something\n",
            "summary.yaml": "prompt: Summarise this\n",
            "conversations.json": json.dumps([pelicans()]),
            ".llm.toml": "usage = false\n",
            "posts.json": '[{"id": 1, "title": "Pelicans", "year": 2026, "tags": []}]',
            "notes/first.md": "A pelican on a bicycle\n",
            "../other/.llm.toml": "tools = ['llm_time']\n",
            "dogs.csv": "id,about\n1,Nova the whippet\n2,Mochi the mutt\n",
            "poem.txt": "Dawn, and a pelican.\n",
        }
        (self.cwd.parent / "other").mkdir()
        (self.cwd / "notes").mkdir()
        for name, text in files.items():
            (self.cwd / name).write_text(text)
        for name in ("image", "image.jpg"):
            (self.cwd / name).write_bytes(_PNG)
        for line in FURNISHING:
            done = self.run(line, stdin=self.typed(line))
            assert done.status == 0, (line, done)
        self._rename_call()
        shutil.copy(self.user_path / "logs.db", self.cwd / "other.db")
        with closing(sqlite3.connect(self.cwd / "blog.db")) as blog:
            blog.execute("CREATE TABLE posts (id, title, body)")
            blog.execute("INSERT INTO posts VALUES (1, 'Pelicans', 'They ride bicycles.')")
            blog.commit()
        shutil.copytree(self.user_path, self._kept / "user")
        shutil.copytree(self.cwd, self._kept / "here")

    def _rename_call(self) -> None:
        """Let the first call have the id that examples use."""
        with closing(open_store(self.user_path / "logs.db")) as store:
            store.finish(
                CallRecord(
                    f"{CALL}0123456789abcdef",
                    "smollm2-135m",
                    [user("What is the capital of France?")],
                    [assistant("Paris")],
                    conversation="01m81zq4aaaaaaaaaaaaaaaaaa",
                    schema=DOG,
                    started=dt.datetime.now(dt.UTC),
                )
            )

    @contextmanager
    def again(self) -> Iterator[None]:
        """Within it, everything is as `furnish` left it."""
        for name, path in (("user", self.user_path), ("here", self.cwd)):
            shutil.rmtree(path)
            shutil.copytree(self._kept / name, path)
        yield

    def filled(self, line: str) -> str:
        """*line* with what is here in the place of its capitals and of its server."""
        schema = make_schema_id(DOG)[0]
        for written, meant in (
            ("PREFIX:NAME", "notes:Ada"),
            ("MODEL", "smollm2"),
            ("http://127.0.0.1:8080/v1", self._server.url),
            ("EDITOR=nano", "EDITOR=true"),
            ("3f4d22", schema[:6]),
        ):
            line = re.sub(rf"(?<![A-Z_]){re.escape(written)}(?![A-Z_])", meant, line)
        return f"{line} -y" if line in ASKING else line

    @staticmethod
    def typed(line: str) -> str:
        """What a person types while *line* runs."""
        words = line.split()
        if words[:3] == ["llm", "keys", "set"]:
            return "sk-something\n"
        return "exit\n" if words[:2] == ["llm", "chat"] or "--chat" in words else ""

    def __enter__(self) -> Self:
        self._open.enter_context(self._server.running())
        self._open.enter_context(self._warm)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
