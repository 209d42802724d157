"""Chat completions that are stored, through the `openai` SDK."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import openai
import pytest

from llm.errors import ModelError
from llm.testing import AsyncScriptedModel
from llm.usage import Usage
from tests.server.asking.paced import Paced
from tests.server.conftest import Serving

HI: Any = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hi", "name": "ada"},
]


def client_of(one: Serving, token: str | None = None) -> openai.OpenAI:
    """The SDK's client; to be closed."""
    return openai.OpenAI(base_url=one.base_url, api_key=token or one.token, max_retries=0)


def test_what_was_said_is_there_again(serving: Callable[..., Serving]) -> None:
    """An answer is as it was; the messages before it are a list of their own."""
    one = serving(AsyncScriptedModel([["Hello", Usage(3, 2)]]))
    with client_of(one) as client:
        made = client.chat.completions.create(model="scripted", messages=HI)
        assert client.chat.completions.retrieve(made.id) == made
        messages = list(client.chat.completions.messages.list(made.id))
        assert [(each.role, each.content) for each in messages] == [
            ("system", "Be brief."), ("user", "Hi"),
        ]  # fmt: skip
        newest = client.chat.completions.messages.list(made.id, order="desc", limit=1)
        assert newest.data == messages[1:]
        assert len(list(newest)) == 2
    assert messages[1].model_extra == {"name": "ada"}


def test_list(serving: Callable[..., Serving]) -> None:
    """Those that came to their end, by model, from either side, a page at a time."""
    one = serving(AsyncScriptedModel([["1"], [ModelError("No", status=400)], ["2"], ["3"]]))
    with client_of(one) as client:
        for _ in range(4):
            try:
                client.chat.completions.create(model="scripted", messages=HI)
            except openai.BadRequestError:
                continue
        for order, expected in (("asc", "123"), ("desc", "321")):
            chats: Any = client.chat.completions.list(order=order, limit=2)  # type: ignore[arg-type]  # one of the two
            assert [chat.choices[0].message.content for chat in chats] == list(expected)
        assert not list(client.chat.completions.list(model="other"))
        assert len(list(client.chat.completions.list(model="scripted"))) == 3

    async def count() -> int:
        async with openai.AsyncOpenAI(base_url=one.base_url, api_key=one.token) as client:
            return len([chat async for chat in client.chat.completions.list(limit=1)])

    assert asyncio.run(count()) == 3


def test_delete(serving: Callable[..., Serving]) -> None:
    """What is deleted is not in the history any more."""
    one = serving(AsyncScriptedModel([["Hello"]]))
    with client_of(one) as client:
        made = client.chat.completions.create(model="scripted", messages=HI)
        assert client.chat.completions.delete(made.id).deleted
        for ask in (client.chat.completions.retrieve, client.chat.completions.delete):
            with pytest.raises(openai.NotFoundError):
                ask(made.id)
    assert one.calls() == []


def test_others_see_nothing(serving: Callable[..., Serving]) -> None:
    """Without a token it is 401; with another's it is not there."""
    one = serving(AsyncScriptedModel([["Hello"]] * 2), tokens=("llm-ada", "llm-bob"))
    with client_of(one, "llm-ada") as ada, client_of(one, "llm-bob") as bob:
        made = ada.chat.completions.create(model="scripted", messages=HI)
        with client_of(one, "sk-any") as anybody, pytest.raises(openai.AuthenticationError):
            anybody.chat.completions.retrieve(made.id)
        for ask in (
            bob.chat.completions.retrieve,
            bob.chat.completions.delete,
            bob.chat.completions.messages.list,
        ):
            with pytest.raises(openai.NotFoundError):
                ask(made.id)
        assert not list(bob.chat.completions.list())
        assert [chat.id for chat in ada.chat.completions.list()] == [made.id]
    with client_of(one) as owner:
        assert [chat.id for chat in owner.chat.completions.list()] == [made.id]


def test_all_that_the_model_was_sent_is_there(serving: Callable[..., Serving]) -> None:
    """The messages of a later turn are those of the turns before it, too."""
    one = serving(AsyncScriptedModel([["Hello"], ["Well"]]))
    said: Any = [*HI, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "So?"}]
    with client_of(one) as client:
        client.chat.completions.create(model="scripted", messages=HI)
        made = client.chat.completions.create(model="scripted", messages=said)
        messages = list(client.chat.completions.messages.list(made.id))
    assert [(each.role, each.content) for each in messages] == [
        (each["role"], each["content"]) for each in said
    ]


def test_when_it_was_made_is_the_same_later(serving: Callable[..., Serving]) -> None:
    """Also of a call that waited for its turn."""
    busy = Paced(["One"])
    one = serving(busy, threads=1)
    with client_of(one) as client, ThreadPoolExecutor(2) as threads:
        ask = partial(client.chat.completions.create, model="paced", messages=HI)
        first, second = threads.submit(ask), threads.submit(ask)
        assert busy.begun.wait(20)
        time.sleep(1.1)  # so that it begins in another second
        busy.allow(2)
        for made in (first.result(20), second.result(20)):
            assert client.chat.completions.retrieve(made.id).created == made.created
