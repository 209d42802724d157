"""`llm keys`: keys that come from elsewhere, where they come from, and whether they work."""

import json
import os
import stat

import pytest

import llm as llm_module
from llm.config import key_sources
from tests.cli.installed_models import installed
from tests.cli.openai_server import Raw, model


class Short(llm_module.Options):
    max_tokens: int | None = None


class Served(llm_module.KeyModel):
    """Answers with its key."""

    Options = Short
    needs_key, key_env_var = "service", "SERVICE_KEY"

    def __init__(self, model_id, needs_key="service"):
        self.model_id, self.needs_key, self.prompts = model_id, needs_key, []

    def execute(self, prompt, stream, response, conversation, key):
        self.prompts.append(prompt)
        if self.needs_key == "other":
            raise ValueError("401:\n not this key")
        yield f"key={key}"


@pytest.fixture
def keyed(monkeypatch):
    """Models that need the keys `service` and `other`, and one that needs none."""
    from llm.plugins.host import pm

    monkeypatch.setattr(key_sources, "_known", {})
    made = {"served": Served("served"), "refusing": Served("refusing", "other")}

    class Offers:
        @llm_module.hookimpl
        def register_models(self, register):
            for each in made.values():
                register(each)

    with installed({"free": [["x"]]}):
        pm.register(Offers(), "keyed-models")
        yield made
        pm.unregister(name="keyed-models")


def test_a_key_from_a_command(inside, keyed, user_path):
    """The file has the command; `get` runs it, `which` names its program only."""
    assert inside("keys", "set", "service", "--cmd", "echo s3cret").stdout == ""
    assert json.loads((user_path / "keys.json").read_text())["service"] == "cmd:echo s3cret"
    assert inside("keys", "get", "service").stdout == "s3cret\n"
    said = inside("keys", "which", "served").stdout
    assert said == f"the command 'echo', as 'service' in {user_path}/keys.json says\n"
    assert inside("keys").stdout == "service\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("--cmd x --value y", 2, "--cmd goes neither with --value nor with --keyring"),
        ("--cmd x --keyring", 2, "--cmd goes neither with --value nor with --keyring"),
        ("--value cmd:x", 1, "A key cannot begin with cmd: or keyring:."),
        ("--value keyring:", 1, "A key cannot begin with cmd: or keyring:."),
        ("--cmd '", 1, "The command cannot be understood"),
        ("--value -", 1, "No value was given for the key 'a'; nothing was stored."),
    ],
)
def test_mistakes_in_setting(inside, user_path, arguments, status, said):
    """One line each, and nothing is stored."""
    result = inside("keys", "set", "a", *arguments.split())
    assert (result.returncode, result.stdout) == (status, "")
    assert f"Error: {said}" in result.stderr
    assert not (user_path / "keys.json").exists()


def test_value_from_standard_input(inside):
    """`--value -` reads it, as leaving `--value` out does."""
    assert inside("keys", "set", "a", "--value", "-", stdin="k\n").returncode == 0
    assert inside("keys", "get", "a").stdout == "k\n"


def test_the_keyring_of_the_system(llm, user_path):
    """In a process of its own, with a keyring that comes through keyring's own variable."""
    backend = {"PYTHON_KEYRING_BACKEND": "tests.config.memory_keyring.MemoryKeyring"}
    env = backend | {"PYTHONPATH": os.getcwd()}
    result = llm("keys", "set", "a", "--keyring", stdin="s3cret\n", env=env)
    assert (result.returncode, result.stderr) == (0, "")
    assert "s3cret" not in (user_path / "keys.json").read_text()
    result = llm("keys", "get", "a", env=env)  # another process, and another memory
    assert result.stderr == (
        "Error: The keyring of the system has no key 'a'. Store it: llm keys set a --keyring\n"
    )
    none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    result = llm("keys", "set", "b", "--keyring", "--value", "x", env=none)
    assert result.returncode == 1
    assert result.stderr == "Error: This system has no keyring that can be used for the key 'b'\n"


