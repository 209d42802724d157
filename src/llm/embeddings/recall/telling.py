"""What a model is told that asks what was said before: what is behind the tool `llm_recall`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from llm.embeddings.choosing import chosen_model
from llm.embeddings.recall.excerpts import excerpt
from llm.embeddings.recall.finding import Answer, Question, Recalled, recall
from llm.errors import HistoryUnavailable, LLMError
from llm.store.opening import history_path, open_store
from llm.store.sqlite.finding import conversation_asking

if TYPE_CHECKING:
    from llm.store.sqlite.backend import SQLiteStore

MOST = 20
"""Texts that a model is told of at most."""

_LENGTH = 600
_SECONDS = 20.0
_WORDS_ONLY = (
    "Only texts with the same words were looked for: ask again with words that may have been used."
    " The user can run llm recall once, and from then on texts are found by their meaning too"
)


def told(words: str, number: int, tool_call: str | None) -> dict[str, Any]:
    """What the user's history says to *words*, but for the conversation at hand.

    Args:
        words: what is looked for.
        number: how many texts at most.
        tool_call: id of the tool call that asks.

    What is new in the history is embedded first, as far as that takes a few seconds. It is never
    begun here: that may fetch a model, or give the history to whoever runs one, and is for the
    user to ask for. Raises HistoryUnavailable.
    """
    path = history_path()
    if not path.exists():
        return {"found": [], "note": "Nothing has been said before: there is no history yet"}
    with closing(open_store(path, must_exist=True)) as store:
        with store.reading():
            here = conversation_asking(store.connection, tool_call) if tool_call else None
        question = Question(words, min(max(number, 1), MOST), besides=here)
        answer, note = _answer(store, question)
    found = [_entry(each, words) for each in answer.found]
    if not found and note is None:
        note = "Nothing was found; other words may find it"
    return {"found": found, **({"note": note} if note else {})}


def _answer(store: SQLiteStore, question: Question) -> tuple[Answer, str | None]:
    """The answer, and what is to be said of it; by words only where the model cannot be used."""
    try:
        model = chosen_model()
        answer = recall(store, question, model, seconds=_SECONDS, begins=False)
    except HistoryUnavailable:
        raise
    except LLMError:
        answer = recall(store, question)
    if answer.by_words:
        return answer, _WORDS_ONLY
    if left := answer.caught_up.left:
        return answer, f"{left:,} older texts could be looked through by their words only"
    return answer, None


def _entry(found: Recalled, words: str) -> dict[str, Any]:
    said = found.said
    return {
        "date": f"{said.when.astimezone():%Y-%m-%d %H:%M}" if said.when else None,
        "conversation": said.conversation,
        "title": said.title,
        "said_by": said.by if said.by == "user" else f"assistant ({said.model})",
        "text": excerpt(found.text, words, _LENGTH),
    }
