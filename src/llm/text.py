"""Text of prompts and answers: making it valid, and finding and shortening what is in it."""

from __future__ import annotations

import re
from typing import Any


def valid_text(text: str) -> str:
    """*text* as valid Unicode: halves of a surrogate pair are joined, lone ones become U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def valid_data(value: Any) -> Any:
    """*value*, which is JSON-like data, with every string in it as valid Unicode."""
    if isinstance(value, str):
        return valid_text(value)
    if isinstance(value, dict):
        return {valid_data(key): valid_data(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [valid_data(item) for item in value]
    return value


def one_line(text: str) -> str:
    """*text* in one line, without anything that could move a cursor."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def reason_of(error: BaseException) -> str:
    """What *error* says, in one line; the name of its type where it says nothing."""
    try:
        said = str(error)
    except Exception:  # noqa: BLE001 - errors of plugins are plugins, too
        said = ""
    return one_line(said) or type(error).__name__


def sentence(text: str) -> str:
    """*text* with a full stop, unless it ends as a sentence does."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def extract_fenced_code_block(text: str, last: bool = False) -> str | None:
    """The content of the first (or *last*) fenced code block of *text*, or `None`.

    A fence is a line of three or more backticks, at its opening optionally followed by one word
    that names the language; the closing fence has as many backticks. Lines may end in LF or CRLF.
    """
    pattern = re.compile(
        r"^(?P<fence>`{3,})[^\S\r\n]*\S*[^\S\r\n]*\r?\n(?P<code>.*?)^(?P=fence)[^\S\r\n]*\r?$",
        re.MULTILINE | re.DOTALL,
    )
    blocks = [found.group("code") for found in pattern.finditer(text)]
    return (blocks[-1] if last else blocks[0]) if blocks else None


def truncate_string(
    text: str, max_length: int = 100, normalize_whitespace: bool = False, keep_end: bool = False
) -> str:
    """*text* in at most *max_length* characters, with `...` where something was left out.

    With *keep_end* the middle is left out instead of the end, when there is room for both sides.
    """
    if normalize_whitespace:
        text = re.sub(r"\s+", " ", text)
    if len(text) <= max_length:
        return text
    if keep_end and max_length > 8:
        side = (max_length - 5) // 2
        return f"{text[:side]}... {text[-side:]}"
    return (text[: max(max_length - 3, 0)] + "...")[:max_length]


def remove_dict_none_values(value: Any) -> Any:
    """*value* without the keys of dictionaries, at any depth, that hold `None`."""
    if isinstance(value, dict):
        return {k: remove_dict_none_values(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [remove_dict_none_values(item) for item in value]
    return value


def find_unused_key(item: dict[str, Any], key: str) -> str:
    """*key*, followed by as many underscores as it takes not to be one of the keys of *item*."""
    while key in item:
        key += "_"
    return key


def maybe_fenced_code(content: str) -> str:
    """*content* within a fence of backticks, when it looks like code; else as it is.

    Code is what has more than ten `<`, or more than three lines of which more than nine in ten are
    shorter than 120 characters. The fence is longer than any run of backticks in it.
    """
    lines = content.splitlines()
    short = sum(len(line) < 120 for line in lines)
    if content.count("<") <= 10 and not (len(lines) > 3 and short > 0.9 * len(lines)):
        return content
    return f"\n{fenced(content.strip())}"


def first_line(text: str | None) -> str | None:
    """The first line of *text* that is not empty; None for none."""
    return next((line.strip() for line in (text or "").splitlines() if line.strip()), None)


def fenced(text: str, language: str = "") -> str:
    """*text* within a fence of backticks that is longer than any run of them in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
