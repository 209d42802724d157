"""The types of the public API, and that the two worlds have the same one."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import llm

API = Path(__file__).with_name("api.py")
ROOT = API.parents[2]
# What one world alone has: what the other calls it, or why it is missing there.
OTHER_NAMES = {
    "stream_events": "astream_events",
    "close": "aclose",
}
ASYNC_ONLY = {
    "to_sync_response",  # a sync response is one already
    "to_sync_conversation",
}


def public(cls):
    """The public methods and properties of *cls*."""
    return {name for name in dir(cls) if not name.startswith("_")}


def parameters(cls, name):
    """The parameters of a method, without annotations: these name the world."""
    given = inspect.signature(
        inspect.getattr_static(cls, name)
        if not isinstance(inspect.getattr_static(cls, name), classmethod)
        else getattr(cls, name)
    ).parameters.values()
    return [(p.name, p.kind, p.default) for p in given]


PAIRS = [
    (llm.Response, llm.AsyncResponse),
    (llm.ChainResponse, llm.AsyncChainResponse),
    (llm.Conversation, llm.AsyncConversation),
    (llm.Model, llm.AsyncModel),
    (llm.KeyModel, llm.AsyncKeyModel),
]


@pytest.mark.parametrize(("blocking", "awaiting"), PAIRS)
def test_both_worlds_have_the_same_methods(blocking, awaiting):
    """Every public name of one world is there in the other, or it is documented why not."""
    expected = {OTHER_NAMES.get(name, name) for name in public(blocking)}
    found = public(awaiting) - ASYNC_ONLY - (set(OTHER_NAMES) & public(awaiting))
    assert found == expected


@pytest.mark.parametrize(("blocking", "awaiting"), PAIRS)
def test_both_worlds_take_the_same_parameters(blocking, awaiting):
    """A method takes the same parameters, with the same defaults, in both worlds."""
    checked = 0
    for name in public(blocking):
        if callable(getattr(blocking, name)) and not isinstance(getattr(blocking, name), type):
            other = OTHER_NAMES.get(name, name)
            assert parameters(blocking, name) == parameters(awaiting, other), name
            checked += 1
    assert checked >= 2


def test_four_prompt_signatures_agree():
    """Model, conversation, prompt and chain take the same inputs."""
    prompt = dict(inspect.signature(llm.Model.prompt).parameters)
    for method, more in (
        (llm.Conversation.prompt, set()),
        (llm.Model.chain, {"before_call", "after_call", "chain_limit"}),
        (llm.Conversation.chain, {"before_call", "after_call", "chain_limit"}),
    ):
        other = inspect.signature(method).parameters
        assert set(other) - set(prompt) == more
        assert {n: (p.kind, p.default) for n, p in other.items() if n in prompt} == {
            n: (p.kind, p.default) for n, p in prompt.items()
        }


@pytest.mark.parametrize(
    "checker",
    [["mypy", "--strict"], ["pyright", "--pythonpath", sys.executable]],
    ids=["mypy", "pyright"],
)
def test_type_checkers_see_what_is_meant(checker):
    """Both type checkers agree with every type that `api.py` asserts."""
    program = Path(sys.executable).with_name(checker[0])
    if not program.exists():
        pytest.skip(f"{checker[0]} is not installed")
    command = [str(program), *checker[1:], str(API)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
