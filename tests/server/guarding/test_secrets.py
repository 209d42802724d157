"""What clients show is nowhere to be found afterwards."""

import pytest

from llm.errors import ModelError, UnsupportedInput
from llm.server.guarding.tokens import add_token
from llm.testing import AsyncScriptedModel

ASKED = {"model": "secret", "messages": [{"role": "user", "content": "Hi"}]}


def test_keys_of_clients_are_in_no_file_and_in_no_line(serving, user_path, capfd):
    """Neither the history, nor any file of the user, nor what the server says has one of them."""
    token = add_token("alice")
    one = serving(AsyncScriptedModel([["Hello"], [RuntimeError("a bug")]], model_id="secret"))
    shown = [token, one.token, "sk-some-key-of-another-provider"]
    statuses = [
        one.post("/v1/chat/completions", {**ASKED, "stream": True}, token=token).status_code,
        one.post("/v1/chat/completions", ASKED, token=token).status_code,
        one.post("/v1/chat/completions", ASKED, token=shown[2]).status_code,
        one.post("/v1/messages", ASKED, token="", **{"x-api-key": shown[2]}).status_code,
        one.get(f"/v1/models?key={token}", token=token).status_code,
        one.get(f"/nothing/{token}", token=token).status_code,
    ]
    assert statuses == [200, 500, 401, 401, 200, 404]
    assert len(one.calls()) == 2
    one.server.stop()
    kept = b"".join(file.read_bytes() for file in user_path.rglob("*") if file.is_file())
    assert b"alice" in kept
    said = "".join(capfd.readouterr()).encode()
    assert [key for key in shown if key.encode() in kept + said] == []


REFUSED = "Incorrect API key provided: sk-ab***yz, at https://internal.example:99"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModelError(REFUSED, status=401), "The call failed; whoever runs the server can see why."),
        (RuntimeError(REFUSED), "The call failed; whoever runs the server can see why."),
        (UnsupportedInput("No pictures"), "No pictures"),
    ],
)
def test_words_of_providers_are_not_in_stored_calls(serving, error, told):
    """A client is not told later what it was not told at first; who may read all is."""
    alice, archive = add_token("alice"), add_token("archive", history=True)
    one = serving(AsyncScriptedModel([[error]], model_id="secret"))
    call = one.post("/v1/chat/completions", ASKED, token=alice).headers["llm-call-id"]
    one.server.service.calls.forget(call)

    def stored(token):
        found = one.get(f"/api/calls/{call}", token=token).json()
        tree = one.get(f"/api/conversations/{found['conversation']}", token=token).json()
        response = one.get(f"/v1/responses/resp_{call}", token=token).json()
        return {found["error"], tree["calls"][0]["error"], response["error"]["message"]}

    assert stored(alice) == {told}
    assert stored(archive) == stored(one.token) == {str(error)}
