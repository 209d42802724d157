"""What a search looks for, and where a text says it. Pure; `sqlite/search.py` asks the index.

What a person types is words, and all of them must be there. A *word* is what stands between spaces:

- `pipeline` is found as a whole word, whatever its case and accents; the last word of a query may
  also be the beginning of one, from three letters on.
- `c++`, `foo-bar` or `what's` has signs that no index knows. Its letters must be there, one after
  the other; texts that have it just as it was typed come first, and are marked where they do.
- Signs alone (`-`, `?`) count only where nothing else was typed.
- In scripts without spaces each sign is a word, so that any part of a sentence is found.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.store.records import Query

_SHORTEST_BEGINNING = 3
# Scripts that are written without spaces, and Hangul, whose words carry their particles with them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_OPERATORS = {"AND", "OR", "NOT", "NEAR"}


def spaced(text: str) -> str:
    """*text* as the index takes it: each sign of a script without spaces is a word."""
    return text if text.isascii() else _unspaced_sign().sub(r" \1 ", text)


# Patterns with so many signs take milliseconds to compile, and few who come by here need them.


@cache
def _unspaced_sign() -> re.Pattern[str]:
    return re.compile(f"([{_UNSPACED}])")


@cache
def _token() -> re.Pattern[str]:
    """What the index takes for a word: letters and digits, with the accents that follow them."""
    return re.compile(f"[{_UNSPACED}]|(?:(?![_{_UNSPACED}])\\w[\u0300-\u036f]*)+")


@cache
def _fts_term() -> re.Pattern[str]:
    return re.compile(r'"((?:[^"]|"")*)"\s*(\*?)|([^\s"():^+*{}\-,]+)(\s*:)?\s*(\*?)')


@dataclass(frozen=True)
class Word:
    """One word of a query.

    Attributes:
        text: as it was typed.
        tokens: its letters and digits, as words of the index, folded.
        is_beginning: longer words that begin with it count, too.

    """

    text: str
    tokens: tuple[str, ...]
    is_beginning: bool = False

    @property
    def has_signs(self) -> bool:
        """Whether it has signs that the index does not know."""
        return "".join(match[0] for match in _token().finditer(self.text)) != self.text


def words_of(query: Query) -> list[Word]:
    """The words that *query* looks for, where it has letters or digits at all.

    With full-text syntax, the words that are meant to be there or may be.
    """
    if query.fts:
        return list(_fts_words(query.text))
    words = [Word(text, tuple(_tokens(text))) for text in query.text.replace("\0", " ").split()]
    words = [word for word in words if word.tokens]
    if words and query.text.endswith(words[-1].text):
        last = words[-1]
        long_enough = len(last.text) >= _SHORTEST_BEGINNING or len(last.tokens) > 1
        if long_enough and not last.has_signs:
            words[-1] = Word(last.text, last.tokens, is_beginning=True)
    return words


def fts_expression(words: list[Word]) -> str:
    """*words* in FTS5's syntax: all of them, each as it stands."""
    terms = []
    for word in words:
        quoted = '"{}"'.format(spaced(word.text).replace('"', '""'))
        terms.append(f"({quoted} OR {quoted}*)" if word.is_beginning else quoted)
    return " AND ".join(terms)


def highlighted(text: str, query: Query) -> list[tuple[int, int]]:
    """Where *text* says what *query* looks for: beginning and end of each place, in order."""
    words = words_of(query)
    if not words:
        needle = query.text.strip()
        return _joined(_places_of(needle, text)) if needle else []
    tokens = [(*match.span(), _folded(match[0])) for match in _token().finditer(text)]
    found: list[tuple[int, int]] = []
    for word in words:
        exact = list(_places_of(word.text, text)) if word.has_signs and not query.fts else []
        found += exact or _places_of_tokens(word, tokens)
    return _joined(found)


def _fts_words(expression: str) -> Iterator[Word]:
    negated = False
    for quoted, star, bare, column, bare_star in _fts_term().findall(expression):
        text = (quoted or bare).replace('""', '"')
        if bare in _OPERATORS:
            negated = bare == "NOT"
        elif not column and not negated and (tokens := _tokens(text)):
            yield Word(text, tuple(tokens), is_beginning=bool(star or bare_star))
            negated = False
        else:
            negated = False


def _tokens(text: str) -> list[str]:
    return [_folded(match[0]) for match in _token().finditer(text)]


def _folded(token: str) -> str:
    if token.isascii():
        return token.lower()
    apart = unicodedata.normalize("NFD", token)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).casefold()


def _places_of(needle: str, text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(re.escape(needle), text, re.IGNORECASE):
        yield match.span()


def _places_of_tokens(word: Word, tokens: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    wanted = word.tokens
    for at in range(len(tokens) - len(wanted) + 1):
        said = [token for _, _, token in tokens[at : at + len(wanted)]]
        ends_so = said[-1] == wanted[-1] or (word.is_beginning and said[-1].startswith(wanted[-1]))
        if ends_so and said[:-1] == list(wanted[:-1]):
            yield tokens[at][0], tokens[at + len(wanted) - 1][1]


def _joined(places: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> list[tuple[int, int]]:
    """*places* in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
