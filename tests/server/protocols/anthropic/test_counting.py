"""Estimates of tokens, and lists of models."""

from __future__ import annotations

import struct

import pytest
from anthropic.types import ModelInfo

from llm.attachments import Attachment
from llm.models.described import OfferedModel
from llm.parts import user
from llm.server.asking.asked import Asked, Refused
from llm.server.protocols.anthropic.counting import estimated
from llm.server.protocols.anthropic.listing import model_object, model_page
from llm.tooling.tool import Tool
from tests.server.protocols.anthropic.sdk_types import strictly

MODELS = [OfferedModel(f"m{number}", f"Model {number}") for number in range(5)]
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 300, 250)
JPEG = b"\xff\xd8\xff\xe0\0\4xx\xff\xc0\0\x11\x08" + struct.pack(">HH", 250, 300) + bytes(9)


def tokens(*said: object, **more: object) -> int:
    """About how many tokens a user's message has."""
    return estimated(Asked("m", [user(*said)], **more))  # type: ignore[arg-type]  # fields of it


def test_text_is_counted_by_its_script() -> None:
    """Four letters of ASCII, or one of Chinese, are a token."""
    assert tokens("word" * 100) == 104
    assert tokens("字" * 100) == 104
    assert tokens("") == 4
    assert estimated(Asked("m")) == 1


@pytest.mark.parametrize("content", [PNG, JPEG, b"GIF89a" + struct.pack("<HH", 300, 250)])
def test_images_are_counted_by_their_size(content: bytes) -> None:
    """750 pixels are a token, whatever the format."""
    assert tokens(Attachment("image/png", content=content)) == 104


@pytest.mark.parametrize(
    "content", [b"", b"x", b"\x89PNG", b"\xff\xd8\xff\xe0\0\0", b"\xff\xd8" + b"\xff\xe0\0\2" * 9]
)
def test_an_image_that_is_none_counts_as_a_large_one(content: bytes) -> None:
    """Broken bytes end in an estimate, and in no error."""
    assert tokens(Attachment("image/jpeg", content=content)) == 1604


def test_pages_tools_and_schemas_count() -> None:
    """Each adds to the number."""
    pages = b"%PDF /Type /Pages /Type /Page /Type/Page "
    assert tokens(Attachment("application/pdf", content=pages)) == 4004
    assert tokens("Hi", tools=[Tool("look", "Looks", {"type": "object"})]) > tokens("Hi") + 10
    assert tokens("Hi", schema={"type": "object"}) > tokens("Hi") + 4


def test_models_are_listed_by_pages() -> None:
    """A page has so many models, after one or before one, and says whether there are more."""
    page = model_page(MODELS, 0.0, [("limit", "2"), ("after_id", "m1")])
    assert [each["id"] for each in page["data"]] == ["m2", "m3"]
    assert (page["has_more"], page["first_id"], page["last_id"]) == (True, "m2", "m3")
    page = model_page(MODELS, 0.0, [("limit", "2"), ("before_id", "m1")])
    assert [each["id"] for each in page["data"]] == ["m0"]
    assert not page["has_more"]
    assert model_page([], 0.0, [])["first_id"] is None
    assert model_page(MODELS, 0.0, [("lifecycle[]", "retired")])["data"] == []
    assert strictly(ModelInfo, model_object(MODELS[0], 1e9)).display_name == "Model 0"


@pytest.mark.parametrize(
    "wanted",
    [{"limit": "0"}, {"limit": "x"}, {"limit": "9" * 5000}, {"limit": "²"}, {"after_id": "no"}],
)
def test_a_wrong_page_is_refused(wanted: dict[str, str]) -> None:
    """The parameter that is wrong is named."""
    with pytest.raises(Refused) as refusal:
        model_page(MODELS, 0.0, wanted.items())
    assert refusal.value.failure.param == next(iter(wanted))
