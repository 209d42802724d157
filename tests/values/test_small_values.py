"""Fragments, usage, media types and errors."""

import hashlib
import inspect

import pytest

import llm
from llm import errors
from llm.fragments import Fragment, has_plugin_prefix
from llm.mime import extension_for, mimetype_from_path, mimetype_from_string
from llm.usage import Usage, simplify_usage_dict, token_usage_string


def test_a_fragment_is_a_string_with_a_source():
    """A fragment behaves as its text, remembers its source and is identified by its text."""
    fragment = Fragment("héllo", "notes.txt")
    assert fragment == "héllo"
    assert fragment.source == "notes.txt"
    assert fragment.id() == hashlib.sha256("héllo".encode()).hexdigest()
    assert Fragment("x").source == ""


@pytest.mark.parametrize(
    ("counts", "written"),
    [
        ((1234, 56, {"a": {"b": 1}}), '1,234 input, 56 output, {"a": {"b": 1}}'),
        ((0, None, None), "0 input"),
        ((None, None, {}), ""),
    ],
)
def test_usage_in_words(counts, written):
    """Known token counts are written with thousands separated; unknown ones are left out."""
    assert token_usage_string(*counts) == written
    assert str(Usage(*counts)) == written


def test_usage_without_what_is_empty():
    """Zeros and `None` are dropped from usage details at any depth, and what is empty then."""
    assert simplify_usage_dict({"a": 0, "b": {"c": 0}, "d": {"e": 1, "f": None}, "g": 2}) == {
        "d": {"e": 1},
        "g": 2,
    }


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"ID3\x03\x00", "audio/mpeg"),
        (b"%PDF-1.4", "application/pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"hello world", None),
        (b"", None),
    ],
)
def test_media_type_of_bytes(content, media_type, tmp_path):
    """The media type is judged by the first bytes; plain text and nothing have none."""
    assert mimetype_from_string(content) == media_type
    path = tmp_path / "file"
    path.write_bytes(content)
    assert mimetype_from_path(path) == media_type


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("notes.txt", b"hello", "text/plain"),
        ("a.csv", b"x,y", "text/csv"),
        ("picture.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        ("nothing.png", b"", None),
    ],
)
def test_media_type_by_name(name, content, media_type, tmp_path):
    """A name counts where the bytes say nothing, and never against them."""
    path = tmp_path / name
    path.write_bytes(content)
    assert mimetype_from_path(path) == media_type


@pytest.mark.parametrize(
    ("media_type", "extension"),
    [
        ("image/png", ".png"),
        ("image/jpeg", ".jpg"),
        ("audio/wav", ".wav"),
        ("Audio/MPEG; rate=1", ".mp3"),
        ("application/pdf", ".pdf"),
        ("x/unheard-of", ".bin"),
        (None, ".bin"),
    ],
)
def test_extension_of_a_media_type(media_type, extension):
    """Each media type has its usual extension; an unknown one gets `.bin`."""
    assert extension_for(media_type) == extension


def test_every_error_but_the_two_signals_is_an_llm_error():
    """Every exception of the library is an `LLMError`, except those that steer tool calls."""
    named = {
        name
        for name, cls in inspect.getmembers(errors, inspect.isclass)
        if issubclass(cls, Exception) and not issubclass(cls, errors.LLMError)
    }
    assert named == {"CancelToolCall", "PauseChain"}


@pytest.mark.parametrize(
    ("name", "builtin"),
    [
        ("UnknownModelError", KeyError),
        ("ConversationNotSupported", ValueError),
        ("UnsupportedInput", ValueError),
        ("InvalidOptions", ValueError),
        ("InvalidInput", ValueError),
        ("ChainLimitExceeded", ValueError),
        ("ResponseNotReady", ValueError),
        ("NeedsKeyException", llm.ModelError),
    ],
)
def test_errors_are_what_older_callers_catch(name, builtin):
    """An error that older programs caught as a built-in type still is one, and reads plainly."""
    error = getattr(errors, name)("what was wrong", provider="p", status=429, retry_after=1.5)
    assert isinstance(error, builtin)
    assert str(error) == "what was wrong"
    assert (error.provider, error.status, error.retry_after) == ("p", 429, 1.5)


@pytest.mark.parametrize(
    ("value", "has"),
    [
        *[(value, True) for value in ("a:b", "gh-x:y/z", "A_1:")],
        *[(value, False) for value in (":b", "a b:c", "./a:b", "a", "")],
    ],
)
def test_a_prefix_that_asks_a_plugin(value, has):
    """Letters, digits, hyphens and underscores before the first colon are a prefix."""
    assert has_plugin_prefix(value) is has
