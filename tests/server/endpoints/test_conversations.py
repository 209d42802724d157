"""Conversations: made, gone on with, listed and deleted with the `openai` SDK."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest
from openai.types.conversations import ConversationItem

from llm.testing import AsyncScriptedModel
from tests.server.asking.paced import eventually, paced
from tests.server.endpoints.test_responses import Serve, sdk, texts
from tests.server.protocols.strictly import read_as


def said(items: Any) -> list[str]:
    """The texts of *items*, each checked with the SDK's own types."""
    found = []
    for item in items:
        read_as(ConversationItem, item.to_dict())
        found.append("".join(piece.text for piece in item.content))
    return found


def test_responses_go_on_in_a_conversation(serving: Serve) -> None:
    """What was put into it comes first, then what is said, one response after another."""
    model = AsyncScriptedModel([["One"], ["Two"]])
    one = serving(model)
    with sdk(one) as client:
        made = client.conversations.create(items=[{"role": "user", "content": "Before"}])
        ask: Any = {"model": "scripted", "conversation": made.id}
        first = client.responses.create(**ask, input="1", instructions="Be brief")
        second = client.responses.create(**ask, input="2")
        listed = client.conversations.items.list(made.id, order="asc")
        assert said(listed) == ["Before", "1", "One", "2", "Two"]
        assert said(client.conversations.items.list(made.id, limit=2)) == [
            "Two", "2", "One", "1", "Before",
        ]  # fmt: skip
        found = client.conversations.items.retrieve(str(listed.data[2].id), conversation_id=made.id)
        assert found == listed.data[2]
    assert texts(model) == ["user: Before", "user: 1", "assistant: One", "user: 2"]
    assert first.conversation == second.conversation
    assert first.conversation is not None
    assert first.conversation.id == made.id
    assert {call.conversation for call in one.calls()} == {made.id.removeprefix("conv_")}


def test_what_is_put_into_it_waits_for_the_next_call(serving: Serve) -> None:
    """Until then it can be taken out again; what a model was sent cannot."""
    model = AsyncScriptedModel([["One"], ["Two"]])
    with sdk(serving(model)) as client:
        made = client.conversations.create()
        items = client.conversations.items
        client.responses.create(model="scripted", conversation=made.id, input="1")
        notes: list[Any] = [{"role": "user", "content": text} for text in ("a", "b")]
        added = items.create(made.id, items=notes)
        assert said(added.data) == ["a", "b"]
        assert items.retrieve(str(added.data[1].id), conversation_id=made.id) == added.data[1]
        items.delete(str(added.data[0].id), conversation_id=made.id)
        assert said(items.list(made.id, order="asc")) == ["1", "One", "b"]
        assert items.retrieve(str(added.data[1].id), conversation_id=made.id) == added.data[1]
        first = items.list(made.id, order="asc").data[0].id
        with pytest.raises(openai.BadRequestError, match="cannot be taken out"):
            items.delete(str(first), conversation_id=made.id)
        client.responses.create(model="scripted", conversation=made.id, input="2")
    assert texts(model) == ["user: 1", "assistant: One", "user: b", "user: 2"]


def test_what_a_failed_call_was_sent_waits_on(serving: Serve) -> None:
    """The conversation goes on from where it was, with all that was put into it."""
    model = AsyncScriptedModel([[ValueError("Broke")], ["One"], ["Two"]])
    with sdk(serving(model)) as client:
        made = client.conversations.create(items=[{"role": "user", "content": "a"}])
        ask: Any = {"model": "scripted", "conversation": made.id}
        with pytest.raises(openai.APIStatusError):
            client.responses.create(**ask, input="1")
        assert said(client.conversations.items.list(made.id)) == ["a"]
        for text in ("2", "3"):
            client.responses.create(**ask, input=text)
    assert texts(model) == ["user: a", "user: 2", "assistant: One", "user: 3"]


