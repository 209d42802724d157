"""The installed `llm` command against real llama.cpp servers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.llama_servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.llama_servers import LlamaServer

    Run = Callable[..., subprocess.CompletedProcess[str]]

LLM = str(Path(sys.executable).with_name("llm"))
CAPITAL = "What is the capital of France?"
MULTIPLY = "def multiply(x: int, y: int) -> int:\n    'Multiply two numbers'\n    return x * y"
STORY = "Write a long story about a dog."
MODELS = """
- model_id: near
  model_name: smollm2
  api_base: {url}
  aliases: [nearby]
- model_id: near-responses
  model_name: smollm2
  api_base: {url}
  responses: true
- model_id: near-completion
  model_name: smollm2
  api_base: {url}
  completion: true
"""


def environment(**more: str) -> dict[str, str]:
    """The environment of an `llm` that takes every warning for an error."""
    return {**os.environ, "PYTHONWARNINGS": "error", **more}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the installed `llm` with these arguments, in an empty directory."""
    (tmp_path / "here").mkdir()

    def ran(
        *arguments: str, stdin: str = "", code: int = 0, **env: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [LLM, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path / "here",
            env=environment(**env),
            timeout=100,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return ran


@pytest.fixture
def extra_models(user_path: Path) -> Callable[[str], None]:
    """Put *text* into the user's `extra-openai-models.yaml`."""

    def put(text: str) -> None:
        user_path.mkdir()
        (user_path / "extra-openai-models.yaml").write_text(text)

    return put


def only_error(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of the error that *done* ended in."""
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    return line


@pytest.mark.parametrize("how", [(), ("--async",), ("--no-stream",), ("--async", "--no-stream")])
@pytest.mark.parametrize("model", ["near", "nearby", "near-responses"])
def test_a_model_of_the_users_file_answers(
    run: Run, extra_models: Any, chat_server: LlamaServer, model: str, how: tuple[str, ...]
) -> None:
    """It is asked by its name or alias, through either API, without a key; `-u` shows tokens."""
    extra_models(MODELS.format(url=chat_server.url))
    done = run("-m", model, CAPITAL, "-u", *how)
    assert "Paris" in done.stdout
    assert "input" in done.stderr
    assert "output" in done.stderr


def test_a_completion_model_goes_on_with_the_text(
    run: Run, extra_models: Any, chat_server: LlamaServer
) -> None:
    """`completion: true` in the file, and an option on the command line."""
    extra_models(MODELS.format(url=chat_server.url))
    done = run("-m", "near-completion", "One, two, three, four,", "-o", "max_tokens", "8")
    assert "five" in done.stdout


def test_reasoning_goes_to_standard_error(
    run: Run, extra_models: Any, thinking_server: LlamaServer
) -> None:
    """What the model thought is not part of the answer, and `-R` leaves it out."""
    extra_models(MODELS.format(url=thinking_server.url))
    shown, hidden = (run("-m", "near", "What is 2+2?", *more) for more in ([], ["-R"]))
    assert shown.stdout == hidden.stdout
    assert len(shown.stderr) > len(hidden.stderr) + 10


def test_a_stored_key_opens_the_server(
    run: Run, extra_models: Any, keyed_server: LlamaServer
) -> None:
    """The key that the file names is sent, `--key` before it; a wrong one is told by its name."""
    ask = ("-m", "near", "Hi", "-o", "max_tokens", "2")
    extra_models(MODELS.format(url=keyed_server.url).replace("  al", "  api_key_name: mine\n  al"))
    run("keys", "set", "mine", "--value", "wrong")
    assert "llm keys set mine" in only_error(run(*ask, code=1))
    run(*ask, "--key", "right")
    run("keys", "set", "mine", "--value", "right")
    run(*ask)


def test_a_prompt_that_is_too_long_is_one_line(run: Run, keyed_server: LlamaServer) -> None:
    """The server's reason is shown, and the status is 1."""
    url = keyed_server.url
    done = run("--base-url", url, "--key", "right", stdin="word " * 2000, code=1)
    assert "512 tokens" in only_error(done)


@pytest.mark.parametrize("how", [(), ("--async",)])
def test_any_prompt_may_name_a_server(
    run: Run, chat_server: LlamaServer, how: tuple[str, ...]
) -> None:
    """`--base-url` needs no set-up, with a model or without; the stored key stays at home."""
    named = run(CAPITAL, "--base-url", chat_server.url, "-m", "smollm2", *how, OPENAI_API_KEY="x")
    assert "Paris" in named.stdout
    assert "Paris" in run(CAPITAL, "--base-url", chat_server.url, *how).stdout


def test_a_server_that_is_not_there_is_one_line(run: Run) -> None:
    """Where nobody listens, the address is named."""
    port = free_port()
    done = run("Hi", "--base-url", f"http://127.0.0.1:{port}/v1", code=1, LLM_RETRIES="0")
    assert f"127.0.0.1:{port}" in only_error(done)


@pytest.mark.parametrize("how", [(), ("--responses",), ("--no-stream",)])
def test_an_endpoint_is_asked_and_nothing_is_kept(
    run: Run, chat_server: LlamaServer, user_path: Path, how: tuple[str, ...]
) -> None:
    """`llm openai endpoint` answers, lists the models, and writes no file."""
    url = chat_server.url
    assert "Paris" in run("openai", "endpoint", url, "-m", "smollm2", CAPITAL, *how).stdout
    assert run("openai", "endpoint", url, "--models").stdout == "smollm2\n"
    assert not user_path.exists() or not list(user_path.iterdir())


def test_an_endpoint_runs_tools(run: Run, chat_server: LlamaServer) -> None:
    """Functions are offered, run and shown, and the answer has the result."""
    ask = ("openai", "endpoint", chat_server.url, "What is 1234 * 4346?")
    done = run(*ask, "--functions", MULTIPLY, "--td")
    assert "5362964" in done.stdout.replace(",", "")
    assert "multiply" in done.stderr


def test_an_endpoint_follows_a_schema(run: Run, chat_server: LlamaServer) -> None:
    """The short form of a schema holds the answer to it."""
    ask = ("openai", "endpoint", chat_server.url, "Invent a dog called Rex, 3 years old")
    answer = json.loads(run(*ask, "--schema", "good bool, age int").stdout)
    assert answer.keys() == {"good", "age"}
    assert isinstance(answer["good"], bool)
    assert isinstance(answer["age"], int)


def test_an_endpoint_chats(run: Run, chat_server: LlamaServer) -> None:
    """Messages from standard input are answered until `quit`."""
    done = run("openai", "endpoint", chat_server.url, "--chat", stdin=f"{CAPITAL}\nquit\n")
    assert "Paris" in done.stdout


def test_models_of_the_account_are_listed(run: Run, keyed_server: LlamaServer) -> None:
    """`llm openai models` asks where OPENAI_BASE_URL says, with the key; a wrong one is told."""
    base = {"OPENAI_BASE_URL": keyed_server.url}
    assert "smollm2" in run("openai", "models", "--key", "right", **base).stdout
    (model,) = json.loads(run("openai", "models", "--json", OPENAI_API_KEY="right", **base).stdout)
    assert model["id"] == "smollm2"
    wrong = run("openai", "models", "--key", "wrong", code=1, **base)
    assert "Is the key right?" in only_error(wrong)


def test_a_server_is_added_by_name(
    run: Run, chat_server: LlamaServer, keyed_server: LlamaServer
) -> None:
    """Its models are asked for once and used by name; a server with a key keeps the key."""
    assert "here/smollm2" in run("endpoints", "add", "here", chat_server.base).stdout
    assert "Paris" in run("-m", "here/smollm2", CAPITAL).stdout
    run("endpoints", "add", "locked", keyed_server.url, "--key", "wrong", code=1)
    run("endpoints", "add", "locked", keyed_server.url, "--key", "right")
    run("-m", "locked/smollm2", "Hi", "-o", "max_tokens", "2")
    listed = run("models", "list").stdout
    assert "here/smollm2" in listed
    assert "locked/smollm2" in listed


def test_an_embedding_server_is_added_by_name(run: Run, embedding_server: LlamaServer) -> None:
    """A model that is named after what it does is known to embed, and gives vectors."""
    import llm

    assert "embeddings" in run("endpoints", "add", "vectors", embedding_server.url).stdout
    assert len(llm.get_embedding_model("vectors/smollm2-embed").embed("hello")) == 576


@pytest.mark.parametrize("how", [(), ("--async",)])
def test_a_server_that_dies_costs_what_it_had_not_said(
    launch: Callable[..., LlamaServer], how: tuple[str, ...]
) -> None:
    """What had arrived is shown, then one line of error; the status is 1."""
    server = launch(template="smollm2-tools.jinja").wait()
    process = subprocess.Popen(
        [LLM, "--base-url", server.url, "-m", "smollm2", STORY, *how],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    begun = process.stdout.read(20)
    server.kill()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert len(begun + out) >= 20
    assert err.decode().strip().splitlines()[-1].startswith("Error: ")
    assert b"Traceback" not in err
