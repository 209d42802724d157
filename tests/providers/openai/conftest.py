"""A server that keeps what it is asked, and the official SDK's client for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.providers.openai.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai import OpenAI

KEY = "the-key"


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A server that keeps what it is asked."""
    server = Recorder()
    yield server
    server.close()


@pytest.fixture(scope="session")
def sdk_client() -> Iterator[OpenAI]:
    """The official client, which costs much to make."""
    from openai import OpenAI

    with OpenAI(api_key=KEY, max_retries=0) as client:
        yield client


@pytest.fixture
def sdk(sdk_client: OpenAI, recorder: Recorder) -> OpenAI:
    """The official client, pointed at the recorder."""
    return sdk_client.with_options(base_url=recorder.url)