@pytest.mark.parametrize("taken_out", [False, True])
def test_what_is_put_into_it_while_calls_run_waits(serving: Serve, taken_out: bool) -> None:
    """Two calls are sent what waited before; what came after that, neither was sent, waits on."""
    model = paced("async", ["One"])
    one = serving(model, AsyncScriptedModel([["Last"]]))
    with sdk(one) as client, ThreadPoolExecutor() as pool:
        made = client.conversations.create(items=[{"role": "user", "content": "first"}])
        ask: Any = {"model": "paced", "conversation": made.id}
        create: Any = client.responses.create
        service: Any = one.server.service
        asked = [pool.submit(create, **ask, input=text) for text in "12"]
        eventually(lambda: service.calls.count_running() == 2)
        notes: list[Any] = [{"role": "user", "content": "second"}]
        client.conversations.items.create(made.id, items=notes)
        if taken_out:
            first = client.conversations.items.list(made.id, order="asc").data[0].id
            client.conversations.items.delete(str(first), conversation_id=made.id)
        model.allow(2)
        for each in asked:
            each.result(20)
        assert "second" in said(client.conversations.items.list(made.id, limit=1))
        client.responses.create(model="scripted", conversation=made.id, input="3")
        listed = said(client.conversations.items.list(made.id, order="asc"))
    assert listed in (["first", asks, "One", "second", "3", "Last"] for asks in "12")


def test_what_is_taken_out_again_makes_room(serving: Serve) -> None:
    """It may be put in and taken out for as long as a client likes."""
    with sdk(serving(AsyncScriptedModel())) as client:
        made = client.conversations.create()
        items = client.conversations.items
        notes: list[Any] = [{"role": "user", "content": "x" * 15_000_000}]
        for _ in range(5):
            added = items.create(made.id, items=notes)
            items.delete(str(added.data[0].id), conversation_id=made.id)


def test_what_waits_is_bounded(serving: Serve) -> None:
    """A client that puts things into conversations, and never asks, fills no memory."""
    with sdk(serving(AsyncScriptedModel())) as client:
        notes: list[Any] = [{"role": "user", "content": "x" * 15_000_000}]
        made = [client.conversations.create(items=notes) for _ in range(3)]
        with pytest.raises(openai.APIStatusError) as error:
            client.conversations.create(items=notes)
        assert error.value.status_code == 413
        client.conversations.delete(made[0].id)
        client.conversations.items.create(made[1].id, items=notes)


@pytest.mark.parametrize("items", [0, False, {}])
def test_what_are_no_items_is_refused(serving: Serve, items: Any) -> None:
    """Nothing is taken for an empty list that is none."""
    answer = serving(AsyncScriptedModel()).post("/v1/conversations", {"items": items})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "items")


def test_its_title_and_tags_are_those_of_the_history(serving: Serve) -> None:
    """The rest of what a client notes is known while the server runs, and named as not kept."""
    one = serving(AsyncScriptedModel([["One"]]))
    with sdk(one) as client:
        raw = client.conversations.with_raw_response.create(
            metadata={"title": "Birds", "tags": "a, b", "user": "u1"}
        )
        made = raw.parse()
        assert raw.headers["llm-ignored"] == "metadata.user"
        assert made.metadata == {"title": "Birds", "tags": "a, b", "user": "u1"}
        client.conversations.update(made.id, metadata={"title": "Owls", "tags": "b"})
        found = client.conversations.retrieve(made.id)
    assert found.metadata == {"title": "Owls", "tags": "b"}
    with one.store() as store:
        kept = store.conversation(made.id.removeprefix("conv_"))
    assert (kept.name, kept.tags) == ("Owls", ["b"])


def test_deleted_it_is_gone_with_what_was_said_in_it(serving: Serve) -> None:
    """From the API and from the history."""
    one = serving(AsyncScriptedModel([["One"]]))
    with sdk(one) as client:
        made = client.conversations.create()
        response = client.responses.create(model="scripted", conversation=made.id, input="1")
        assert client.conversations.delete(made.id).deleted
        for ask in (
            lambda: client.conversations.retrieve(made.id),
            lambda: client.conversations.items.list(made.id),
            lambda: client.responses.retrieve(response.id),
            lambda: client.responses.create(model="scripted", conversation=made.id, input="2"),
        ):
            with pytest.raises(openai.NotFoundError):
                ask()
    assert one.calls() == []


