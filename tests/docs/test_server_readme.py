"""docs/server/README.md: what it tells to type works."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from llm.testing import AsyncScriptedModel
from tests.docs.test_readme import PROJECT, blocks
from tests.server.conftest import Serving, offering, running_server

TEXT = (PROJECT / "docs" / "server" / "README.md").read_text()
ADDRESS = "http://127.0.0.1:8642"


@pytest.fixture
def served() -> Iterator[Serving]:
    """A server with the model of the page's examples."""
    model = AsyncScriptedModel([["A her", "on."]] * 9, model_id="smollm2")
    with offering(model), running_server() as one:
        yield one


def test_curl(served: Serving) -> None:
    """The line as it is printed, but for the port, and without a token."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed here: apt-get install curl")
    (line,) = [each for text in blocks("sh", TEXT) for each in text.splitlines() if "curl" in each]
    command = [*shlex.split(line.replace(ADDRESS, served.url)), "--silent"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert '"content":"A heron."' in done.stdout


def test_an_answer_that_outlives_its_client(
    served: Serving, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who comes later reads it from its first event."""
    (example,) = blocks("python", TEXT)
    names: dict[str, object] = {"token": served.token}
    exec(example.replace(ADDRESS, served.url), names)
    names["server"].close()  # type: ignore[attr-defined]  # the example's client
    said = capsys.readouterr().out
    assert '"chunk":"A her"' in said
    assert '"type":"end"' in said


def test_what_is_said_at_the_start_is_what_is_printed() -> None:
    """The lines of the page are those of `llm serve`."""
    source = (PROJECT / "src/llm/cli/commands/serve_run.py").read_text()
    labels = re.findall(r"^(\w+): +http", TEXT, re.MULTILINE)
    assert labels == ["Chat", "OpenAI", "Anthropic"]
    assert all(f'"{label}:' in source for label in labels)


def test_headers(served: Serving) -> None:
    """The table names the headers that the server sends."""
    sources = "".join(
        path.read_text() for path in (PROJECT / "src/llm/server/endpoints").glob("*.py")
    )
    named = re.findall(r"^\| `(llm-[a-z-]+)`", TEXT, re.MULTILINE)
    assert named
    assert all(f'"{name}"' in sources for name in named)
