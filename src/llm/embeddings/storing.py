"""Embedding items and storing them, as one flow for both ways to wait.

What is due is `planning.py`'s, the model is asked in `asking.py`. Here it is decided when what is
written: no lock is held while a model or a caller's generator works, and what took long is in the
database before anything else is begun.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from llm.core.flow import Flow
from llm.embeddings.asking import UNASKED, Ask, Outcome, Streak, asking
from llm.embeddings.batches import Batches
from llm.embeddings.entries import Entries
from llm.embeddings.planning import Planner
from llm.embeddings.rows import CollectionRows, Row
from llm.embeddings.vectors import encode
from llm.errors import InvalidInput, LLMError, ModelError
from llm.lazy_dataclass import dataclass

OnError = Callable[[str, Exception], object]

GROUP_SECONDS = 0.25
"""What is embedded faster than it can be written one by one is written so often."""
SLOW_SECONDS = 0.05
"""What took longer is written at once."""
_GROUP_BYTES = 16 << 20


class OtherLength(InvalidInput):
    """A vector has more or fewer numbers than those of its collection."""


@dataclass
class Tally:
    """What became of items so far.

    Attributes:
        stored: are in the database, new or changed.
        known: were there already, and needed nothing.
        failed: were not embedded; each was reported.
        embedded: contents that the model made vectors of.

    """

    stored: int = 0
    known: int = 0
    failed: int = 0
    embedded: int = 0

    @property
    def done(self) -> int:
        """How many items nothing more is to be done for."""
        return self.stored + self.known + self.failed


@dataclass(frozen=True)
class Means:
    """With what items are embedded.

    Attributes:
        model: makes the vectors.
        ask: asks it.
        size: how many contents it is asked for at once.
        batches: those that are under way.

    """

    model: Any
    ask: Ask
    size: int
    batches: Batches

    def accepted(self) -> tuple[type, ...]:
        """The types of content that the model takes."""
        takes = ((str, self.model.supports_text), (bytes, self.model.supports_binary))
        return tuple(kind for kind, accepts in takes if accepts)


class Storing:
    """One run over some items; `flow` does it.

    Args:
        rows: of the collection.
        planner: decides what is due.
        means: with what it is embedded.
        on_error: told the id of each item that cannot be stored, and why; where there is none,
            the first such error ends the run.
        progress: told now and then what was done.

    """

    def __init__(
        self,
        rows: CollectionRows,
        planner: Planner,
        means: Means,
        on_error: OnError | None = None,
        progress: Callable[[Tally], object] | None = None,
    ) -> None:
        self._rows = rows
        self._planner = planner
        self._means = means
        self._batches = means.batches
        self._accepted = means.accepted()
        self._on_error = on_error
        self._progress = progress
        self._tally = Tally()
        self._streak = Streak()
        self._written_at = time.monotonic()
        self._bytes = 0
        self._dimension: int | None = None
        self._is_ending = False
        self._cannot_write = False

    def flow(self, items: Entries) -> Flow[None]:
        """Store *items*. However it ends, what the model gave is stored."""
        try:
            try:
                yield from self._all(items)
            except Exception:
                # What was begun may have been paid for.
                self._is_ending = True
                while self._batches.are_under_way:
                    self._take_back((yield self._batches.oldest))
                raise
        except BaseException:
            self._is_ending = True
            for outcome in self._batches.leave():
                self._take_back(outcome)
            self._write()
            raise

    def _all(self, items: Entries) -> Flow[None]:
        failure: Exception | None = None
        while failure is None:
            try:
                some = yield items.next
            except Exception as error:  # noqa: BLE001 - raised when the items before it are stored
                failure = error
                break
            if not some:
                break
            self._refuse(self._planner.take(some))
            while len(self._planner.due) >= self._means.size:
                yield from self._begin_batch()
            self._write_if_due(items.took)
            self._report()
        while self._planner.due:
            yield from self._begin_batch()
        while self._batches.are_under_way:
            self._take_back((yield self._batches.oldest))
        self._write()
        self._report()
        if failure is not None:
            raise failure

    def _begin_batch(self) -> Flow[None]:
        batch = self._planner.next_batch(self._means.size, self._accepted)
        while self._batches.is_full:
            self._take_back((yield self._batches.oldest))
        flow = asking(self._means.ask, batch, isolates=self._on_error is not None)
        yield partial(self._batches.begin, flow)
        if not self._batches.run_beside:
            self._take_back((yield self._batches.oldest))
        for outcome in self._batches.finished():
            self._take_back(outcome)

    def _take_back(self, outcome: Outcome) -> None:
        """Note what became of a batch, and write it when it took long."""
        misfits = self._note_vectors(outcome)
        self._write_if_due(outcome.seconds)
        for row, error in misfits:
            self._fail(row, error)
        if outcome.error is not None and not self._is_ending:
            raise outcome.error
        self._report()

    def _note_vectors(self, outcome: Outcome) -> list[tuple[Row, Exception]]:
        """Note the vectors of a batch; give the rows that have none, and why."""
        misfits: list[tuple[Row, Exception]] = []
        embedded = 0
        for row, found in zip(outcome.batch, outcome.found, strict=True):
            if isinstance(found, Exception):
                misfits.append((row, found))
            elif found is not UNASKED:
                try:
                    vector = self._fitting(found)
                except LLMError as error:
                    misfits.append((row, error))
                    continue
                embedded += 1
                self._bytes += len(vector) + len(row.value)
                self._planner.embedded(row, vector)
        self._tally.embedded += embedded
        if embedded:
            self._streak.ends()
        elif not self._is_ending:
            # Another model, and not another content, makes all of them longer or shorter.
            for _, reason in misfits:
                if isinstance(reason, OtherLength):
                    raise reason
        return misfits

    def _fitting(self, found: Any) -> bytes:
        """The vector that a model gave, as it is stored; raises ModelError for one that is none."""
        name = self._means.model.model_id
        try:
            numbers = found.tolist() if hasattr(found, "tolist") else found
            vector = encode(numbers)
            is_finite = math.isfinite(sum(numbers))
        except Exception as error:
            raise ModelError(f"{name} gave no vector of numbers: {error}") from error
        if not is_finite or not vector:
            raise ModelError(f"{name} gave a vector with numbers that are none")
        dimension = len(vector) // 4
        if self._dimension is None:
            self._dimension = self._rows.dimension() or dimension
        if dimension != self._dimension:
            raise OtherLength(
                f"{name} gave {dimension} numbers, and the vectors of the collection"
                f" {self._rows.name} have {self._dimension}: choose another collection or model"
            )
        return vector

    def _fail(self, row: Row, error: Exception) -> None:
        rows = self._planner.failed(row)
        if self._is_ending and self._on_error is None:
            return
        self._refuse((each.id, error) for each in rows)
        if self._streak.is_hopeless_with(error) and not self._is_ending:
            raise error

    def _refuse(self, refused: Iterable[tuple[str, Exception]]) -> None:
        for id, error in refused:  # noqa: A001 - as callers say
            if self._on_error is None:
                raise error
            self._tally.failed += 1
            self._on_error(id, error)

    def _write_if_due(self, seconds: float) -> None:
        """Write what is ready when it took *seconds* to get, or has waited long enough."""
        waited = time.monotonic() - self._written_at
        if seconds > SLOW_SECONDS or waited > GROUP_SECONDS or self._bytes > _GROUP_BYTES:
            self._write()

    def _write(self) -> None:
        planner = self._planner
        if (planner.ready or planner.changed) and not self._cannot_write:
            try:
                self._rows.write(planner.changed, planner.ready)
            except Exception:
                self._cannot_write = True
                raise
            self._tally.stored += len(planner.ready) + len(planner.changed)
            planner.written()
        self._bytes = 0
        self._written_at = time.monotonic()

    def _report(self) -> None:
        self._tally.known = self._planner.known
        if self._progress is not None and not self._is_ending:
            self._progress(self._tally)
