"""Embeddings, as OpenAI's API says them."""

from array import array
from base64 import b64decode
from typing import Any

import pytest
from openai.types import CreateEmbeddingResponse

from llm.server.asking.asked import Refused
from llm.server.protocols.embeddings import EmbeddingsAsked, answer, decoded


def test_one_text_and_several() -> None:
    """A text is a list of one."""
    assert decoded({"model": "m", "input": "cat"}) == EmbeddingsAsked("m", ["cat"])
    asked = {"model": "m", "input": ["a", "b"], "encoding_format": "base64", "dimensions": 3}
    assert decoded(asked) == EmbeddingsAsked("m", ["a", "b"], True, 3)


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"model": None}, "model"),
        ({"input": None}, "input"),
        ({"input": []}, "input"),
        ({"input": [1, 2, 3]}, "input"),
        ({"input": [[1, 2], [3]]}, "input"),
        ({"input": ["a", ""]}, "input[1]"),
        ({"input": ["a", None]}, "input[1]"),
        ({"input": ["a"] * 2049}, "input"),
        ({"encoding_format": "int8"}, "encoding_format"),
        ({"encoding_format": ""}, "encoding_format"),
        ({"dimensions": 0}, "dimensions"),
        ({"dimensions": "many"}, "dimensions"),
    ],
)
def test_what_is_wrong_names_its_field(body: dict[str, Any], param: str) -> None:
    """A request that is wrong is refused with 400 and the path of the field."""
    with pytest.raises(Refused) as refused:
        decoded({"model": "m", "input": "cat", **body})
    assert (refused.value.failure.status, refused.value.failure.param) == (400, param)


def test_vectors() -> None:
    """They come in the order of the texts, as numbers or as 32-bit floats, little end first."""
    made = answer(EmbeddingsAsked("m", ["cat", "Pelikane"]), [[1, 0.5], [0.25, -2]])
    assert [each["embedding"] for each in made["data"]] == [[1.0, 0.5], [0.25, -2.0]]
    assert [each["index"] for each in made["data"]] == [0, 1]
    assert made["usage"] == {"prompt_tokens": 3, "total_tokens": 3}
    assert not CreateEmbeddingResponse.model_validate(made).model_extra
    made = answer(EmbeddingsAsked("m", ["cat"], as_base64=True), [[1, 0.5]])
    written = b64decode(made["data"][0]["embedding"])
    assert written == b"\x00\x00\x80\x3f\x00\x00\x00\x3f"
    assert [*array("f", written)] == [1.0, 0.5]


def test_vectors_of_another_length_are_refused() -> None:
    """Nothing is cut."""
    with pytest.raises(Refused, match="2 dimensions") as refused:
        answer(EmbeddingsAsked("m", ["cat"], dimensions=3), [[1, 0.5]])
    assert refused.value.failure.param == "dimensions"
