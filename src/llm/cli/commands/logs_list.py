"""`llm logs list`: what was asked and answered, selected and printed in several formats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from llm.cli import params
from llm.cli.choosing import choosing_calls
from llm.cli.terminal import remark, write_answer
from llm.errors import LLMError
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from llm.cli.output.turn import Turn
    from llm.resolving.selections import Wanted
    from llm.store.records import CallRecord, ConversationRecord, Selection
    from llm.store.sqlite.backend import SQLiteStore

_DEFAULT_COUNT = 3
_HELP = """Show logged prompts and their responses.

    The three newest, the oldest of them first; all of a conversation, when one is chosen. Of a
    search, the best first.

    Examples:

        llm logs -q 'pelican'

        llm logs -c

        llm logs --since yesterday --errors --short
    """


@dataclass(eq=False, repr=False)  # which takes a third of the time to make
class Listing:
    """What was given on the command line; the names are those of the parameters."""

    count: int | None
    database: str | None
    model: str | None
    query: str | None
    fts: bool
    places: tuple[str, ...]
    latest: bool
    fragments: tuple[str, ...]
    tools: tuple[str, ...]
    any_tools: bool
    schema_input: str | None
    schema_multi: str | None
    since: dt.datetime | None
    until: dt.datetime | None
    tag: str | None
    client: str | None
    errors: bool
    has: tuple[str, ...]
    current_conversation: bool
    conversation_id: str | None
    id_gt: str | None
    id_gte: str | None
    data: bool
    data_array: bool
    data_key: str | None
    data_ids: bool
    truncate: bool
    short: bool
    usage: bool
    response: bool
    extract: bool
    extract_last: bool
    json_output: bool
    expand: bool

    @property
    def wants_data(self) -> bool:
        """Whether answers are printed as data."""
        return self.data or self.data_array or self.data_ids or self.data_key is not None

    @property
    def extracts(self) -> bool:
        """Whether a block of code is looked for."""
        return self.extract or self.extract_last

    @property
    def only_last(self) -> bool:
        """Whether nothing but the last answer is printed."""
        return self.response and not (self.wants_data or self.extracts or self.json_output)

    @property
    def one_conversation(self) -> bool:
        """Whether a single conversation is chosen."""
        return self.current_conversation or self.response or self.conversation_id is not None

    @property
    def limit(self) -> int | None:
        """How many calls to read at most; None for all."""
        if self.only_last and self.query is None:
            return 1
        count = self.count
        if count is None:
            count = 0 if self.one_conversation else _DEFAULT_COUNT
        return count if count > 0 else None

    def wanted(self) -> Wanted:
        """The conditions on calls. Raises BadParameter for a schema that is none."""
        from llm.resolving.selections import Wanted

        return Wanted(
            model=self.model,
            query=self.query,
            fts=self.fts,
            places=self.places,
            latest=self.latest,
            fragments=self.fragments,
            tools=self.tools,
            any_tool=self.any_tools,
            schema=self._schema(),
            conversation=self.conversation_id,
            current=self.current_conversation or self.response,
            after=self.id_gt,
            from_id=self.id_gte,
            since=self.since,
            until=self.until,
            tag=self.tag,
            client=self.client,
            errors=self.errors,
            has=self.has,
        )

    def _schema(self) -> dict[str, Any] | None:
        written = self.schema_multi or self.schema_input
        if not written:
            return None
        from llm.resolving.schemas import resolve_schema

        multi = bool(self.schema_multi)
        try:
            return resolve_schema(written, multi=multi, database=self.database)
        except LLMError as error:
            option = "--schema-multi" if multi else "--schema"
            raise click.BadParameter(str(error), param_hint=f"'{option}'") from error


@click.command("list", help=_HELP)
@click.option(
    "-n",
    "--count",
    type=int,
    help="Number of entries to show; default 3, or all of a conversation; 0 for all",
)
@params.existing_database
@click.option("database", "-p", "--path", type=click.Path(exists=True), hidden=True)
@choosing_calls()
@click.option("-l", "--latest", is_flag=True, help="With -q: newest first, instead of best first")
@click.option(
    "fragments", "-f", "--fragment", multiple=True, help="Only prompts with these fragments"
)
@click.option(
    "tools", "-T", "--tool", multiple=True, help="Only prompts with results from these tools"
)
@click.option("any_tools", "--tools", is_flag=True, help="Only prompts with results from any tool")
@click.option("schema_input", "--schema", help="Only answers of this schema: see llm prompt --help")
@click.option("schema_multi", "--schema-multi", help="The same, for a list of such items")
@click.option(
    "current_conversation", "-c", "--current", is_flag=True, help="Only the current conversation"
)
@click.option(
    "conversation_id", "--cid", "--conversation", help="Only this conversation; its id may be cut"
)
@click.option("--id-gt", help="Only ids greater than this")
@click.option("--id-gte", help="Only ids greater than this, and this")
@click.option("--data", is_flag=True, help="Output answers that are JSON, one a line, newest first")
@click.option("--data-array", is_flag=True, help="Output answers that are JSON as an array")
@click.option("--data-key", metavar="KEY", help="Output the objects in the list that is under KEY")
@click.option("--data-ids", is_flag=True, help="Add the ids of response and conversation to data")
@click.option("-t", "--truncate", is_flag=True, help="Cut prompts and answers to 100 characters")
@click.option("-s", "--short", is_flag=True, help="Output a few lines of YAML for each")
@click.option("-u", "--usage", is_flag=True, help="Add tokens, time and cost")
@click.option(
    "-r", "--response", is_flag=True, help="Output the last answer of the current conversation"
)
@click.option("-x", "--extract", is_flag=True, help="Output the first fenced code block")
@click.option("--xl", "--extract-last", "extract_last", is_flag=True, help="Output the last one")
@click.option("json_output", "--json", is_flag=True, help="Output as JSON")
@click.option("-e", "--expand", is_flag=True, help="Show the text of fragments")
def command(**given: Any) -> None:
    """Parse, and hand over."""
    listing = Listing(**given)
    if listing.short and (listing.json_output or listing.response):
        other = "--json" if listing.json_output else "--response"
        raise click.ClickException(f"Cannot use --short and {other} together")
    wanted = listing.wanted()
    from llm.resolving.selections import selection_of
    from llm.store.opening import open_store

    store = open_store(listing.database, must_exist=True)
    try:
        selection = selection_of(wanted, store, listing.database)
        _print(listing, selection, store)
        if wanted.current and selection is not None and selection.conversation is not None:
            _remark_on_fork(store.conversation(selection.conversation))
    finally:
        store.close()


def _remark_on_fork(conversation: ConversationRecord) -> None:
    """Say why nothing was shown of the current *conversation*, where it is but a fork."""
    if conversation.forked_from and not conversation.calls:
        origin = f"was forked from {conversation.forked_from}"
        remark(f"The conversation {conversation.id} {origin}, and has no call of its own yet")


def _print(listing: Listing, selection: Selection | None, store: SQLiteStore) -> None:
    """Print the calls that are meant, as it is wished."""
    lines = listing.wants_data and not listing.data_array
    records: Iterable[CallRecord] = ()
    if selection is not None:
        records = store.calls(selection, limit=listing.limit, newest_first=lines)
    if listing.wants_data:
        _print_data(listing, records)
        return
    if listing.extracts:
        records = list(records)
        if _print_code(records, last=listing.extract_last):
            return
    if listing.json_output:
        from llm.cli.output.json_output import output_rows_as_json
        from llm.cli.output.json_rows import json_rows

        rows = json_rows(records, store, expand=listing.expand, truncate=listing.truncate)
        _print_lines(output_rows_as_json(rows))
    elif listing.only_last:
        for turn in list(_turns(listing, records))[-1:]:
            write_answer(f"{turn.response}\n")
    elif listing.short:
        from llm.cli.output.short import short

        for turn in _turns(listing, records):
            write_answer(short(turn, usage=listing.usage))
    else:
        _print_markdown(listing, selection, records)


def _turns(listing: Listing, records: Iterable[CallRecord]) -> Iterator[Turn]:
    from llm.cli.output.turn import turn_of

    for record in records:
        turn = turn_of(record)
        yield turn.truncated() if listing.truncate else turn


def _print_data(listing: Listing, records: Iterable[CallRecord]) -> None:
    from llm.cli.output.data import data_of
    from llm.cli.output.json_output import output_rows_as_json
    from llm.cli.output.turn import turn_of

    items = data_of(map(turn_of, records), key=listing.data_key, ids=listing.data_ids)
    array = listing.data_array
    _print_lines(output_rows_as_json(items, nl=not array, compact=array))


def _print_code(records: Iterable[CallRecord], *, last: bool) -> bool:
    """Print the first, or the *last*, block of code of the first answer that has one, if any."""
    from llm.cli.output.turn import turn_of
    from llm.text import extract_fenced_code_block

    for record in records:
        block = extract_fenced_code_block(turn_of(record).response, last=last)
        if block is not None:
            write_answer(f"{block}\n")
            return True
    return False


def _print_markdown(
    listing: Listing, selection: Selection | None, records: Iterable[CallRecord]
) -> None:
    from llm.cli.output.highlight import highlighter
    from llm.cli.output.markdown import MarkdownListing, MarkdownSettings, as_it_is

    markdown = MarkdownListing(
        MarkdownSettings(
            one_conversation=listing.one_conversation,
            usage=listing.usage,
            expand=listing.expand,
            without_json=listing.truncate,
            mark=highlighter(selection.query if selection else None) or as_it_is,
        )
    )
    for turn in _turns(listing, records):
        write_answer(markdown.entry(turn))


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        write_answer(f"{line}\n")