def test_rm(inside, user_path):
    """A key goes only when the user says so, and no other goes with it."""
    inside("keys", "set", "a", "--value", "1")
    inside("keys", "set", "b", "--value", "2")
    result = inside("keys", "rm", "a")
    assert result.returncode == 1
    assert "Nobody can be asked here: give -y" in result.stderr
    assert inside("keys").stdout == "a\nb\n"
    assert inside("keys", "rm", "a", "-y").returncode == 0
    assert inside("keys").stdout == "b\n"
    result = inside("keys", "rm", "a", "-y")
    assert (result.returncode, result.stderr) == (1, "Error: No key found with name 'a'\n")
    (user_path / "keys.json").write_text("{")
    assert inside("keys", "rm", "b", "-y").returncode == 1
    assert (user_path / "keys.json").read_text() == "{"


def test_a_file_that_others_can_read(inside, user_directory):
    """`llm keys` says so, until the next key that is set puts it right."""
    path = user_directory / "keys.json"
    path.write_text('{"a": "1"}')
    path.chmod(0o644)
    assert inside("keys").stderr == (
        f"Others can read {path}. The next llm keys set puts that right, or chmod 600 does.\n"
    )
    inside("keys", "set", "b", "--value", "2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert inside("keys").stderr == ""


def test_test_asks_for_one_token(inside, keyed):
    """A key is tried with the shortest answer that its model can be asked for."""
    result = inside("keys", "test", "served", env={"SERVICE_KEY": "k"})
    said = "The key 'service' works: served was asked for one token, and answered\n"
    assert (result.returncode, result.stdout) == (0, said)
    assert keyed["served"].prompts[0].options.max_tokens == 1
    inside("keys", "set", "service", "--value", "k")
    assert inside("keys", "test", "service").stdout == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("served", "No key found - add one using 'llm keys set service'"),
        ("refusing", "The key 'other' could not be used: 401: not this key"),
        ("free", "free needs no key"),
        ("unused", "No installed model uses the key 'unused', so that it has no test"),
        ("zzz", "'zzz' is neither a key nor a model; llm keys lists those that are stored"),
    ],
)
def test_keys_that_do_not_work(inside, keyed, name, said):
    """One line says why, and the exit status that it failed."""
    inside("keys", "set", "unused", "--value", "k")
    if name == "refusing":
        inside("keys", "set", "other", "--value", "k")
    result = inside("keys", "test", name)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {said}")
    assert result.stderr.count("\n") == 1


def test_the_key_of_openai(inside, server, keyed):
    """OpenAI is asked for its models, which costs nothing; a refusal is told."""
    env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-right"}
    server.models = {"data": [model("a"), model("b")]}
    said = f"The key 'openai' works: {server.url} lists 2 models\n"
    for name in ("openai", "gpt-4o"):
        assert inside("keys", "test", name, env=env).stdout == said
    assert [asked.path for asked in server.requests] == ["/v1/models", "/v1/models"]
    assert server.requests[-1].headers["authorization"] == "Bearer sk-right"
    server.models = Raw(401, json.dumps({"error": {"message": "Incorrect API key"}}))
    result = inside("keys", "test", "openai", env=env)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: The key 'openai' could not be used: ")
    assert "Incorrect API key" in result.stderr


def test_a_key_from_standard_input(inside, keyed):
    """`--key -` takes it from there, and the prompt from the command line."""
    result = inside("-m", "served", "--key", "-", "hi", stdin="s3cret\n")
    assert (result.returncode, result.stdout) == (0, "key=s3cret\n")
    assert keyed["served"].prompts[0].prompt == "hi"
    result = inside("-m", "served", "--no-stream", "hi", "--key", "-", stdin="s3cret")
    assert result.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "status", "said"),
    [
        (["--key", "-", "hi"], "", 2, "Invalid value for '--key': standard input holds nothing."),
        (["--key", "-", "hi"], "a b", 2, "standard input holds more than a key."),
        (["--key", "-", "hi"], "a\nthe prompt", 2, "standard input holds more than a key."),
        (["--key", "-"], "k", 1, "Standard input holds the key, as --key - says: give the rest"),
        (["--key", "-", "hi", "-f", "-"], "k", 1, "Standard input holds the key"),
        (["-a", "-", "--key", "-", "hi"], "k", 2, "Standard input holds the key"),
        (["chat", "--key", "-"], "k", 1, "Standard input holds the key"),
    ],
)
def test_standard_input_has_the_key_and_nothing_else(inside, keyed, arguments, stdin, status, said):
    """Whoever wants more from it is told so, and the model is not asked."""
    result = inside(*arguments, "-m", "served", stdin=stdin)
    assert (result.returncode, result.stdout) == (status, "")
    assert said in result.stderr.splitlines()[-1]
    assert keyed["served"].prompts == []
