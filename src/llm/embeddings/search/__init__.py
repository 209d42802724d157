"""Search in collections: what is near to a vector, exactly as scores tell, and what says words.

The vectors are read from a cache beside the database (`files.py`, made by `building.py`), which
`freshness.py` finds outdated as soon as anybody has changed anything. `finding.py` chooses between
numpy (`dense.py`, with `codes.py` above a size) and the standard library (`plain.py`).
"""

from __future__ import annotations

from llm.embeddings.search.caches import forget
from llm.embeddings.search.filters import Condition, Filter, conditions_of
from llm.embeddings.search.finding import nearest

__all__ = ["Condition", "Filter", "conditions_of", "forget", "nearest"]
