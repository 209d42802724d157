"""Published plugins that build on the bundled OpenAI classes, unmodified, against llama.cpp."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from tests.compat.conftest import WORLDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.llama_servers import LlamaServer

    Ask = Callable[[str], Any]

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
PLUGINS = ["llm-deepseek", "llm-fireworks", "llm-llama-server", "llm-openrouter", "llm-venice"]
KEYS = ("OPENROUTER_KEY", "LLM_VENICE_KEY", "LLM_DEEPSEEK_KEY", "LLM_FIREWORKS_KEY")
CAN = ["tools", "structured_outputs", "reasoning"]
OPENROUTER = {
    "data": [
        {
            "id": "smollm2",
            "name": "SmolLM2",
            "context_length": 4096,
            "architecture": {"input_modalities": ["text"]},
            "supported_parameters": CAN,
            "pricing": {"prompt": "0", "completion": "0"},
        }
    ]
}
VENICE = [
    {
        "id": "smollm2",
        "type": "text",
        "model_spec": {
            "capabilities": {"supportsResponseSchema": True, "supportsFunctionCalling": True}
        },
    }
]
# How each model calls itself.
MODELS = {
    "deepseek-chat": "DeepSeek: deepseek-chat",
    "fireworks/models/zephyr-7b-beta": "Fireworks: fireworks/models/zephyr-7b-beta",
    "llama-server": "llama-server: llama-server",
    "llama-server-tools": "llama-server: llama-server-tools",
    "openrouter/smollm2": "OpenRouter: openrouter/smollm2",
    "venice/smollm2": "Venice Chat: venice/smollm2",
}
SYNC_ONLY = "fireworks/models/zephyr-7b-beta"
WITH_TOOLS = ["llama-server-tools", "openrouter/smollm2", "venice/smollm2"]
# Finds a model, and lets it ask the server at `url`.
FIND = """
def at(url, name):
    found = model(name)
    found.api_base = url
    return found
"""
CAPITAL = "What is the capital of France?"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with this `llm` and the plugins, as the index has them."""
    directory = tmp_path_factory.mktemp("plugins") / "venv"
    subprocess.run([sys.executable, "-m", "venv", directory], check=True)
    python = directory / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", str(ROOT), *PLUGINS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip()[-300:]
        if "from versions: none" in done.stderr:
            pytest.skip(f"the package index cannot be reached: {reason}")
        pytest.fail(f"the plugins cannot be installed: {reason}")
    return python


@pytest.fixture
def env(user_path: Path, tmp_path: Path) -> dict[str, str]:
    """A user's environment with a key for every plugin, and their lists of models."""
    user_path.mkdir()
    # It names no variable; its models are there for one, and asked with a stored key.
    (user_path / "keys.json").write_text(json.dumps({"fireworks": "unused"}))
    (user_path / "openrouter_models.json").write_text(json.dumps(OPENROUTER))
    (user_path / "venice_models.json").write_text(json.dumps(VENICE))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**kept, **dict.fromkeys(KEYS, "unused"), "LLM_CACHE_PATH": str(tmp_path / "cache")}


@pytest.fixture
def llm(installed: Path, env: dict[str, str]) -> Callable[..., str]:
    """What `llm` of that environment prints; it must end well."""

    def ran(*arguments: str) -> str:
        return _done([str(installed.with_name("llm")), *arguments], env).stdout

    return ran


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest, installed: Path, env: dict[str, str]) -> Ask:
    """What a program that runs there prints, as JSON, in both worlds; see `WORLDS`."""

    def asked(program: str) -> Any:
        command = [str(installed), "-c", "import json, llm\n" + WORLDS + FIND + dedent(program)]
        done = _done(command, {**env, "WORLD": request.param})
        assert done.stderr == ""
        return json.loads(done.stdout)

    return asked


