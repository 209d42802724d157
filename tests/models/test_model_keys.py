"""Which key a model is given."""

import pytest

import llm


def keyed(api, **attributes):
    """A model that answers with its key."""

    def answer(prompt, response, conversation, key):
        yield str(key)

    named = {"needs_key": "keyed", "key_env_var": "KEYED_KEY"}
    return api.plain(answer, keyed=True, **(named | attributes))


def used(api, model, **arguments):
    return api.wait(model.prompt("x", **arguments).text())


def test_order_of_keys(api, user_path, monkeypatch):
    """The model's own key wins, then the one given, then the stored one, then the environment's."""
    model = keyed(api)
    monkeypatch.setenv("KEYED_KEY", "from-environment")
    assert used(api, model) == "from-environment"
    user_path.mkdir()
    (user_path / "keys.json").write_text('{"keyed": "stored", "work": "other"}')
    assert used(api, model) == "stored"
    assert used(api, model, key="given") == "given"
    assert used(api, model, key="work") == "other"
    model.key = "own"
    assert used(api, model, key="given") == "own"


def test_a_missing_key(api):
    """Without a key anywhere the first read says how to set one; every reader gets that error."""
    response = keyed(api).prompt("x")
    for _ in range(2):
        with pytest.raises(llm.NeedsKeyException) as raised:
            api.wait(response.text())
    assert str(raised.value) == (
        "No key found - add one using 'llm keys set keyed'"
        " or set the KEYED_KEY environment variable"
    )
    assert isinstance(raised.value, llm.ModelError)


def test_a_model_that_needs_no_key(api):
    """A key model that names no key is given none."""
    assert used(api, keyed(api, needs_key=None)) == "None"


def test_the_key_reaches_every_way_of_asking(api):
    """Chains, conversations and their rounds use the key that they were given."""
    model = keyed(api)
    assert api.wait(model.chain("x", key="given").text()) == "given"
    assert api.wait(model.conversation().prompt("x", key="given").text()) == "given"
    assert api.wait(model.conversation().chain("x", key="given").text()) == "given"


def test_get_key_in_a_model_without_a_key_argument():
    """A plain model may ask for its key itself."""

    class Plain(llm.Model):
        model_id = "plain"
        needs_key = "plain"
        key_env_var = "PLAIN_KEY"

        def execute(self, prompt, stream, response, conversation):
            yield self.get_key()

    model = Plain()
    model.key = "mine"
    assert model.prompt("x").text() == "mine"
    assert model.get_key("given") == "mine"
