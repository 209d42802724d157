"""The tools that OpenAI runs itself: what they send, and what they do not take."""

import inspect
from typing import Any

import pytest

from llm.providers.openai.server_tools import (
    CodeInterpreter,
    ImageGeneration,
    WebSearch,
    add_includes,
)

SETTINGS: Any = {
    "search_context_size": "low",
    "external_web_access": False,
    "return_token_budget": "unlimited",
    "search_content_types": ["text", "image"],
    "image_settings": {"max_results": 3, "caption": True},
}
PICTURE: Any = {
    "model": "gpt-image-2",
    "size": "1536x1024",
    "quality": "high",
    "background": "transparent",
    "output_format": "webp",
    "output_compression": 0,
    "action": "edit",
    "input_fidelity": "low",
    "input_image_mask": {"file_id": "file-1"},
    "moderation": "low",
    "partial_images": 3,
}


@pytest.mark.parametrize(
    ("tool", "spec"),
    [
        (WebSearch(), {"type": "web_search"}),
        (WebSearch(**SETTINGS), {"type": "web_search", **SETTINGS}),
        (
            WebSearch(["a.com"], ["b.com"], user_location={"city": "Paris"}),
            {
                "type": "web_search",
                "filters": {"allowed_domains": ["a.com"], "blocked_domains": ["b.com"]},
                "user_location": {"city": "Paris", "type": "approximate"},
            },
        ),
        (CodeInterpreter(), {"type": "code_interpreter", "container": {"type": "auto"}}),
        (CodeInterpreter("cntr_1"), {"type": "code_interpreter", "container": "cntr_1"}),
        (
            CodeInterpreter(memory_limit="4g", file_ids=["file-1"]),
            {
                "type": "code_interpreter",
                "container": {"type": "auto", "memory_limit": "4g", "file_ids": ["file-1"]},
            },
        ),
        (ImageGeneration(), {"type": "image_generation"}),
        (ImageGeneration(**PICTURE), {"type": "image_generation", **PICTURE}),
    ],
)
def test_a_tool_sends_what_it_was_given(tool, spec):
    """What was not given is not sent, so that the API's own defaults hold."""
    assert tool.tool_spec(model=None) == spec


@pytest.mark.parametrize(
    ("tool", "asked"),
    [
        (WebSearch(), ["reasoning.encrypted_content"]),
        (
            WebSearch(include_sources=True, include_results=True),
            [
                "reasoning.encrypted_content",
                "web_search_call.action.sources",
                "web_search_call.results",
            ],
        ),
        (CodeInterpreter(), ["reasoning.encrypted_content", "code_interpreter_call.outputs"]),
        (ImageGeneration(), ["reasoning.encrypted_content"]),
    ],
)
def test_a_tool_asks_for_what_is_left_out_otherwise(tool, asked):
    """What the request asks for already stays, and nothing is asked for twice."""
    body = {"include": ["reasoning.encrypted_content"]}
    for _ in range(2):
        tool.prepare_request(None, body)
    assert body == {"include": asked}


def test_the_first_include_of_a_request():
    """A request that asks for nothing yet is given a list."""
    body: dict[str, Any] = {}
    add_includes(body, "a", "b")
    assert body == {"include": ["a", "b"]}


@pytest.mark.parametrize(
    ("cls", "arguments", "told"),
    [
        (WebSearch, {"allowed_domains": "a.com"}, "allowed_domains must be a list of texts"),
        (WebSearch, {"blocked_domains": [""]}, "blocked_domains must be a list of texts"),
        (WebSearch, {"allowed_domains": ["https://a.com"]}, "leave the https:// off"),
        (WebSearch, {"allowed_domains": ["a"] * 101}, "at most 100 domains, not 101"),
        (WebSearch, {"user_location": "Paris"}, "user_location must be an object"),
        (WebSearch, {"user_location": {"type": "exact"}}, "can only be approximate"),
        (WebSearch, {"search_context_size": "huge"}, "must be one of low, medium, high, not"),
        (WebSearch, {"external_web_access": "no"}, "must be true or false"),
        (WebSearch, {"include_sources": 1}, "must be true or false"),
        (WebSearch, {"return_token_budget": 5}, "must be one of default, unlimited"),
        (WebSearch, {"search_content_types": ["sound"]}, "must be one of text, image"),
        (WebSearch, {"search_content_types": "text"}, "must be a list of texts"),
        (WebSearch, {"image_settings": {"max_results": 0}}, "whole number, 1 or more, not 0"),
        (WebSearch, {"image_settings": {"caption": 1}}, "caption must be true or false"),
        (CodeInterpreter, {"memory_limit": "2g"}, "must be one of 1g, 4g, 16g, 64g"),
        (CodeInterpreter, {"container": {"type": "auto"}}, "must be the id of a container"),
        (CodeInterpreter, {"container": "c", "file_ids": ["f"]}, "are for a new container"),
        (CodeInterpreter, {"file_ids": [1]}, "file_ids must be a list of texts"),
        (ImageGeneration, {"quality": "best"}, "quality must be one of low, medium"),
        (ImageGeneration, {"output_format": "bmp"}, "output_format must be one of png"),
        (ImageGeneration, {"output_compression": 101}, "from 0 to 100, not 101"),
        (ImageGeneration, {"partial_images": True}, "from 0 to 3, not True"),
        (ImageGeneration, {"size": 1024}, "size must be text"),
        (ImageGeneration, {"input_image_mask": {"path": "m.png"}}, "image_url or file_id"),
    ],
)
def test_a_wrong_argument_is_told_at_once(cls, arguments, told):
    """The message names the argument and what it may be; nothing has been sent by then."""
    with pytest.raises(ValueError, match=told):
        cls(**arguments)


@pytest.mark.parametrize("cls", [WebSearch, ImageGeneration])
def test_an_argument_that_there_is_not(cls):
    """A name that is misspelled is an error, and not left out of the request in silence."""
    with pytest.raises(TypeError, match=f"{cls.__name__} takes no sise"):
        cls(sise="auto")


@pytest.mark.parametrize("cls", [WebSearch, CodeInterpreter, ImageGeneration])
def test_users_read_what_a_tool_does(cls):
    """Each tool has a name, and a docstring whose first line says what it is for."""
    assert cls.name == cls().tool_spec(None)["type"]
    assert inspect.getdoc(cls) == cls().description
    assert cls().description.splitlines()[0].endswith(".")


def test_tools_of_equal_settings_have_equal_hashes():
    """So that a conversation that is taken up again knows them."""
    assert WebSearch(["a.com"]).hash() == WebSearch(["a.com"]).hash()
    assert WebSearch(["a.com"]).hash() != WebSearch(["b.com"]).hash()
