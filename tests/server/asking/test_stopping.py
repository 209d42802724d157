"""The end of a server: answers come to their end, for a while; the rest is kept as interrupted."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import httpx2 as httpx
import pytest

from llm.store.opening import open_store
from llm.store.records import Selection
from tests.server.asking.paced import asking, chunks, events, eventually, paced, streaming


@pytest.mark.parametrize("world", ["sync", "async"])
def test_answers_come_to_their_end(serving, world):
    """A server that is told to stop takes no more requests, and finishes those it has."""
    model = paced(world, ["one ", "two"])
    one = serving(model, drain=20)
    model.allow()
    with streaming(one, asking()) as answer:
        pieces = chunks(answer)
        assert next(pieces) == "one "
        one.server.stop()
        eventually(lambda: one.server.service.calls._closing)
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{one.url}/health", trust_env=False, timeout=2)
        model.allow()
        assert list(pieces) == ["two"]
    store = open_store()
    (call,) = eventually(lambda: list(store.calls(Selection())))
    eventually(lambda: store.call(call.id).status == "ok")
    store.close()


@pytest.mark.parametrize("world", ["sync", "async"])
def test_what_takes_too_long_is_interrupted(serving, world):
    """The client is told, and the history has what came."""
    model = paced(world, ["one ", "two"])
    one = serving(model, drain=0.2)
    model.allow()
    with streaming(one, asking(), **{"llm-background": "true"}) as answer:
        said = events(answer)
        assert next(said)["choices"][0]["delta"]["role"] == "assistant"
        one.server.stop()
        rest = list(said)
    model.allow()
    assert rest[-1]["error"]["message"] == "The call was cancelled."
    store = open_store()
    eventually(lambda: [call.status for call in store.calls(Selection())] == ["interrupted"])
    store.close()


PLUGIN = """
import threading, time
import llm

class Slow(llm.Model):
    model_id = "slow"
    can_stream = True

    def execute(self, prompt, stream, response, conversation):
        for number in range(int(prompt.prompt)):
            yield f"{number} "
            time.sleep(0.05)

@llm.hookimpl
def register_models(register):
    register(Slow())
"""


@contextmanager
def served(tmp_path, *options):
    """`llm serve` as a process of its own, with a model that takes its time: process and URL."""
    (tmp_path / "slow_plugin.py").write_text(PLUGIN)
    code = (
        "import slow_plugin; from llm.plugins.host import pm; pm.load();"
        " pm.register(slow_plugin, 'slow'); from llm.cli import main; main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.fullmatch(r"Chat: +(http://127\.0\.0\.1:\d+)/#token=(llm-\S+)\n", line)
        assert found, line
        assert found[1] in process.stderr.readline()
        assert found[1] in process.stderr.readline()
        yield process, found[1], found[2]
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_the_command(tmp_path, user_path):
    """It says where it is, answers whoever is on this machine, and ends with status 0 on Ctrl-C."""
    with served(tmp_path) as (process, url, token):
        body = asking("3", model="slow")
        answer = httpx.post(f"{url}/v1/chat/completions", json=body, trust_env=False)
        assert answer.json()["choices"][0]["message"]["content"] == "0 1 2 "
        call = answer.headers["llm-call-id"]
        shown = {"authorization": f"Bearer {token}"}
        assert httpx.get(f"{url}/v1/calls/{call}", headers=shown, trust_env=False).is_success
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
    listed = subprocess.run(
        [sys.executable, "-m", "llm", "logs", "list", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [row["client"] for row in json.loads(listed.stdout)] == ["anonymous"]


@pytest.mark.parametrize("signals", [[signal.SIGTERM], [signal.SIGINT, signal.SIGINT]])
def test_the_command_in_the_midst_of_an_answer(tmp_path, user_path, signals):
    """One signal waits for the answer; another one cuts it off, and the history has what came."""
    count = 40 if len(signals) == 1 else 4000
    with served(tmp_path, "--drain", "30") as (process, url, _):
        arrived = []

        def read():
            body = asking(str(count), model="slow", stream=True)
            with httpx.stream(
                "POST", f"{url}/v1/chat/completions", json=body, trust_env=False
            ) as answer:
                for piece in chunks(answer):
                    arrived.append(piece)  # noqa: PERF402 - the test looks at it meanwhile

        reader = threading.Thread(target=read)
        reader.start()
        eventually(lambda: arrived)
        process.send_signal(signals[0])
        said = process.stderr.readline()
        for number in signals[1:]:
            process.send_signal(number)
        assert process.wait(25) == 0
        said += process.stderr.read()
        assert said == "Waiting up to 30 s for 1 answer to end; Ctrl-C again cuts them off.\n"
        reader.join(10)
    store = open_store()
    (call,) = store.calls(Selection())
    store.close()
    ended = "ok" if len(signals) == 1 else "interrupted"
    assert (call.status, call.output[0].text().startswith("0 1 2")) == (ended, True)
    assert (len(arrived) == count) == (ended == "ok")


def test_an_address_that_is_taken(serving, user_path):
    """One line says so, and how to choose another."""
    one = serving()
    ran = subprocess.run(
        [sys.executable, "-m", "llm", "serve", "--port", one.url.rpartition(":")[2]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert re.fullmatch(r"Error: The address .* --host or --port\n", ran.stderr)


def test_packages_that_are_missing(tmp_path, user_path):
    """Without the extra one line says what installs it."""
    code = (
        "import sys, importlib.util as u; f = u.find_spec;"
        " u.find_spec = lambda n, *a: None if n == 'uvicorn' else f(n, *a);"
        " from llm.cli import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "serve"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (
        1,
        "Error: The server needs packages that are not installed: llm install 'llm[server]'\n",
    )
