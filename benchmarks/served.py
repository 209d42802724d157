"""CPU for each event of 200 streams at once: `llm serve` against the proxy of litellm.

Both have the same two models: one whose words are made in the process of the server (a plugin of
ours, a custom provider of theirs), and one that is behind the same upstream server.
"""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import PROJECT, Environment, beside_litellm, put_plugin, with_server
from benchmarks.measuring import variables
from benchmarks.rows import Row, at_most, compared, telling
from benchmarks.running import alone
from benchmarks.server import Shape, serving

ROUNDS = 3
STREAMS = 200
WORDS = 100
PAUSE = 0.1
LIMIT = at_most(1 / 3)
MODELS = {"words": "made in the process", "upstream": "of a provider"}
_STARTING = 120.0

OURS = f"""
import asyncio
import llm

class Silent(llm.Model):
    model_id = "words"

    def execute(self, prompt, stream, response, conversation):
        yield ""

class Words(llm.AsyncModel):
    model_id = "words"
    can_stream = True

    async def execute(self, prompt, stream, response, conversation):
        for number in range({WORDS}):
            await asyncio.sleep({PAUSE})
            yield f"word{{number}} "

@llm.hookimpl
def register_models(register):
    register(Silent(), Words())
"""
THEIRS = f"""
import asyncio
from litellm import CustomLLM

class Words(CustomLLM):
    async def astreaming(self, *args, **kwargs):
        rest = {{"index": 0, "tool_use": None}}
        for number in range({WORDS}):
            await asyncio.sleep({PAUSE})
            word = {{"text": f"word{{number}} ", "is_finished": False, "finish_reason": None}}
            yield {{**rest, **word, "usage": None}}
        usage = {{"prompt_tokens": 3, "completion_tokens": {WORDS}, "total_tokens": {WORDS + 3}}}
        yield {{**rest, "text": "", "is_finished": True, "finish_reason": "stop", "usage": usage}}

words = Words()
"""
THEIR_CONFIG = """
model_list:
  - model_name: words
    litellm_params: {{model: words/words}}
  - model_name: upstream
    litellm_params: {{model: openai/upstream, api_base: "{base}", api_key: none}}
litellm_settings:
  custom_provider_map:
    - {{provider: words, custom_handler: words_handler.words}}
"""


@dataclass
class Gateway:
    """A server that is measured.

    Attributes:
        process: the process that it is.
        address: its host and port.

    """

    process: subprocess.Popen[bytes]
    address: str

    def cpu(self) -> float:
        """Seconds of CPU time that it and its children have taken."""
        total = 0
        for pid in _family(self.process.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def rss(self) -> float:
        """Megabytes of memory that they hold."""
        pages = sum(
            int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            for pid in _family(self.process.pid)
        )
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


@contextmanager
def ours(
    environment: Environment, base: str, plugin: str = OURS, token: str = ""
) -> Iterator[Gateway]:
    """`llm serve`, which keeps its history as it does by default.

    *plugin* is the code of one that it has; with a *token*, clients have to show it.
    """
    with variables() as chosen, tempfile.TemporaryDirectory() as directory:
        site, user = Path(directory, "site"), Path(directory, "user")
        user.mkdir()
        put_plugin(site, "words", plugin)
        (user / "extra-openai-models.yaml").write_text(
            f"- model_id: upstream\n  model_name: upstream\n  api_base: {base}\n"
        )
        chosen |= {"PYTHONPATH": str(site), "LLM_USER_PATH": str(user)}
        chosen["LLM_CACHE_PATH"] = str(Path(directory, "cache"))
        if token:
            chosen["LLM_SERVE_TOKEN"] = token
        port = _free_port()
        with _started([environment.llm, "serve", "--port", str(port)], chosen, port) as gateway:
            yield gateway


@contextmanager
def theirs(environment: Environment, base: str) -> Iterator[Gateway]:
    """The proxy of litellm, without a database."""
    with variables() as chosen, tempfile.TemporaryDirectory() as directory:
        Path(directory, "words_handler.py").write_text(THEIRS)
        config = Path(directory, "config.yaml")
        config.write_text(THEIR_CONFIG.format(base=base))
        port = _free_port()
        command = [str(Path(environment.python).with_name("litellm")), "--config", str(config)]
        command += ["--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
        chosen |= {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"}
        # As ours does on this machine, it answers whoever asks.
        chosen["LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY"] = "true"
        chosen["PYTHONPATH"] = directory
        with _started(command, chosen, port) as gateway:
            yield gateway


@contextmanager
def _started(command: Sequence[str], chosen: dict[str, str], port: int) -> Iterator[Gateway]:
    process = subprocess.Popen(
        command, env=chosen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + _STARTING
        while True:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} did not begin to serve")
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield Gateway(process, f"127.0.0.1:{port}")
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def microseconds(python: str, gateway: Gateway, model: str, streams: int) -> float:
    """Microseconds of the gateway's CPU for each event that its clients got."""
    before = gateway.cpu()
    command = [python, "-m", "benchmarks.listening", gateway.address, model, str(streams)]
    heard = subprocess.run(command, check=True, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    events, ended = map(int, heard.stdout.split())
    if ended != streams or events < streams * WORDS:
        raise RuntimeError(f"{ended} of {streams} answers came to their end, {events} events")
    return (gateway.cpu() - before) / events * 1e6


def rows(rounds: int, streams: int = STREAMS) -> Iterator[Row]:
    """The microseconds of both for both models, and what both hold in memory at the end."""
    our, their = with_server(), beside_litellm()
    with ExitStack() as stack:
        upstream = stack.enter_context(serving())
        base = upstream.base(Shape(WORDS, at_once=1, pause=PAUSE))
        gateways = {
            "ours": stack.enter_context(ours(our, base)),
            "litellm": stack.enter_context(theirs(their, base)),
        }
        for model, said in MODELS.items():
            taken: dict[str, list[float]] = {name: [] for name in gateways}
            for counted in [False, *[True] * rounds]:
                for name, gateway in gateways.items():
                    found = microseconds(our.python, gateway, model, streams)
                    if counted:
                        taken[name].append(found)
            what = f"`llm serve`, {streams} streams: CPU for an event {said}"
            row = compared(what, taken["ours"], "litellm", taken["litellm"], "µs", LIMIT)
            yield telling(row) if model == "upstream" else row
        held = {name: [gateway.rss()] for name, gateway in gateways.items()}
        what = f"`llm serve`, {streams} streams: memory after them"
        yield compared(what, held["ours"], "litellm", held["litellm"], "MiB")


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
