"""What becomes of answers that the real runtime gives seldom or never; the rest is in tests/e2e."""

from __future__ import annotations

import pytest

from llm.errors import ModelError
from llm.providers.local.embedding_call import vector_of
from llm.providers.local.packages import CHAT, EMBEDDING


class Failing:
    """A runtime whose every answer is this error."""

    def __init__(self, **error):
        self.error = error

    def handle_embeddings(self, _):
        return {"error": self.error}


def test_an_error_of_the_runtime_is_a_model_error():
    """In one line, with its status."""
    with pytest.raises(ModelError) as caught:
        vector_of(Failing(code=500, message="no\nslot"), "text")
    assert str(caught.value) == "The built-in embedding model could not embed a text: no slot"
    assert (caught.value.provider, caught.value.status) == ("local", 500)


def test_what_is_too_long_for_it_is_no_prompt():
    """What the runtime says of its length is told of a text, in the runtime's words."""
    error = {"type": "exceed_context_size_error", "code": 400, "message": "too much", "n_ctx": 5}
    with pytest.raises(ModelError, match=r"could not embed a text: too much$"):
        vector_of(Failing(**error), "text")


def test_an_error_while_a_text_is_measured_is_one_too():
    """A runtime that fails in the middle does not leave a text cut somewhere."""

    class Fails(Failing):
        asked = 0

        def handle_embeddings(self, request):
            self.asked += 1
            if self.asked == 1:
                return {"error": {"code": 500, "message": "input (600 tokens) is too large"}}
            return super().handle_embeddings(request)

    with pytest.raises(ModelError, match="could not embed a text: broken"):
        vector_of(Fails(message="broken"), "some words")


def test_an_error_without_words_is_one_too():
    """Whatever the runtime leaves out."""
    with pytest.raises(ModelError, match="no reason given"):
        vector_of(Failing(), "text")


def test_sizes_that_are_said_are_those_that_are_needed():
    """Wheel and what comes out of it lie side by side, with the file that is made, if one is."""
    assert round(CHAT.bytes_needed / 1e6) == 191
    assert round(EMBEDDING.bytes_needed / 1e6) == 221