def _done(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


def answer(ask: Ask, server: LlamaServer, name: str) -> None:
    """Ask *name* a question, streamed and whole; what comes must be right."""
    told = ask(
        f"""
        m = at({server.url!r}, {name!r})
        streamed, whole = (m.prompt({CAPITAL!r}, max_tokens=20, stream=s) for s in (True, False))
        pieces = [event.chunk for event in events(streamed) if event.type == "text"]
        usage = asyncio.run(streamed.usage()) if AWAITS else streamed.usage()
        told = [usage.input, usage.output, streamed.resolved_model, streamed.finish_reason]
        print(json.dumps([str(m), m.can_stream, pieces, read(whole), told]))
        """
    )
    title, streams, pieces, whole, (taken, given, resolved, finish) = told
    assert title.startswith(MODELS[name].partition(":")[0])
    assert title.endswith(name)
    assert (len(pieces) > 3) == streams
    assert "".join(pieces) == whole
    assert "Paris" in whole
    assert taken > 10
    assert 3 < given <= 20
    assert (resolved, finish) == ("smollm2", "stop")


def test_they_are_listed(llm: Callable[..., str]) -> None:
    """Plugins, their models, their options and their commands are there."""
    assert {each["name"] for each in json.loads(llm("plugins"))} == set(PLUGINS)
    listed = llm("models").splitlines()
    assert set(MODELS.values()) <= set(listed)
    options = llm("models", "--options", "-m", "openrouter/smollm2", "-m", "venice/smollm2")
    for name in ("provider", "reasoning_max_tokens", "chat_completions", "character_slug", "seed"):
        assert f"    {name}: " in options
    assert "- id: smollm2" in llm("openrouter", "models")


def test_a_command_that_is_wrapped(llm: Callable[..., str]) -> None:
    """`prompt` has the options that a plugin adds, and its own."""
    shown = llm("prompt", "--help")
    assert "--no-venice-system-prompt" in shown
    assert "--attachment" in shown


@pytest.mark.parametrize("name", [name for name in MODELS if name != SYNC_ONLY])
def test_they_answer(ask: Ask, chat_server: LlamaServer, name: str) -> None:
    """Streamed and whole, with usage, the model that answered, and why it ended."""
    answer(ask, chat_server, name)


@pytest.mark.parametrize("ask", ["sync"], indirect=True)
def test_a_plugin_for_one_world_answers(ask: Ask, chat_server: LlamaServer) -> None:
    """A plugin that has no class for `async` code works without it."""
    answer(ask, chat_server, SYNC_ONLY)


@pytest.mark.parametrize("name", ["deepseek-chat", "openrouter/smollm2", "venice/smollm2"])
def test_they_remember(ask: Ask, chat_server: LlamaServer, name: str) -> None:
    """The second prompt of a conversation carries the first and its answer."""
    first, second = ask(
        f"""
        conversation = at({chat_server.url!r}, {name!r}).conversation()
        taken = []
        for text in ({CAPITAL!r}, "And of Italy?"):
            response = conversation.prompt(text, max_tokens=20)
            read(response)
            usage = asyncio.run(response.usage()) if AWAITS else response.usage()
            taken.append([usage.input, usage.output])
        print(json.dumps(taken))
        """
    )
    assert second[0] > sum(first)


@pytest.mark.parametrize("name", WITH_TOOLS)
def test_they_run_tools(ask: Ask, chat_server: LlamaServer, name: str) -> None:
    """The model asks for a function, and its answer has what the function gave."""
    calls, text = ask(
        f"""
        calls = []
        def multiply(x: int, y: int) -> int:
            "Multiply two numbers"
            calls.append([x, y])
            return x * y
        m = at({chat_server.url!r}, {name!r})
        text = read(m.chain("What is 1234 * 4346?", tools=[multiply], options={{"max_tokens": 80}}))
        print(json.dumps([calls, text]))
        """
    )
    assert calls == [[1234, 4346]]
    assert "5362964" in text.replace(",", "")


@pytest.mark.parametrize(
    ("name", "options"),
    [("openrouter/smollm2", {"chat_completions": True}), ("venice/smollm2", {})],
)
def test_they_follow_a_schema(
    ask: Ask, chat_server: LlamaServer, name: str, options: dict[str, Any]
) -> None:
    """The answer is held to the schema, which one of them makes stricter.

    The server knows schemas in chat completions only.
    """
    text = ask(
        f"""
        m = at({chat_server.url!r}, {name!r})
        schema = llm.schema_dsl("good bool, age int")
        asked = "Invent a dog called Rex, 3 years old"
        print(json.dumps(read(m.prompt(asked, schema=schema, max_tokens=60, **{options!r}))))
        """
    )
    dog = json.loads(text)
    assert dog.keys() == {"good", "age"}
    assert isinstance(dog["good"], bool)
    assert isinstance(dog["age"], int)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("deepseek-chat", {}),
        ("llama-server", {}),
        ("openrouter/smollm2", {"reasoning_effort": "low"}),
        ("openrouter/smollm2", {"chat_completions": True, "provider": '{"order": ["x"]}'}),
        ("venice/smollm2", {"top_k": 1, "strip_thinking_response": False}),
    ],
)
def test_they_tell_what_was_thought(
    ask: Ask, thinking_server: LlamaServer, name: str, options: dict[str, Any]
) -> None:
    """Reasoning arrives apart from the answer, with options of the plugin that go beside it."""
    reasoning, text, said = ask(
        f"""
        m = at({thinking_server.url!r}, {name!r})
        response = m.prompt("What is 2+2?", max_tokens=80, **{options!r})
        taken = [(event.type, event.chunk) for event in events(response)]
        told = ["".join(chunk for kind, chunk in taken if kind == wanted)
                for wanted in ("reasoning", "text")]
        print(json.dumps([*told, read(response)]))
        """
    )
    assert reasoning.strip()
    assert said == text
    assert said.strip()
