"""What can be set for a prompt: names, limits, and mistakes in words."""

from typing import Any

import pytest
from pydantic import ValidationError

from llm.errors import InvalidOptions
from llm.models.given_options import options_for
from llm.providers.openai.catalogue import ModelRow
from llm.providers.openai.options import (
    CompletionOptions,
    ImageDetailWithOriginalEnum,
    SharedOptions,
    build_options_class,
    options_of,
)

SHARED = [
    "temperature", "max_tokens", "top_p", "frequency_penalty", "presence_penalty", "stop",
    "logit_bias", "seed",
]  # fmt: skip
FEATURES = [
    "reasoning", "reasoning_summary", "verbosity", "image_detail_original", "chat_completions",
    "service_tier",
]  # fmt: skip


def test_a_model_without_abilities_has_the_shared_options_and_two_of_chat():
    """JSON and the detail of images can always be asked for."""
    assert list(build_options_class().model_fields) == [*SHARED, "json_object", "image_detail"]


def test_every_ability_adds_its_option_in_the_order_of_the_release_before():
    """With all of them the list is that of 0.36."""
    every = build_options_class(**dict.fromkeys(FEATURES, True))
    assert list(every.model_fields) == [
        *SHARED, "json_object", "chat_completions", "image_detail", "reasoning_effort",
        "reasoning_summary", "verbosity", "service_tier",
    ]  # fmt: skip


def test_the_same_abilities_give_the_same_class():
    """A class is made once, whether a feature is left out or said not to be there."""
    assert build_options_class(reasoning=True) is build_options_class(reasoning=True)
    assert build_options_class(verbosity=False) is build_options_class()
    assert build_options_class(verbosity=True) is not build_options_class()


def test_a_class_of_options_can_be_mixed_with_another():
    """A plugin adds options of its own to those of a chat model."""
    chat: Any = build_options_class()

    class Own(chat):  # type: ignore[misc]  # made at run time
        extra: bool | None = None

    class Both(Own, chat):  # type: ignore[misc]  # made at run time
        pass

    assert Both(extra=True, temperature=1).model_dump(exclude_none=True) == {
        "extra": True,
        "temperature": 1.0,
    }


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("temperature", 0, 2),
        ("top_p", 0, 1),
        ("frequency_penalty", -2, 2),
        ("presence_penalty", -2, 2),
        ("logprobs", None, 5),
    ],
)
def test_numbers_have_limits(name, low, high):
    """The limits themselves are taken, and what is beyond is not."""
    for fitting in {low, high} - {None}:
        assert getattr(CompletionOptions(**{name: fitting}), name) == fitting
    for beyond in [low - 1 if low is not None else None, high + 1]:
        if beyond is not None:
            with pytest.raises(ValidationError):
                CompletionOptions(**{name: beyond})


def test_stop_is_a_text_or_several():
    """The command line gives one, Python may give a list."""
    assert SharedOptions(stop="END").stop == "END"
    assert SharedOptions(stop=["END", "###"]).stop == ["END", "###"]


@pytest.mark.parametrize("given", ['{"1712": -100, "2": 1.5}', {"1712": -100, 2: "1.5"}])
def test_logit_bias_is_a_mapping_or_its_json(given):
    """Either way it is numbers by token id."""
    assert SharedOptions(logit_bias=given).logit_bias == {1712: -100, 2: 1.5}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "'{' is not JSON"),
        ("[]", "[] is no object"),
        ('{"cat": 1}', "'cat' is no token id"),
        ('{"1": 101}', "101 is no bias"),
        ('{"1": "much"}', "'much' is no bias"),
        ('{"1": true}', "True is no bias"),
        ('{"1": NaN}', "nan is no bias"),
    ],
)
def test_a_wrong_logit_bias_is_told_in_one_line(given, said):
    """The message says what was wrong, and what it should be."""
    with pytest.raises(InvalidOptions) as caught:
        options_for(SharedOptions, {"logit_bias": given}, {})
    assert said in str(caught.value)
    assert '{"1712": -100}' in str(caught.value)
    assert "\n" not in str(caught.value)


def test_images_at_full_size_are_for_models_that_take_them():
    """`original` is a value of some models only."""
    full_size: Any = build_options_class(image_detail_original=True)
    usual: Any = build_options_class()
    assert full_size(image_detail="original").image_detail is ImageDetailWithOriginalEnum.original
    with pytest.raises(ValidationError):
        usual(image_detail="original")


def test_every_option_says_what_it_does():
    """Each has a description that fits on a few lines."""
    every = build_options_class(**dict.fromkeys(FEATURES, True))
    fields = {**every.model_fields, **CompletionOptions.model_fields}
    assert not [n for n, f in fields.items() if not 10 < len(f.description or "") < 200]


def test_a_row_has_the_options_of_its_api():
    """Only the Responses API tells of thoughts, and only there is another API to choose."""
    chat = options_of(ModelRow("m", reasoning=True)).model_fields
    assert "reasoning_effort" in chat
    assert not {"reasoning_summary", "chat_completions"} & set(chat)
    responses = options_of(ModelRow("m", api="responses", reasoning=True)).model_fields
    assert {"reasoning_effort", "reasoning_summary", "chat_completions"} < set(responses)
    assert options_of(ModelRow("m", api="completion")) is CompletionOptions
