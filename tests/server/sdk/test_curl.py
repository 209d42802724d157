"""`curl`, as OpenAI's documentation has it, with only the host changed."""

import json
import shutil
import subprocess
from collections.abc import Callable

import pytest

from tests.docs.answering import known_as
from tests.server.conftest import Serving

COMMAND = """
curl -sS https://api.openai.com/v1/chat/completions \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -d '{
    "model": "gpt-5.5",
    "messages": [
      {"role": "user", "content": "Capital of France?"},
      {"role": "assistant", "content": "Paris"},
      {"role": "user", "content": "Germany?"}
    ]STREAM
  }'
"""


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("stream", [False, True])
def test_curl(serving: Callable[..., Serving], stream: bool) -> None:
    """What a client sends again is part of what the model is told; any key is good."""
    one = serving()
    command = COMMAND.replace("https://api.openai.com", one.url)
    command = command.replace("STREAM", ', "stream": true' if stream else "")
    environment = {"OPENAI_API_KEY": "sk-any", "no_proxy": "*", "PATH": "/usr/bin:/bin"}
    with known_as("gpt-5.5"):
        told = subprocess.run(
            ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=True
        )
    if stream:
        frames = told.stdout.split("\n\n")
        assert frames[-2:] == ["data: [DONE]", ""]
        chunks = [json.loads(frame.removeprefix("data: ")) for frame in frames[:-2]]
        said = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    else:
        said = json.loads(told.stdout)["choices"][0]["message"]["content"]
    assert said == "Berlin "
    (call,) = one.calls()
    assert [message.text() for message in call.messages] == [
        "Capital of France?", "Paris", "Germany?",
    ]  # fmt: skip
    assert call.client == "anonymous"
