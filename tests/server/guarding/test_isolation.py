"""What one client said is not there for another one: on every address that there is."""

from typing import Any

import pytest

from llm.server.app import _routes
from llm.server.guarding.tokens import add_token
from llm.testing import AsyncScriptedModel

SECRET = "zebrafish"
STATELESS = {
    ("POST", "/v1/chat/completions"), ("POST", "/v1/responses"), ("POST", "/v1/embeddings"),
    ("POST", "/v1/responses/input_tokens"), ("POST", "/v1/messages"),
    ("POST", "/v1/messages/count_tokens"), ("GET", "/v1/models"),
    ("GET", "/v1/models/{name:path}"), ("GET", "/health"), ("GET", "/"), ("GET", "/page/{name}"),
    ("GET", "/openapi.json"),
}  # fmt: skip
"""Which say nothing of what was said before; the tests below are about all others."""
ROUTES: list[Any] = _routes()
STATEFUL = sorted(
    (method, route.path)
    for route in ROUTES
    for method in route.methods - {"HEAD"}
    if (method, route.path) not in STATELESS
)
OF_ONE = [(method, path) for method, path in STATEFUL if "{" in path]
OF_ALL = [(method, path) for method, path in STATEFUL if "{" not in path]


@pytest.fixture
def said(serving):
    """`said(token)`: a server where that client has said something secret, and where it is."""

    def start(token=None):
        one = serving(AsyncScriptedModel([["Yes."]] * 20, model_id="one"))
        body = {"model": "one", "input": SECRET}
        answer = one.post("/v1/responses", body, token=token)
        assert answer.status_code == 200, answer.text
        call = answer.headers["llm-call-id"]
        with one.store() as store:
            conversation = store.call(call).conversation
        return one, {
            "response": answer.json()["id"],
            "call": call,
            "chat": f"chatcmpl-{call}",
            "conversation": conversation,
            "conv": f"conv_{conversation}",
        }

    return start


def address(path: str, ids: dict[str, str]) -> str:
    """*path* with the ids of what was said filled in."""
    kinds = {
        "/v1/responses/": "response", "/v1/conversations/": "conv", "/v1/calls/": "call",
        "/v1/chat/completions/": "chat", "/api/calls/": "call",
        "/api/conversations/": "conversation",
    }  # fmt: skip
    kind = next((kind for start, kind in kinds.items() if path.startswith(start)), "call")
    item = f"msg_{ids['call']}_0"
    return path.replace("{id}", ids[kind]).replace("{item}", item).replace("{attachment}", "0")


