"""Makes history files with old releases of `llm`: `python -m tests.compat.old_files.generate`.

Each release runs in a virtual environment of its own, made with pip. What they wrote is kept here
as SQL, what they printed of it as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.compat.old_files.dump import dumped
from tests.local_server import LocalServer, QuietHandler

HERE = Path(__file__).parent
NEEDS = {
    "0.4.1": ["openai<1", "setuptools<70"],
    "0.13": ["httpx", "setuptools<70"],
    "0.31": ["httpx"],
    "0.36": [],
}
"""What the releases do not say that they need."""

HISTORIES = {
    "v0.13": ["0.13"],
    "v0.31": ["0.31"],
    "v0.36": ["0.36"],
    "many": ["0.4.1", "0.13", "0.31", "0.36"],
}
"""Each file, and the releases that wrote into it one after the other."""


def environment(release: str, where: Path) -> Path:
    """The interpreter of an environment under *where* that has *release*; made if missing."""
    python = where / release / "bin" / "python"
    if not (where / release / "ready").exists():
        venv.create(where / release, with_pip=True, clear=True)
        wanted = [f"llm=={release}", *NEEDS[release]]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
        (where / release / "ready").touch()
    return python


def write(releases: list[str], environments: Path, directory: Path) -> dict[str, object]:
    """Let *releases* write `logs.db` in *directory*; what they printed of it."""
    site = directory / "site"
    info = site / "scripted_history-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "scripted_history.py").write_text((HERE / "scripted_history.py").read_text())
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: scripted-history\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[llm]\nscripted_history = scripted_history\n")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LLM_")}
    settings = {
        **inherited,
        "PYTHONPATH": str(site),
        "LLM_USER_PATH": str(directory),
        "HOME": str(directory),
        "XDG_CONFIG_HOME": str(directory),
    }
    printed: dict[str, object] = {}
    for release in releases:
        python = environment(release, environments)
        if release == "0.4.1":
            printed["before"] = _write_first(python, directory, settings)
            continue
        output = directory / "printed.json"
        subprocess.run(
            [python, HERE / "write_history.py", release, directory, output],
            env=settings,
            check=True,
        )
        printed |= json.loads(output.read_text())
    return printed


def _write_first(python: Path, directory: Path, settings: dict[str, str]) -> object:
    """What releases before 0.5 could do: ask OpenAI, and go on from there."""
    llm = (
        [python, "-m", "llm.cli"]
        if not (python.parent / "llm").exists()
        else [python.parent / "llm"]
    )
    with answering() as address:
        settings = {**settings, "OPENAI_API_BASE": address, "OPENAI_API_KEY": "none"}

        def run(*arguments: str) -> str:
            return subprocess.run(
                [*llm, *arguments], env=settings, check=True, stdin=subprocess.DEVNULL,
                capture_output=True, text=True,
            ).stdout  # fmt: skip

        run("init-db")
        run("--no-stream", "The first question")
        run("--no-stream", "Another", "--system", "Be old")
        run("--no-stream", "Gone on with", "-c")
        run("--no-stream", "And on", "-c")
        rows = json.loads(run("logs", "list", "-n", "0"))
        Path(run("logs", "path").strip()).rename(directory / "logs.db")
    return rows


@contextmanager
def answering() -> Iterator[str]:
    """A server that says what it was asked, as OpenAI would."""

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            said = "You said: " + asked["messages"][-1]["content"]
            choice = {"index": 0, "message": {"role": "assistant", "content": said}}
            usage = {"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30}
            answer = {"id": "c-1", "model": asked["model"], "choices": [choice], "usage": usage}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = LocalServer(Handler)
    with server.running():
        yield f"{server.url}/v1"


def main() -> None:
    """Make every history anew. A directory for the environments may be named."""
    environments = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    for name, releases in HISTORIES.items():
        directory = Path(tempfile.mkdtemp(prefix=name))
        printed = json.dumps(write(releases, environments, directory), indent=1, ensure_ascii=False)
        (HERE / f"{name}.sql").write_text(dumped(directory / "logs.db"))
        (HERE / f"{name}.json").write_text(printed.replace(str(directory), "@DIRECTORY@") + "\n")


if __name__ == "__main__":
    main()
