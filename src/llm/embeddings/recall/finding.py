"""Texts of the history that a question means or says, and where each was said last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from llm.embeddings.recall.keeping import CaughtUp, Report, TextVectors, opened
from llm.embeddings.search.words import fused
from llm.lazy_dataclass import dataclass
from llm.store.sqlite.any_words import blobs_saying_any
from llm.store.sqlite.said_texts import Said, blob_with, hashes_of, last_said

if TYPE_CHECKING:
    from llm.models.embedding import EmbeddingModel
    from llm.store.sqlite.backend import SQLiteStore

# So many of each ranking are made one: of some, nothing is shown.
_RANKED = 50
_RANKED_EACH = 5


@dataclass(frozen=True)
class Recalled:
    """A text that was found.

    Attributes:
        text: the text.
        said: where it was said last.
        score: the cosine between its vector and that of the question; None where it was not among
            the nearest ones, and was found by its words.

    """

    text: str
    said: Said
    score: float | None = None


@dataclass(frozen=True)
class Question:
    """What is looked for.

    Attributes:
        text: in any words.
        number: how many texts at most.
        conversations: of each conversation only the text that is found first.
        besides: id of a conversation that is left out.

    """

    text: str
    number: int = 10
    conversations: bool = False
    besides: str | None = None


@dataclass
class Answer:
    """What was found, best first.

    Attributes:
        found: the texts.
        by_words: only words were looked for.
        caught_up: what was done before so that all texts could be found.

    """

    found: list[Recalled] = field(default_factory=list)
    by_words: bool = True
    caught_up: CaughtUp = field(default_factory=CaughtUp)


def recall(
    store: SQLiteStore,
    question: Question,
    model: EmbeddingModel | None = None,
    *,
    key: str | None = None,
    report: Report | None = None,
    seconds: float | None = None,
    begins: bool = True,
) -> Answer:
    """What *question* means, in the history of *store*.

    A text that users typed or models answered is found when its vector is near to that of the
    question, when it says words of it, or best of all both. Texts that *model* has not embedded
    yet, it embeds first.

    Args:
        store: the history.
        question: what is looked for.
        model: makes the vectors; without one, only words are looked for.
        key: its key, or the name of a stored one.
        report: told how many texts are embedded, and of how many.
        seconds: about how long that may take; the newest texts come first.
        begins: embed the history also where this model was never asked for any of it.

    Raises what the model raises, EmbeddingsUnavailable and HistoryUnavailable.
    """
    answer = Answer()
    rankings: list[Sequence[str]] = []
    scores: dict[str, float] = {}
    if model is not None:
        with opened(store) as connection:
            vectors = TextVectors(store, connection, model, key)
            if begins or vectors.exist():
                vector = vectors.vector_of(question.text)
                answer.caught_up = vectors.catch_up(report, seconds)
                scores = dict(vectors.near(vector, _ranked(question)))
                answer.by_words = False
                rankings.append(list(scores))
    rankings.append(hashes_of(store, blobs_saying_any(store, question.text, _ranked(question))))
    best = fused(rankings, len(rankings) * _ranked(question))
    for found in _said(store, question, best, scores):
        answer.found.append(found)
        if len(answer.found) >= question.number:
            break
    return answer


def _ranked(question: Question) -> int:
    return max(_RANKED, _RANKED_EACH * question.number)


def _said(
    store: SQLiteStore, question: Question, hashes: Iterable[str], scores: dict[str, float]
) -> Iterator[Recalled]:
    """The texts with these *hashes* that some call says, in their order."""
    conversations: set[str] = set()
    for hashed in hashes:
        with store.reading():
            blob = blob_with(store, hashed)
            said = None if blob is None else last_said(store, blob, besides=question.besides)
            text = None if blob is None else store.blobs.text(blob)
        if said is None or text is None:
            continue
        if not question.conversations or said.conversation not in conversations:
            conversations.add(said.conversation)
            yield Recalled(text, said, scores.get(hashed))
