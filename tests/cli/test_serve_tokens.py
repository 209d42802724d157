"""`llm serve tokens`."""

import hashlib
import json
import stat

import pytest


@pytest.fixture
def file(user_path):
    """Where tokens are stored."""
    return user_path / "server-tokens.json"


def test_no_tokens(llm, file):
    """That there are none is no error, and makes no file."""
    for words in (["serve", "tokens"], ["serve", "tokens", "list"]):
        result = llm(*words)
        assert (result.returncode, result.stdout, result.stderr) == (0, "No tokens found\n", "")
    assert llm("serve", "tokens", "path").stdout == f"{file}\n"
    assert not file.exists()


def test_a_token_is_shown_once(llm, file):
    """Standard output is the token alone; the file has its hash, for its owner's eyes."""
    result = llm("serve", "tokens", "add", "alice")
    token = result.stdout.removesuffix("\n")
    assert token.startswith("llm-")
    assert result.stderr == "This is the token of 'alice'. It is not shown again.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    stored = json.loads(file.read_text())["alice"]
    assert stored["sha256"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in file.read_text() + llm("serve", "tokens").stdout


def test_what_a_token_allows_is_listed(llm):
    """By name, with models, limits and whether it sees the history."""
    llm("serve", "tokens", "add", "bob", "--requests", "5", "--tokens", "600", "--history")
    llm("serve", "tokens", "add", "alice", "-m", "smollm2")
    alice, bob = llm("serve", "tokens").stdout.splitlines()
    assert bob.startswith("bob: all models; 5 requests/min; 600 tokens/min; history; made 2")
    model = alice.removeprefix("alice: ").partition(";")[0]
    assert model in llm("models").stdout


def test_a_model_that_is_not_installed(llm, file):
    """It is stored as it was given, as it may be installed later; a remark says so."""
    result = llm("serve", "tokens", "add", "alice", "--model", "nosuch")
    assert "No installed model is called nosuch" in result.stderr
    assert json.loads(file.read_text())["alice"]["models"] == ["nosuch"]


@pytest.mark.parametrize("name", ["anonymous", "owner", "run-x", "a b", ""])
def test_a_wrong_name(llm, file, name):
    """One line says what a name can be; nothing is stored."""
    result = llm("serve", "tokens", "add", name)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert not file.exists()


@pytest.mark.parametrize("option", ["--requests", "--tokens"])
@pytest.mark.parametrize("value", ["0", "-1", "x"])
def test_a_wrong_limit(llm, file, option, value):
    """A limit that is none is a usage error: no token without it is made."""
    assert llm("serve", "tokens", "add", "alice", option, value).returncode == 2
    assert not file.exists()


def test_a_name_that_is_taken(llm, file):
    """The token that there is stays as it is."""
    llm("serve", "tokens", "add", "alice")
    before = file.read_text()
    result = llm("serve", "tokens", "add", "alice")
    assert result.returncode == 1
    assert "llm serve tokens revoke alice" in result.stderr
    assert file.read_text() == before


def test_revoking(llm, file):
    """It asks first; then the token is gone, which is said, and the others are there."""
    llm("serve", "tokens", "add", "alice")
    llm("serve", "tokens", "add", "bob")
    assert llm("serve", "tokens", "revoke", "alice").returncode == 1
    assert "alice" in file.read_text()
    done = llm("serve", "tokens", "revoke", "alice", "-y")
    assert (done.returncode, done.stdout, done.stderr) == (0, "The token 'alice' is revoked.\n", "")
    assert llm("serve", "tokens").stdout.startswith("bob: ")
    result = llm("serve", "tokens", "revoke", "alice", "-y")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)


def test_a_damaged_file_is_left_as_it_is(llm, file):
    """What cannot be read is reported, and a token in it that cannot be understood can go."""
    llm("serve", "tokens", "add", "alice")
    file.write_text("{")
    for words in (["list"], ["add", "bob"], ["revoke", "alice", "-y"]):
        result = llm("serve", "tokens", *words)
        assert (result.returncode, result.stdout) == (1, "")
        assert "server-tokens.json" in result.stderr
    assert file.read_text() == "{"
    file.write_text('{"alice": {}, "bob": 1}')
    assert "revoke alice" in llm("serve", "tokens").stderr
    assert llm("serve", "tokens", "revoke", "alice", "-y").returncode == 0
    assert json.loads(file.read_text()) == {"bob": 1}
