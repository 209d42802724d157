"""`llm logs tree`, `conversations`, `rename` and `tag`: conversations, and what they are called."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from llm.cli import params
from llm.cli.output.counts import counted
from llm.errors import InvalidInput, NotInHistory
from llm.store.opening import open_store

if TYPE_CHECKING:
    from llm.store.records import ConversationRecord

_TITLE = 48


@click.command("tree")
@click.argument("name", metavar="[ID]", required=False)
@params.existing_database
def tree(name: str | None, database: str | None) -> None:
    """Draw the branches of a conversation.

    Of the one that was used last, or of the one that ID is: a conversation or one of its calls, or
    the beginning of its id. A line is a call: its id, its model, how it went, and what was asked.
    To go on after one of them: llm --from ID 'and then?'

    Examples:

        llm logs tree

        llm logs tree 01m8277zq2
    """
    from llm.cli.output.tree import drawn

    with closing(open_store(database, must_exist=True)) as store:
        last = store.last_conversation() if name is None else None
        chosen = _conversation(store, name) if name is not None else last.id if last else None
        if chosen is None:
            raise NotInHistory("There is no conversation yet")
        conversation = store.conversation(chosen)
        branches = store.branches(chosen)
        shown = [chosen, *(branch.call.id for branch in branches)]
        short = store.short_ids([*shown, *(fork for each in branches for fork in each.forks)])
    click.echo(f"{short[chosen]}  {_title(conversation)}  ({counted(conversation.calls, 'call')})")
    if conversation.forked_from:
        click.echo(f"forked from {conversation.forked_from}")
    for line in drawn(branches, short, shutil.get_terminal_size((100, 24)).columns):
        click.echo(line)


@click.command("conversations")
@click.option("-n", "--count", type=int, default=20, help="How many, default 20; 0 for all")
@click.option("-q", "--query", help="Only those with this in their title")
@click.option("--tag", help="Only those with this tag")
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
@params.existing_database
def conversations(
    count: int, query: str | None, tag: str | None, json_: bool, database: str | None
) -> None:
    """List conversations with their titles, the one that was used last first.

    Examples:

        llm logs conversations

        llm logs conversations -q pelican --json
    """
    with closing(open_store(database, must_exist=True)) as store:
        found = store.conversations(limit=count if count > 0 else None, tag=tag, query=query)
        short = store.short_ids(each.id for each in found)
    if json_:
        click.echo(json.dumps([_record(each) for each in found], indent=2, ensure_ascii=False))
        return
    from llm.cli.output.tables import dicts_to_table_string

    headings = ["id", "last used", "calls", "model", "title", "tags"]
    for line in dicts_to_table_string(headings, [_row(each, short) for each in found]):
        click.echo(line.rstrip())


@click.command("rename")
@click.argument("name", metavar="ID")
@click.argument("title", nargs=-1, required=True)
@params.existing_database
def rename(name: str, title: Sequence[str], database: str | None) -> None:
    """Give a conversation a title.

    ID is that of the conversation or of one of its calls, or the beginning of it.

    Examples:

        llm logs rename 01m8277zq2 Pelicans and their names

        llm logs conversations
    """
    given = " ".join(" ".join(title).split())
    if not given:
        raise InvalidInput("A title needs at least one character")
    with closing(open_store(database, must_exist=True)) as store:
        store.rename(_conversation(store, name), given)


@click.command("tag")
@click.argument("name", metavar="ID")
@click.argument("tags", metavar="TAG...", nargs=-1)
@click.option("--remove", is_flag=True, help="Take these tags away")
@params.existing_database
def tag(name: str, tags: Sequence[str], remove: bool, database: str | None) -> None:
    """Give tags to a conversation, and show those it has.

    ID is that of the conversation or of one of its calls, or the beginning of it. Without a TAG
    nothing changes.

    Examples:

        llm logs tag 01m8277zq2 work recipes

        llm logs list --tag work
    """
    given = [each.strip() for each in tags]
    if not all(given):
        raise InvalidInput("A tag needs at least one character")
    with closing(open_store(database, must_exist=True)) as store:
        conversation = _conversation(store, name)
        if given:
            has = store.tag(conversation, *(((), given) if remove else (given, ())))
        else:
            has = store.conversation(conversation).tags
    for each in has:
        click.echo(each)


def _conversation(store: Any, name: str) -> str:
    from llm.resolving.selections import conversation_named

    found = conversation_named(name, store)
    if found is None:
        raise NotInHistory(f"'{name}' is in no conversation")
    return found


def _title(conversation: ConversationRecord) -> str:
    return conversation.name or "(no title)"


def _row(conversation: ConversationRecord, short: dict[str, str]) -> dict[str, str]:
    from llm.text import truncate_string

    used = conversation.used
    return {
        "id": short[conversation.id],
        "last used": f"{used.astimezone():%Y-%m-%d %H:%M}" if used else "",
        "calls": f"{conversation.calls:,}",
        "model": conversation.model or "",
        "title": truncate_string(_title(conversation), _TITLE, normalize_whitespace=True),
        "tags": ", ".join(conversation.tags),
    }


def _record(conversation: ConversationRecord) -> dict[str, Any]:
    record = asdict(conversation)
    times: Iterable[str] = ("started", "used")
    for name in times:
        record[name] = record[name].isoformat() if record[name] else None
    return record
