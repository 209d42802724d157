"""Recall: what somebody meant, found in the history - by its meaning, and by its words.

`keeping.py` makes a vector of every text, `finding.py` asks for the nearest ones and for those that
say the words, and `excerpts.py` cuts what is shown. What counts as a text is
`store/sqlite/said_texts.py`'s, and how vectors go with their texts is `store/vectors.py`'s.
"""

from __future__ import annotations

from llm.embeddings.recall.finding import Answer, Recalled, recall
from llm.embeddings.recall.keeping import CaughtUp

__all__ = ["Answer", "CaughtUp", "Recalled", "recall"]