def tried(one, method, path, token):
    """The answer to whoever has *token*."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    body = {"name": "mine", "metadata": {"title": "mine"}, "items": []}
    content = body if method in {"POST", "PATCH"} else None
    return one.http.request(method, path, json=content, headers=headers)


def is_there(one, ids, token):
    """Whether its owner finds everything as it was."""
    paths = [
        f"/v1/responses/{ids['response']}", f"/v1/responses/{ids['response']}/input_items",
        f"/v1/conversations/{ids['conv']}", f"/v1/conversations/{ids['conv']}/items",
        f"/v1/calls/{ids['call']}", f"/v1/calls/{ids['call']}/events",
        f"/v1/chat/completions/{ids['chat']}", f"/v1/chat/completions/{ids['chat']}/messages",
        f"/api/calls/{ids['call']}", f"/api/conversations/{ids['conversation']}",
    ]  # fmt: skip
    answers = [one.get(path, token=token) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    return sum(SECRET in answer.text for answer in answers) >= 3


def test_nothing_is_there_for_another_token(said):
    """Every address of a stored thing is 404 for others, the same as for what does not exist."""
    alice, bob = add_token("alice"), add_token("bob")
    one, ids = said(alice)
    assert is_there(one, ids, alice)
    known, none = (ids["call"], ids["conversation"]), "0" * 26
    missing = {
        kind: value.replace(known[0], none).replace(known[1], none) for kind, value in ids.items()
    }
    for method, path in OF_ONE:
        answer = tried(one, method, address(path, ids), bob)
        assert (answer.status_code, SECRET in answer.text) == (404, False), (method, path)
        other = tried(one, method, address(path, missing), bob)
        assert answer.text.replace(known[0], none).replace(known[1], none) == other.text
        assert other.status_code == 404, (method, path)
    assert is_there(one, ids, alice)


def test_lists_have_ones_own_only(said):
    """What lists or searches has nothing of others in it."""
    alice, bob = add_token("alice"), add_token("bob")
    one, _ = said(alice)
    for method, path in OF_ALL:
        answer = tried(one, method, f"{path}?q={SECRET}", bob)
        assert SECRET not in answer.text.replace(f"?q={SECRET}", ""), (method, path)
    found = tried(one, "GET", f"/api/search?q={SECRET}", alice)
    assert SECRET in found.text
    assert one.get("/api/conversations", token=bob).json()["conversations"] == []


def test_nobody_goes_on_from_what_another_said(said):
    """Not from a response, nor in a conversation, nor by the page; the model sees none of it."""
    alice, bob = add_token("alice"), add_token("bob")
    one, ids = said(alice)
    asked = {"model": "one", "input": "Repeat that."}
    for more in (
        {"previous_response_id": ids["response"]}, {"previous_response_id": ids["call"]},
        {"conversation": ids["conv"]}, {"conversation": {"id": ids["conv"]}},
        {"conversation": ids["conversation"]},
    ):  # fmt: skip
        for path in ("/v1/responses", "/v1/responses/input_tokens"):
            assert one.post(path, {**asked, **more}, token=bob).status_code == 404
    chat = {"model": "one", "text": "Repeat that."}
    for more in ({"after": ids["call"]}, {"again": ids["call"]}):
        assert one.post("/api/chat", {**chat, **more}, token=bob).status_code == 404
    assert all(SECRET not in str(call.messages) for call in one.calls() if call.client == "bob")
    assert one.post(
        "/v1/responses", {**asked, "previous_response_id": ids["response"]}, token=alice
    ).is_success


@pytest.mark.parametrize("shown", ["", "sk-anything"])
def test_nothing_stored_is_there_without_a_token(said, shown):
    """Where clients need no token, whatever is stored needs one all the same."""
    one, ids = said()
    assert is_there(one, ids, one.token)
    for method, path in STATEFUL:
        answer = tried(one, method, address(path, ids), shown)
        assert (answer.status_code, SECRET in answer.text) == (401, False), (method, path)
    asked = {"model": "one", "input": "Repeat that."}
    for more in ({"previous_response_id": ids["response"]}, {"conversation": ids["conv"]}):
        for path in ("/v1/responses", "/v1/responses/input_tokens"):
            assert one.post(path, {**asked, **more}, token=shown).status_code == 401
    assert is_there(one, ids, one.token)


def test_clients_without_a_token_are_not_one_another(said):
    """What somebody without a token was answered is not there for the next one either."""
    one, _ = said()
    answer = one.post("/v1/responses", {"model": "one", "input": SECRET}, token="")
    asked = {"model": "one", "input": "?", "previous_response_id": answer.json()["id"]}
    assert one.post("/v1/responses", asked, token="").status_code == 401
    assert one.get(f"/v1/responses/{answer.json()['id']}", token="").status_code == 401


def test_with_the_history_everything_is_there(said):
    """A token with the history sees what others said."""
    alice, carol = add_token("alice"), add_token("carol", history=True)
    one, ids = said(alice)
    assert is_there(one, ids, carol)
    assert is_there(one, ids, one.token)


def test_models_that_a_token_does_not_allow(serving):
    """They are not listed, and asking for one says the same as for one that there is not."""
    token = add_token("alice", models=["small"])
    small = AsyncScriptedModel([["Yes."]] * 9, model_id="small")
    one = serving(small, AsyncScriptedModel([["No."]] * 9, model_id="large"))
    listed = [each["id"] for each in one.get("/v1/models", token=token).json()["data"]]
    assert listed == ["small"]
    message = [{"role": "user", "content": "Hi"}]
    for path, body in (
        ("/v1/chat/completions", {"messages": message}), ("/v1/responses", {"input": "Hi"}),
        ("/v1/messages", {"messages": message, "max_tokens": 9}),
    ):  # fmt: skip
        assert one.post(path, {"model": "small", **body}, token=token).status_code == 200
        names = ("large", "larg", "nosuch")
        answers = [one.post(path, {"model": name, **body}, token=token) for name in names]
        assert [each.status_code for each in answers] == [404] * 3
        said = {each.text.replace(name, "X") for each, name in zip(answers, names, strict=True)}
        assert len(said) == 1
    assert one.get("/v1/models/large", token=token).status_code == 404
    assert len(one.calls()) == 3
