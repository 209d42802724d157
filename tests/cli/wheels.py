"""Wheels and environments that tests make by hand, so that nothing has to be fetched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import llm
from llm.version import __version__

NEEDED = (
    "annotated_types", "click", "pluggy", "pydantic", "pydantic_core", "typing_extensions",
    "typing_inspection",
)  # fmt: skip
OURS = Path(llm.__file__).parent


def wheel(
    directory: Path,
    name: str,
    version: str,
    files: Mapping[str, str | bytes],
    *,
    requires: Sequence[str] = (),
    plugin: str | None = None,
    extras: Mapping[str, str] | None = None,
) -> Path:
    """A wheel in *directory* with these *files*; *plugin* is the module that is one of llm's."""
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    lines += [f"Requires-Dist: {each}" for each in requires]
    for extra, needed in (extras or {}).items():
        lines += [f"Provides-Extra: {extra}", f"Requires-Dist: {needed}; extra == '{extra}'"]
    metadata: dict[str, str | bytes] = {
        f"{info}/METADATA": "\n".join(lines) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if plugin:
        metadata[f"{info}/entry_points.txt"] = f"[llm]\n{plugin} = {plugin}\n"
    content = {**files, **metadata}
    content[f"{info}/RECORD"] = "".join(f"{each},,\n" for each in [*content, f"{info}/RECORD"])
    path = directory / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for place, data in content.items():
            archive.writestr(place, data)
    return path


def our_wheel(directory: Path) -> Path:
    """Our llm as a wheel, without its dependencies, but for one that its extra needs."""
    files = {
        str(Path("llm") / path.relative_to(OURS)): path.read_bytes()
        for path in OURS.rglob("*")
        if path.suffix in {".py", ".tmpl"}
    }
    needs = ["click", "pluggy"]
    return wheel(
        directory, "llm", __version__, files, requires=needs, extras={"local": "tiny-runtime"}
    )


class Environment:
    """A virtual environment with this llm in it; what it needs is found in that of the tests.

    With *pip* it has that; else it is as uv makes them.

    Attributes:
        path: its directory.
        site: where its packages are.
        variables: the environment of processes in it: nothing is fetched.

    """

    def __init__(self, path: Path, links: Path, user_path: Path, *, pip: bool = True) -> None:
        self.path = path
        self.links = links
        venv.EnvBuilder(with_pip=False, symlinks=True).create(path)
        self.site = Path(sysconfig.get_path("purelib", vars={"base": str(path)}))
        tests = Path(sysconfig.get_path("purelib"))
        if pip:
            (self.site / "of-the-tests.pth").write_text(f"{tests}\n")
        for name in () if pip else NEEDED:
            # uv looks for packages in the directory itself, and writes to where a link leads.
            for entry in [p for p in tests.iterdir() if re.match(rf"{name}(\.py|-.*)?$", p.name)]:
                copy = shutil.copytree if entry.is_dir() else shutil.copy
                copy(entry, self.site / entry.name)
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LLM_", "PIP_", "UV_", "PYTHON"))
        }
        self.variables = {
            **inherited,
            "LLM_USER_PATH": str(user_path),
            "LLM_CACHE_PATH": str(user_path / "cache"),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(links),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "UV_NO_INDEX": "1",
            "UV_FIND_LINKS": str(links),
        }

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.path / "bin" / Path(sys.executable).name)

    def unpack(self, *wheels: Path) -> None:
        """Put *wheels* into it, as an installer would."""
        for each in wheels:
            with zipfile.ZipFile(each) as archive:
                archive.extractall(self.site)

    def llm(self, *arguments: str, stdin: str = "", **variables: str):
        """Run its `llm`."""
        return self.run("-m", "llm", *arguments, stdin=stdin, **variables)

    def run(self, *arguments: str, stdin: str = "", **variables: str):
        """Run its interpreter, away from our sources; the result has text."""
        return subprocess.run(
            [self.python, *arguments],
            input=stdin,
            env={**self.variables, **variables},
            cwd=self.path,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )

    def version_of(self, name: str) -> str | None:
        """The version of a package that is installed in it, not beside it."""
        found = [*self.site.glob(f"{name.replace('-', '_')}-*.dist-info")]
        return found[0].name.removesuffix(".dist-info").partition("-")[2] if found else None

    def has_our_llm(self) -> bool:
        """Whether the llm in it is this one, whole, and no other."""
        here = self.site / "llm"
        same = (here / "version.py").read_bytes() == (OURS / "version.py").read_bytes()
        return same and (here / "cli" / "root.py").exists() and not (here / "other.py").exists()
