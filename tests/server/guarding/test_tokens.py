"""Tokens: who is let in, as whom, and what is kept of them."""

import json
import os
import stat
from pathlib import Path

import pytest

from llm.errors import ConfigError, InvalidInput
from llm.server.guarding.access import Client, known_client
from llm.server.guarding.tokens import add_token, revoke_token, stored_tokens, tokens_path
from tests.server.guarding.asgi import OWN, asking, bearer

ANYBODY = ["Bearer sk-anything", "Bearer ", "Bearer", "Basic eDp5", "", "x", "bearer ü"]


@pytest.mark.parametrize("shown", [None, *ANYBODY])
def test_without_tokens_this_machine_is_served(shown):
    """Where no token was made, SDKs may send whatever they like; nothing stored is theirs."""
    answer = asking()(authorization=shown)
    client = answer.body["client"]
    assert (answer.status, client["name"], client["token"]) == (200, "anonymous", None)
    assert client["has_history"] is False


@pytest.mark.parametrize(
    "peer",
    ["192.168.0.9", "8.8.8.8", "::2", "fe80::1%eth0", "128.0.0.1", "0.0.0.0", "", "x", None],
)
def test_other_machines_need_a_token(peer):
    """Whoever gets here from elsewhere, by whatever way, is not served without one."""
    ask = asking(peer=peer)
    assert (ask().status, ask.seen) == (401, [])
    assert ask(**bearer("sk-anything")).code == "wrong_token"
    assert ask(**bearer(OWN)).status == 200


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_addresses_of_this_machine(peer):
    """All ways to write the loopback address are known."""
    assert asking(peer=peer)().status == 200


@pytest.mark.parametrize("name", ["x_forwarded_for", "forwarded", "x_real_ip"])
def test_what_a_proxy_passes_on_is_not_of_this_machine(name):
    """A request that says that it was forwarded came from somewhere else, whatever it says more."""
    ask = asking()
    assert ask(**{name: "127.0.0.1"}).status == 401
    assert ask(**{name: "127.0.0.1"}, **bearer(OWN)).status == 200


@pytest.mark.parametrize("peer", ["127.0.0.1", "192.168.0.9"])
def test_with_tokens_everybody_needs_one(peer):
    """Once there are tokens, clients on this machine need one too."""
    token = add_token("alice")
    ask = asking(peer=peer)
    for shown in [None, *ANYBODY, f"Bearer {token}x", f"Bearer {token[:-1]}", f"Basic {token}"]:
        answer = ask(authorization=shown)
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert ask.seen == []
    assert ask(**bearer(token)).body["client"]["name"] == "alice"
    assert ask(authorization=f"bearer   {token} ").status == 200
    assert ask(authorization=None, x_api_key=token).body["client"]["name"] == "alice"
    assert ask(authorization="Bearer sk-other", x_api_key=token).status == 200
    assert ask(authorization=["Bearer x"] * 10 + [f"Bearer {token}"]).status == 401


def test_the_page_is_open_and_nothing_else():
    """The page's own files can be had without a token, as it is the page that is given it."""
    add_token("alice")
    ask = asking()
    for path in ("/", "/health", "/page/app.js"):
        assert ask("GET", path, None).status == 200
        assert ask("POST", path).status == 401
    for path in ("/v1/models", "/api/conversations", "/pages", "//", "/v1", "/page", "/x", "/docs"):
        assert ask("GET", path, None).status == 401
        assert ask("OPTIONS", path, None).status == 401


def test_a_token_of_one_run():
    """`--token` opens the server, without the history; its calls have a name that stays."""
    ask = asking(tokens=("a-long-enough-token", "another-long-token"))
    one = ask(**bearer("a-long-enough-token")).body["client"]
    other = ask(**bearer("another-long-token")).body["client"]
    assert one["name"].startswith("run-")
    assert one["name"] != other["name"]
    assert not one["has_history"]
    assert ask().status == 401
    again = asking(tokens=("a-long-enough-token",))(**bearer("a-long-enough-token"))
    assert again.body["client"] == one
    assert "token" not in one["name"]


def test_the_token_of_the_owner_sees_all():
    """The one in the URL that is printed has the history."""
    client = asking()(**bearer(OWN)).body["client"]
    assert (client["name"], client["has_history"]) == ("owner", True)
    assert asking(own_token=None)(**bearer("None")).body["client"]["name"] == "anonymous"


def test_other_machines_need_tokens_to_be_there():
    """An address that others reach is refused without a token, and with one that can be guessed."""
    with pytest.raises(InvalidInput, match="tokens add"):
        asking(host="0.0.0.0")
    with pytest.raises(InvalidInput, match="16 characters"):
        asking(host="192.168.0.4", tokens=("short",))
    asking(host="192.168.0.4", tokens=("a-long-enough-token",))
    assert asking(tokens=("short",))(**bearer("short")).status == 200
    add_token("alice")
    asking(host="::")


