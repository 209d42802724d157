"""`llm recall`: what was said before, by what it means and by its words."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from llm.cli import embedding, params
from llm.cli.output.counts import counted
from llm.cli.terminal import remark, write_answer
from llm.errors import ModelUnavailable
from llm.store.opening import open_store

if TYPE_CHECKING:
    from llm.embeddings.recall import Answer, Recalled
    from llm.embeddings.recall.finding import Question
    from llm.models.embedding import EmbeddingModel
    from llm.store.sqlite.backend import SQLiteStore

_LINES = 2
_WIDEST = 100


@click.command("recall")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "count", "-n", "--count", type=click.IntRange(min=1), default=10, help="How many, default 10"
)
@embedding.model
@params.key
@click.option(
    "conversations", "-c", "--conversations", is_flag=True, help="One text of each conversation"
)
@click.option(
    "words_only", "--words-only", is_flag=True, help="Look for the words only; nothing is embedded"
)
@click.option("json_output", "--json", is_flag=True, help="Output as JSON")
@params.existing_database
def command(
    words: Sequence[str],
    count: int,
    model_id: str | None,
    key: str | None,
    conversations: bool,
    words_only: bool,
    json_output: bool,
    database: str | None,
) -> None:
    """Find what was said before, by what it means and by its words.

    What you typed and what models answered is found, in whatever words; best is what also says
    WORDS. Each text of the history is embedded once, at first all of them: Ctrl-C ends that, and
    the next time goes on. A model that runs elsewhere is sent these texts.

    Examples:

        llm recall 'that soup with onions'

        llm recall -n 3 --words-only gearbox
    """
    from llm.embeddings.recall.finding import Question

    text = " ".join(words).strip()
    if not text:
        raise click.UsageError("Say what to look for")
    question = Question(text, count, conversations)
    with closing(open_store(database, must_exist=True)) as store:
        model = None if words_only else _model(model_id)
        answer = _answer(store, question, model, key)
        short = store.short_ids(each.said.conversation for each in answer.found)
    if refused := answer.caught_up.refused:
        remark(
            f"{counted(refused, 'text')} cannot be found by meaning: the model did not take them"
        )
    if json_output:
        _print_json(answer.found)
        return
    if not answer.found:
        remark(embedding.NOTHING_FOUND)
    for index, each in enumerate(answer.found):
        write_answer(
            "\n" * bool(index) + "".join(f"{line}\n" for line in _lines(each, text, short))
        )


def _model(name: str | None) -> EmbeddingModel | None:
    """The model called *name*, or the default one; None, which is told, where there is none."""
    from llm.embeddings.choosing import chosen_model

    try:
        return chosen_model(name)
    except ModelUnavailable as error:
        remark(f"Only words are looked for. {error}")
    return None


def _answer(
    store: SQLiteStore, question: Question, model: EmbeddingModel | None, key: str | None
) -> Answer:
    """What is found, with a bar while the history is embedded."""
    from llm.cli.showing.progress import progress_bar
    from llm.embeddings.recall import recall

    done = total = 0
    with progress_bar("Embedding the history", timed=True) as show:

        def report(so_far: int, of: int) -> None:
            nonlocal done, total
            done, total = so_far, of
            show(so_far, of)

        try:
            return recall(store, question, model, key=key, report=report)
        except KeyboardInterrupt:
            if done < total:
                remark(
                    f"\n{done:,} of {counted(total, 'text')} are embedded; the next time goes on"
                )
            raise


def _lines(found: Recalled, question: str, short: dict[str, str]) -> Iterator[str]:
    """A line that says where, and one or two of the text, with the words marked."""
    from llm.cli.output.highlight import highlighter
    from llm.cli.output.names import shown
    from llm.embeddings.recall.excerpts import excerpt
    from llm.store.records import Query

    said = found.said
    when = f"{said.when.astimezone():%Y-%m-%d %H:%M}" if said.when else "(no date)"
    yield f"{when}  {short[said.conversation]}  {shown(said.title or '(no title)')}"
    speaker = "you" if said.by == "user" else shown(said.model)
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST) - 2
    part = excerpt(shown(found.text), question, max(_LINES * width - len(speaker) - 12, width))
    mark = highlighter(Query(question)) or str
    for line in textwrap.wrap(f"{speaker}: {part}", width, break_on_hyphens=False):
        yield f"  {mark(line)}"


def _print_json(found: Sequence[Recalled]) -> None:
    from llm.cli.output.json_output import output_rows_as_json

    for line in output_rows_as_json(map(_row, found)):
        write_answer(f"{line}\n")


def _row(found: Recalled) -> dict[str, Any]:
    said = found.said
    return {
        "id": said.call,
        "conversation_id": said.conversation,
        "conversation_name": said.title,
        "model": said.model,
        "datetime_utc": said.when.isoformat() if said.when else None,
        "role": said.by,
        "text": found.text,
        "score": found.score,
    }
