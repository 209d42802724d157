"""Scenarios - command lines that share a user directory - and running them, with any `llm`.

What must differ between two runs is made the same: ids, times, durations, paths, versions.
"""

from __future__ import annotations

import http.server
import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tests.compat.differential.home import furnish
from tests.local_server import LocalServer, QuietHandler
from tests.warm import Done, clean_environment

HERE = Path(__file__).parent
SETTINGS = ("aliases.json", "keys.json", "model_options.json", "default_model.txt", "logs-off")

Run = Callable[..., Done]
"""Runs `llm` with arguments, `cwd`, `env` and `stdin`, as `Warm.run` does."""


@dataclass(frozen=True)
class Line:
    """A command line as a shell would be given it, with `@…@` for what only the run can know.

    Attributes:
        run: the words, the first being `llm`.
        stdin: what stands on standard input, which is never a terminal.
        env: variables of this line alone.
        name: what its output, which is JSON, is called in later lines.

    """

    run: str
    stdin: str = ""
    env: dict[str, str] = field(default_factory=dict)
    name: str | None = None

    @property
    def shown(self) -> str:
        """How a shell would be given all of it."""
        env = "".join(f"{name}={shlex.quote(value)} " for name, value in self.env.items())
        stdin = f"printf {shlex.quote(self.stdin)} | " if self.stdin else ""
        return f"{stdin}{env}{self.run}".replace("\n", "\\n")


@dataclass(frozen=True)
class Scenario:
    """Command lines in their order, and files that are put there first, by their paths.

    Without content, a file or a directory is taken away.
    """

    name: str
    lines: tuple[Line, ...]
    files: dict[str, str]


def scenarios() -> list[Scenario]:
    """All of them, as `scenarios/` has them."""
    return [
        Scenario(
            each["name"],
            tuple(Line(line) if isinstance(line, str) else Line(**line) for line in each["lines"]),
            each.get("files", {}),
        )
        for path in sorted((HERE / "scenarios").glob("*.toml"))
        for each in tomllib.loads(path.read_text())["scenario"]
    ]


def make_site(site: Path) -> Path:
    """Install the plugin in *site*, as pip would."""
    info = site / "llm_scripted-1.5.dist-info"
    info.mkdir(parents=True)
    shutil.copy(HERE / "llm_scripted.py", site)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: llm-scripted\nVersion: 1.5\n")
    (info / "entry_points.txt").write_text("[llm]\nllm_scripted = llm_scripted\n")
    return site


@contextmanager
def serving() -> Iterator[str]:
    """A server on this machine that gives the files of `home/`; its URL."""

    class Handler(QuietHandler, http.server.SimpleHTTPRequestHandler):
        pass

    with TemporaryDirectory() as home:
        furnish(Path(home))
        handler = partial(Handler, directory=home)
        server = LocalServer(handler)
        with server.running():
            yield server.url


def play(scenario: Scenario, run: Run, directory: Path, site: Path, url: str) -> dict[str, Any]:
    """What `llm` did in *scenario*, in a new *directory*: for each line, and to its settings."""
    user, home = directory / "user", directory / "home"
    shutil.copytree(HERE / "user", user)
    furnish(home)
    for path, content in scenario.files.items():
        target = directory / path
        if content:
            target.write_text(content)
        elif target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()
    known: dict[str, Any] = {"DIR": str(directory), "URL": url}
    results = []
    for line in scenario.lines:
        words = [_filled(word, known) for word in shlex.split(line.run)]
        assert words[0] == "llm", line.run
        env = {**clean_environment(site, user), **line.env}
        done = run(words[1:], cwd=home, env=env, stdin=line.stdin.encode())
        if line.name:
            known[line.name] = json.loads(done.stdout or "[]")
        results.append({"line": line.shown, **_compared(done, directory, url)})
    return {"lines": results, "settings": _settings(user)}


def _filled(word: str, known: dict[str, Any]) -> str:
    def value(match: re.Match[str]) -> str:
        found: Any = known
        for step in match[1].split("."):
            try:
                found = found[int(step)] if isinstance(found, list) else found[step]
            except LookupError:
                return "not-there"
        return str(found)

    return re.sub(r"@([A-Za-z]+(?:\.\w+)*)@", value, word)


def _settings(user: Path) -> dict[str, Any]:
    """What the settings and templates of the user are at the end."""
    files = [user / name for name in SETTINGS] + sorted((user / "templates").glob("*.yaml"))
    return {
        str(path.relative_to(user)): _content(path, str(user.parent))
        for path in files
        if path.exists()
    }


def _content(path: Path, directory: str) -> Any:
    text = path.read_text()
    try:
        if path.suffix == ".json":
            content = json.loads(text)
            content.pop("// Note", None)
            return content
        return (
            yaml.safe_load(text.replace(directory, "/DIR"))
            if path.suffix == ".yaml"
            else text.strip()
        )
    except (ValueError, yaml.YAMLError):
        return text


def _compared(done: Done, directory: Path, url: str) -> dict[str, Any]:
    """Of a run what is compared: of standard error its first word, and that it says anything."""
    said = done.stderr.split()
    return {
        "status": done.status,
        "stdout": _same(_sorted_plugins(done.stdout), directory, url),
        "stderr": said[0].rstrip(":") if said else "",
    }


def _sorted_plugins(text: str) -> str:
    """A list of plugins in the order of their names; 0.36 has another order in each run."""
    with suppress(ValueError, KeyError, TypeError):
        plugins = json.loads(text)
        if isinstance(plugins, list) and all("hooks" in each for each in plugins):
            return json.dumps(sorted(plugins, key=lambda each: each["name"]), indent=2) + "\n"
    return text


_CHANGING = (
    (r"\b01[0-9a-z]{24}\b", "ID"),
    (r"\btc_01[0-9a-z]{24}\b", "ID"),
)
_REPLACED = (
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)?", "TIME"),
    (r"(\"?duration_ms\"?: )\d+", r"\1N"),
    (r"Duration: \d+ms \([^)]*\)", "Duration: N"),
    (r"(llm, version |llm_version=)\S+", r"\1VERSION"),
    (r"(\"version\": )\"[^\"]*\"", r"\1VERSION"),
    (r"\d+(\.\d+)?\s?([kKMG]i?)?(B|bytes?)\b", "SIZE"),
    (r"\b(just now|\d+ seconds? ago)\b", "AGO"),
)


def _same(text: str, directory: Path, url: str) -> str:
    """*text* without what differs from run to run; ids are numbered in the order they appear in."""
    text = text.replace(str(directory.resolve()), "@DIR@").replace(str(directory), "@DIR@")
    text = text.replace(url, "@URL@")
    for pattern, name in _CHANGING:
        seen: dict[str, str] = {}

        def numbered(match: re.Match[str], seen: dict[str, str] = seen, name: str = name) -> str:
            return seen.setdefault(match[0], f"<{name}-{len(seen) + 1}>")

        text = re.sub(pattern, numbered, text)
    for pattern, replacement in _REPLACED:
        text = re.sub(pattern, replacement, text)
    return text
