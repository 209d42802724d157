"""Environments that `pipx` and `uv tool` made for llm: what these remember of its plugins.

Both put an environment together again when they upgrade it, with the packages they know of.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal


def made_by() -> Literal["uv tool", "pipx"] | None:
    """What made the environment of this interpreter, if it is one of the two."""
    if _uv_receipt().is_file():
        return "uv tool"
    return "pipx" if (Path(sys.prefix) / "pipx_metadata.json").is_file() else None


def how_to_keep(packages: Sequence[str]) -> str | None:
    """What to run so that the installed *packages* outlast an upgrade, in one line; or None."""
    maker = made_by()
    if maker == "pipx":
        # pipx inject would record it. pipx reinstall then installs it with all that it needs, and
        # so the llm of a package index.
        return (
            "pipx does not know of it, and should not be told with pipx inject, which can bring"
            f" another llm. After pipx reinstall, run again: llm install {shlex.join(packages)}"
        )
    if maker is None:
        return None
    known = _in_receipt()
    own = next((each for each in known if each.get("name") == "llm"), {})
    others = [_requirement(each) for each in known if each is not own]
    extras = [f"--with {shlex.quote(each)}" for each in dict.fromkeys([*others, *packages])]
    return (
        "uv tool upgrade forgets it. To keep it, run:"
        f" uv tool install {' '.join(extras)} {shlex.quote(_requirement(own) or 'llm')}"
    )


def _uv_receipt() -> Path:
    return Path(sys.prefix) / "uv-receipt.toml"


def _in_receipt() -> list[dict[str, Any]]:
    """The packages that uv was told to put into the environment; empty where it does not say."""
    import tomllib

    try:
        receipt = tomllib.loads(_uv_receipt().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    found = receipt.get("tool", {}).get("requirements", [])
    return [each for each in found if isinstance(each, dict)]


def _requirement(package: dict[str, Any]) -> str:
    """A package of the receipt, as uv takes it on its command line."""
    for key in ("path", "directory", "editable", "url"):
        if key in package:
            return str(package[key])
    if "git" in package:
        return f"git+{package['git']}"
    extras = f"[{','.join(package['extras'])}]" if package.get("extras") else ""
    return f"{package.get('name', '')}{extras}{package.get('specifier', '')}"