def test_others_do_not_see_it(serving: Serve) -> None:
    """Neither empty nor with something said in it; who has the history sees it."""
    one = serving(AsyncScriptedModel([["One"]] * 2), tokens=("llm-a", "llm-b"))
    with sdk(one, "llm-a") as owner, sdk(one, "llm-b") as other, sdk(one) as reader:
        made = owner.conversations.create()
        for _ in range(2):
            for stranger in (
                lambda who: who.conversations.retrieve(made.id),
                lambda who: who.conversations.update(made.id, metadata={}),
                lambda who: who.conversations.delete(made.id),
                lambda who: who.conversations.items.list(made.id),
                lambda who: who.conversations.items.create(made.id, items=[]),
                lambda who: who.responses.create(model="scripted", conversation=made.id, input="x"),
            ):
                with pytest.raises(openai.NotFoundError):
                    stranger(other)
            assert reader.conversations.retrieve(made.id).id == made.id
            owner.responses.create(model="scripted", conversation=made.id, input="1")
    assert one.get(f"/v1/conversations/{made.id}", token="").status_code == 401
    assert one.post("/v1/conversations", {}, token="").status_code == 401


def test_the_async_sdk_speaks_to_it_too(serving: Serve) -> None:
    """Made, gone on with, listed."""
    one = serving(AsyncScriptedModel([["One"]]))

    async def speak() -> None:
        async with openai.AsyncOpenAI(base_url=one.base_url, api_key=one.token) as client:
            made = await client.conversations.create(metadata={"title": "Birds"})
            await client.responses.create(model="scripted", conversation=made.id, input="1")
            items = [item async for item in client.conversations.items.list(made.id)]
            assert said(items) == ["One", "1"]
            await client.conversations.update(made.id, metadata={"title": "Owls"})
            await client.conversations.delete(made.id)

    asyncio.run(speak())


def test_what_waits_comes_after_all_instructions(serving: Serve) -> None:
    """Instructions may be a list, as a response repeats them."""
    model = AsyncScriptedModel([["One"]])
    one = serving(model)
    instructions = [{"role": "system", "content": text} for text in ("Be brief", "Be kind")]
    with sdk(one) as client:
        made = client.conversations.create(items=[{"role": "user", "content": "Before"}])
    asked = {"model": "scripted", "conversation": made.id, "input": "1"}
    assert one.post("/v1/responses", {**asked, "instructions": instructions}).status_code == 200
    assert texts(model) == [
        "system: Be brief", "system: Be kind", "user: Before", "user: 1",
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["/v1/conversations", "/v1/responses"])
@pytest.mark.parametrize(
    ("metadata", "param"),
    [
        ({f"n{place}": "x" for place in range(17)}, "metadata"),
        ({"n" * 65: "x"}, "metadata"),
        ({"note": "x" * 513}, "metadata.note"),
    ],
)
def test_what_a_client_notes_is_bounded(
    serving: Serve, where: str, metadata: dict[str, str], param: str
) -> None:
    """It is kept in memory: as many entries, and as long, as the API has it."""
    one = serving(AsyncScriptedModel([["One"]]))
    fitting = {f"{place:064}": "x" * 512 for place in range(16)}
    asked = {"model": "scripted", "input": "Hi"} if where == "/v1/responses" else {}
    answer = one.post(where, {**asked, "metadata": metadata})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)
    assert one.post(where, {**asked, "metadata": fitting}).json()["metadata"] == fitting


def test_a_conversation_that_cannot_be_made_is_not_there(serving: Serve) -> None:
    """Where too much waits for it, nothing of it is kept."""
    one = serving(AsyncScriptedModel())
    notes: list[Any] = [{"role": "user", "content": "x" * 15_000_000}]
    statuses = [one.post("/v1/conversations", {"items": notes}).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 413]
    assert len(one.get("/api/conversations").json()["conversations"]) == 3
