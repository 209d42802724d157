"""Programs of others, unmodified and in environments of their own, as clients of `llm serve`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

import llm
from tests.e2e.real_plugins.installed import IndexUnreachableError, Installed, _pip
from tests.server.conftest import Serving, offering, running_server

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

SCRIPTS = Path(__file__).parent / "served_clients"
MODEL = "weatherman"
TOOL = '''
def weather(city: str) -> str:
    """The weather in a city."""
    return f"It rains in {city}."
'''


class Weatherman(llm.AsyncModel):
    """Asks the first tool about the last word of a question, and tells what it said."""

    model_id = MODEL
    can_stream = True
    supports_tools = True
    supports_schema = True

    async def execute(
        self, prompt: llm.Prompt, stream: bool, response: Any, conversation: Any
    ) -> AsyncIterator[str]:
        results = [part for part in prompt.messages[-1].parts if part.kind == "tool_result"]
        if results:
            yield "They say: "
            yield results[0].output  # type: ignore[attr-defined]  # the kind says so
        elif prompt.tools:
            city = prompt.messages[-1].text().split()[-1].strip("?")
            call_id = f"call_{len(prompt.messages)}"
            response.add_tool_call(llm.ToolCall(prompt.tools[0].name, {"city": city}, call_id))
        else:
            yield f"Without tools, after {len(prompt.messages)} messages"


@pytest.fixture
def served(user_path: Path) -> Iterator[Serving]:
    """A server that has the model."""
    with offering(Weatherman()), running_server() as serving:
        yield serving


def environment(directory: Path, *packages: str) -> Installed:
    """An environment with *packages* from the package index."""
    subprocess.run([sys.executable, "-m", "venv", directory], check=True)
    made = Installed(directory / "bin" / "python")
    try:
        _pip(made, *packages)
    except IndexUnreachableError as error:
        pytest.skip(f"the package index cannot be reached: {error}")
    return made


def run(*command: str | Path, **variables: str) -> str:
    """What *command* prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LLM_")}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**kept, **variables}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("script", "packages"),
    [
        ("with_pydantic_ai.py", ["pydantic-ai-slim[openai,anthropic]"]),
        ("with_chatlas.py", ["chatlas", "anthropic"]),
    ],
)
def test_a_conversation_with_tools_over_each_protocol(
    served: Serving, tmp_path: Path, script: str, packages: list[str]
) -> None:
    """Two turns with a tool call each; each of the three conversations is one in the history."""
    made = environment(tmp_path / "venv", *packages)
    said = run(made.python, SCRIPTS / script, served.url, served.token, MODEL).splitlines()
    told = [line.split(" ", 2)[1:] for line in said]
    assert told == 3 * [
        ["first", "They say: It rains in Paris."],
        ["second", "They say: It rains in Rome."],
        told[2],
    ]
    calls = served.calls()
    assert {call.status for call in calls} == {"ok"}
    assert sorted(Counter(call.conversation for call in calls).values()) == [4, 4, 4]


def test_the_release_that_went_before(served: Serving, tmp_path: Path) -> None:
    """`llm` 0.36 uses the server through `extra-openai-models.yaml`: a tool, and `-c`."""
    made = environment(tmp_path / "venv", "llm==0.36")
    user = tmp_path / "theirs"
    user.mkdir()
    (user / "extra-openai-models.yaml").write_text(
        f"- model_id: served\n  model_name: {MODEL}\n  api_base: {served.url}/v1\n"
        "  api_key_name: served\n  supports_tools: true\n  can_stream: true\n"
    )
    (user / "tools.py").write_text(TOOL)
    variables = {"LLM_USER_PATH": str(user)}
    run(made.llm, "keys", "set", "served", "--value", served.token, **variables)
    ask = (made.llm, "-m", "served", "--functions", str(user / "tools.py"))
    assert run(*ask, "Weather in Paris?", **variables) == "They say: It rains in Paris.\n"
    assert run(*ask, "-c", "Weather in Rome?", **variables) == "They say: It rains in Rome.\n"
    plain = run(made.llm, "-m", "served", "--no-stream", "Hello", **variables)
    assert plain == "Without tools, after 1 messages\n"
    calls = served.calls()
    assert [len(call.messages) for call in calls] == [1, 3, 5, 7, 1]
    assert len({call.conversation for call in calls}) == 2