def test_what_is_kept(user_path):
    """The file is its owner's alone, and has no token in it."""
    token = add_token("alice", models=["m"], requests=3, tokens=4, history=True)
    file = tokens_path()
    assert token.startswith("llm-")
    assert len(token) >= 4 + 43
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert token[4:] not in file.read_text()
    assert not [each for each in Path(user_path).iterdir() if token in each.read_text()]
    stored = stored_tokens()[0].client
    assert (stored.models, stored.has_history) == (frozenset({"m"}), True)
    assert (stored.requests_per_minute, stored.tokens_per_minute) == (3, 4)
    assert add_token("bob") != token


@pytest.mark.parametrize(
    "name", ["anonymous", "owner", "run-1", "", " ", "a b", "// Note", "-x", "a\n", "ä", "a" * 65]
)
def test_names_that_are_none(name):
    """A name that would be mistaken for another client's is refused, and nothing is stored."""
    with pytest.raises(InvalidInput):
        add_token(name)
    assert not tokens_path().exists()


def test_a_name_is_taken_once():
    """A second token of a name does not take the place of the first."""
    token = add_token("alice")
    with pytest.raises(InvalidInput, match="revoke alice"):
        add_token("alice")
    assert asking()(**bearer(token)).status == 200


def test_revoking_while_serving():
    """A revoked token opens nothing from then on, and the server does not become an open one."""
    token = add_token("alice")
    ask = asking()
    assert ask(**bearer(token)).status == 200
    revoke_token("alice")
    assert ask(**bearer(token)).status == 401
    assert ask().status == 401
    again = add_token("alice")
    assert ask(**bearer(again)).status == 200
    assert ask(**bearer(token)).status == 401
    with pytest.raises(InvalidInput, match="no token 'bob'"):
        revoke_token("bob")


def test_adding_while_serving():
    """The first token that is made closes a server that was open."""
    ask = asking()
    assert ask().status == 200
    token = add_token("alice")
    assert ask().status == 401
    assert ask(**bearer(token)).status == 200


@pytest.mark.parametrize(
    "damage",
    [
        "{", "[]", '{"alice": "x"}', '{"alice": {}}', '{"alice": {"sha256": "x"}}',
        '{"alice": {"sha256": "%s", "models": "m"}}', '{"alice": {"sha256": "%s", "history": 1}}',
        '{"alice": {"sha256": "%s", "requests_per_minute": "3"}}',
        '{"alice": {"sha256": "%s", "tokens_per_minute": true}}',
        '{"alice": {"sha256": "%s", "requests_per_minute": 0}}',
    ],
)  # fmt: skip
def test_a_damaged_file_opens_nothing(damage, capsys):
    """Limits that cannot be read are no reason to do without; the server says so once."""
    token = add_token("alice")
    ask = asking()
    tokens_path().write_text(damage.replace("%s", "0" * 64))
    for _ in range(2):
        assert ask(**bearer(token)).status == ask().status == 401
    assert capsys.readouterr().err.count("\n") == 1
    assert ask(**bearer(OWN)).status == 200
    with pytest.raises(ConfigError, match=r"server-tokens\.json"):
        asking()


def test_a_file_that_is_gone_opens_nothing():
    """A server that had tokens does not become open when their file is lost."""
    token = add_token("alice")
    ask = asking()
    os.unlink(tokens_path())
    assert ask(**bearer(token)).status == ask().status == 401


def test_older_fields_stay():
    """What a later version writes is kept by this one."""
    add_token("alice")
    stored = json.loads(tokens_path().read_text())
    stored["alice"]["later"] = [1]
    tokens_path().write_text(json.dumps(stored))
    add_token("bob")
    assert json.loads(tokens_path().read_text())["alice"]["later"] == [1]


def test_who_may_see_what():
    """One's own calls, those of all with the history, none without a token."""
    alice, bob = Client("alice", "alice"), Client("bob", "bob", has_history=True)
    nobody = Client("anonymous")
    assert [alice.may_see(name) for name in ("alice", "bob", "anonymous", None)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert all(bob.may_see(name) for name in ("alice", "bob", "anonymous", None))
    assert not any(nobody.may_see(name) for name in ("alice", "anonymous", None))


def test_models_of_a_token():
    """A token allows all models, or those that it names."""
    alice = Client("alice", "alice", models=frozenset({"small"}))
    assert alice.may_use("s", "small")
    assert not alice.may_use("large")
    assert Client("bob", "bob").may_use("large")


@pytest.mark.parametrize(("shown", "code"), [(None, "no_token"), ("Bearer sk-x", "wrong_token")])
def test_what_needs_a_token(shown, code):
    """Without tokens too, what reads the history is for who has the owner's."""
    ask = asking()

    async def private(scope, *_):
        known_client(scope)

    ask.app = private
    answer = ask(authorization=shown)
    assert (answer.status, answer.code) == (401, code)


def test_refusals_in_the_words_of_each_protocol():
    """Each protocol's clients understand why they were refused, before an endpoint is reached."""
    add_token("alice")
    ask = asking()
    assert ask(path="/v1/messages").body["type"] == "error"
    assert ask(path="/v1/messages").body["error"]["type"] == "authentication_error"
    assert ask(path="/v1/models", anthropic_version="2023-06-01").body["type"] == "error"
    assert ask(path="/v1/responses").body["error"]["type"] == "invalid_request_error"
    assert ask(path="/api/chat").body["error"]["kind"] == "unauthorized"
