"""One run of `llm embed-multi`, as a person sees it: a bar, what failed, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.cli.errors import ModelCallFailed, in_one_line
from llm.cli.output.counts import counted, joined
from llm.cli.output.names import shown
from llm.cli.showing.progress import progress_bar
from llm.cli.terminal import remark
from llm.embeddings.reading import Items, Shape, Skipped, Source
from llm.embeddings.storing import Tally
from llm.errors import InvalidInput, LLMError

if TYPE_CHECKING:
    from llm.embeddings import Collection

LISTED = 10
"""So many rows that cannot be embedded are listed."""


class EmbeddingRun:
    """Embeds what *source* gives, once.

    Args:
        source: gives records.
        shape: what is made of them.
        fail_fast: let the first row that cannot be embedded end it.

    """

    def __init__(self, source: Source, shape: Shape, *, fail_fast: bool = False) -> None:
        self._items = Items(source, shape, self._refused)
        self._fails_fast = fail_fast
        self._tally = Tally()
        self._skipped = _Listed()
        self._failed = _Listed()

    def embed(self, collection: Collection, **how: Any) -> None:
        """Fill *collection*; *how* is for its `embed_multi_with_metadata`.

        Raises InvalidInput at the end when rows failed, and what ended the run before that.
        """
        try:
            with progress_bar("Embedding", timed=True) as show:

                def report(tally: Tally) -> None:
                    self._tally = tally
                    expected = self._items.expected()
                    show(tally.done, 0 if expected is None else max(expected, tally.done))

                collection.embed_multi_with_metadata(
                    self._items,
                    progress=report,
                    on_error=None if self._fails_fast else self._not_embedded,
                    **how,
                )
        except KeyboardInterrupt:
            remark("")  # the terminal has shown ^C
            self._say_what_is_stored()
            raise
        except Exception as error:
            self._list()
            self._say_what_is_stored()
            if isinstance(error, (LLMError, OSError)):
                raise
            raise ModelCallFailed(error) from error
        self._list()
        self._sum_up()

    def _refused(self, place: str, error: LLMError) -> None:
        """Note a row that is none."""
        if isinstance(error, Skipped):
            self._skipped.add(place, str(error))
        elif self._fails_fast:
            raise InvalidInput(f"{place} {error}")
        else:
            self._failed.add(place, str(error))

    def _not_embedded(self, name: str, error: Exception) -> None:
        """Note an item that the model, or the collection, does not take."""
        said = in_one_line(error if isinstance(error, LLMError) else ModelCallFailed(error))
        self._failed.add(f"{shown(name)}:", said)

    def _list(self) -> None:
        for listed, what in ((self._skipped, "skipped"), (self._failed, "not embedded")):
            for line in listed.lines:
                remark(line)
            if more := listed.count - len(listed.lines):
                remark(f"… and {more:,} more {what}")

    def _say_what_is_stored(self) -> None:
        if done := self._tally.stored + self._tally.known:
            remark(
                f"{counted(done, 'item')} {'is' if done == 1 else 'are'} stored; the same command"
                " goes on from there"
            )

    def _sum_up(self) -> None:
        tally, failed, skipped = self._tally, self._failed.count, self._skipped.count
        if not self._items.read:
            remark("There was nothing to embed")
        if not (tally.known or failed or skipped):
            return
        parts = [f"{tally.stored:,} stored"]
        parts += [f"{tally.known:,} unchanged"] if tally.known else []
        parts += [f"{skipped:,} skipped"] if skipped else []
        parts += [f"{failed:,} failed"] if failed else []
        if failed:
            raise InvalidInput(f"{counted(failed, 'row')} could not be embedded: {joined(*parts)}")
        remark(joined(*parts))


class _Listed:
    """Rows with what is wrong with them: all are counted, and the first are told."""

    def __init__(self) -> None:
        self.count = 0
        self.lines: list[str] = []

    def add(self, place: str, said: str) -> None:
        self.count += 1
        if len(self.lines) < LISTED:
            self.lines.append(shown(f"{place} {said}"))
