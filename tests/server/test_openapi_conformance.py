"""The server does what its OpenAPI document says, whatever is asked: schemathesis asks."""

import pytest
from schemathesis import GenerationMode

from llm.server.protocols.openapi.addresses import TABLE
from llm.testing import ScriptedEmbeddingModel
from tests.server.conforming import Failing, Fuzzed, Talkative

MANY = 30
LONG = [
    pytest.param(tag, MANY, marks=[pytest.mark.full, pytest.mark.timeout(1800)], id=tag)
    for tag in TABLE
]


@pytest.fixture
def fuzzed(serving):
    """A server with models that say all that models say, and fail in every way."""
    vectors = ScriptedEmbeddingModel(lambda _: [1.0, 0.5], model_id="vectors")
    names = ("one", "failing", "vectors")
    one = Fuzzed(serving(Talkative(), Failing(), vectors, models=names))
    yield one
    one.close()


@pytest.mark.parametrize(("tag", "examples"), [pytest.param(None, 2, id="short"), *LONG])
def test_what_is_asked_rightly_is_answered_as_documented(fuzzed, tag, examples, capfd):
    """Answers have documented statuses, types, headers and bodies, and each address works."""
    fuzzed.try_all(tag, GenerationMode.POSITIVE, examples, closed=True)
    if examples == MANY:
        fuzzed.try_all(tag, GenerationMode.POSITIVE, examples, closed=False)
        for _ in range(10):  # chance decides what is asked for
            if fuzzed.never_well():
                fuzzed.try_all(tag, GenerationMode.POSITIVE, examples, closed=True, again=True)
        assert not fuzzed.never_well()
    assert "a bug in llm" not in capfd.readouterr().err


@pytest.mark.parametrize(("tag", "examples"), [pytest.param(None, 1, id="short"), *LONG])
def test_what_is_asked_wrongly_is_refused_as_documented(fuzzed, tag, examples, capfd):
    """What the document does not allow is a documented refusal, and nothing breaks."""
    fuzzed.try_all(tag, GenerationMode.NEGATIVE, examples, closed=False)
    assert "a bug in llm" not in capfd.readouterr().err
