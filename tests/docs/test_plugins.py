"""docs/plugins/README.md: every example runs, in an environment that fetches nothing."""

from __future__ import annotations

import shlex

from tests.cli.test_install import links as links  # noqa: PLC0414 - a fixture
from tests.cli.test_install import shared as shared  # noqa: PLC0414 - a fixture
from tests.docs.test_readme import PROJECT, blocks

INSTALLING, *REST = blocks("sh", (PROJECT / "docs" / "plugins" / "README.md").read_text())

# What says at most on standard error that it was done.
SILENT = {"set", "remove", "default", "disable", "enable", "freeze", "sync"}


def test_every_example_runs(shared):
    """It ends well; those that need the plugin run before it is uninstalled."""
    lines = INSTALLING.splitlines()
    for line in [*lines[:-1], *"".join(REST).splitlines(), lines[-1]]:
        program, *words = shlex.split(line)
        result = shared.llm(*words)
        assert (program, result.returncode) == ("llm", 0), (line, result.stderr)
        if not SILENT.intersection(words):
            assert result.stdout.strip() not in ("", "[]"), line
