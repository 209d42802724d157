"""Writes a history with the release of `llm` that runs it: `write_history.py RELEASE DIR PRINTED`.

DIR is the user directory. It may hold a `logs.db` of an older release, and gets the files that are
attached. PRINTED gets what this release prints of the history. It runs in environments of old
releases only.
"""

import importlib
import json
import os
import sqlite3
import sys
from pathlib import Path

from click.testing import CliRunner

release, directory = sys.argv[1], Path(sys.argv[2]).resolve()
printed = Path(sys.argv[3]).resolve()
NUMBER = tuple(int(part) for part in release.split("."))
PNG = b"\x89PNG\r\n\x1a\n"

import llm.cli  # noqa: E402

runner = CliRunner()


def run(*arguments, stdin=None, status=0):
    """Run the command line of this release; stop where it fails."""
    result = runner.invoke(llm.cli.cli, [str(each) for each in arguments], input=stdin)
    if result.exit_code != status:
        sys.exit(f"llm {arguments}: {result.exit_code} {result.output} {result.exception!r}")
    return result.stdout


def ask(*arguments, **more):
    """Ask the scripted model."""
    return run("prompt", "-m", "scripted", *arguments, **more)


def last_conversation():
    """The id of the conversation that was used last."""
    rows = json.loads(run("logs", "list", "-n", "1", "--json"))
    return rows[0]["conversation_id"]


def write_plain():
    """What every release can write."""
    ask("A question of " + release)
    ask("quiet one")
    ask("Zwölf Boxkämpfer 🥊 <&> \"quoted\" 'it'\nand a second line")
    ask("long one", "-s", "Be brief")
    run("prompt", "-c", "And more?")
    run("prompt", "-c", "And then?", "-o", "temperature", "0.5", "-o", "name", "Zoë")
    first = last_conversation()
    ask("Another conversation", "-s", "Be brief")
    run("prompt", "-c", "-s", "Be brief", "The same instructions again")
    run("prompt", "--cid", first, "Back to the first")
    ask("An instruction only for the first", "-s", "First system")
    run("prompt", "-c", "-s", "Second system", "Changed instructions")
    ask("repeated"), ask("repeated")
    ask("", stdin="from standard input")
    ask("marked: no dollar"), ask("marked with dollars")


def write_attachments():
    """Attachments by path, by URL and from standard input; one file changes, one goes."""
    for name in ("kept", "changed", "gone"):
        (directory / f"{name}.png").write_bytes(PNG + name.encode())
    ask("See this", "-a", "kept.png", "--at", "https://example.com/cat.png", "image/png")
    run("prompt", "-c", "And this", "-a", "changed.png")
    ask("This too", "-a", "gone.png", "-a", "kept.png")
    ask("Read it", "-a", "-", stdin=PNG + b"from standard input")
    run("prompt", "-c", "What was it?")
    ask("", "-a", "kept.png", stdin="")
    run("prompt", "-c", "Only a picture")


def write_fragments():
    """Fragments with and without aliases, in prompts and in instructions."""
    (directory / "poem.txt").write_text("Roses are red.\n" * 6)
    (directory / "rules.txt").write_text("Never rhyme. " * 6)
    (directory / "unused.txt").write_text("Nobody asked about this.")
    run("fragments", "set", "poem", "poem.txt")
    run("fragments", "set", "verse", "poem.txt")
    run("fragments", "set", "unused", "unused.txt")
    ask("Say it again", "-f", "poem", "--sf", "rules.txt")
    run("prompt", "-c", "And once more", "-f", "rules.txt")
    ask("With both", "-f", "poem", "-f", "rules.txt", "-s", "Own words", "--sf", "rules.txt")
    ask("", "-f", "poem.txt")


def write_schemas():
    """Answers that follow a schema."""
    ask("data of a dog", "--schema", "name, age int")
    run("prompt", "-c", "data of another", "--schema", "name, age int")
    ask("data as a list", "--schema-multi", "name, bio: one sentence")


def write_tools():
    """Tool calls, results, toolboxes with arguments, attachments and exceptions in results."""
    use = lambda *calls: "use " + json.dumps(list(calls))  # noqa: E731
    ask(use({"name": "upper", "arguments": {"text": "hello"}}), "-T", "upper")
    run("prompt", "-c", "Thanks")
    ask(use({"name": "broken"}), "-T", "broken", "-T", "upper")
    count = {"name": "Shelf_count", "arguments": {"kind": "books"}}
    ask(use(count, {**count, "arguments": {"kind": "cups"}}), "-T", 'Shelf({"place": "there"})')
    ask(use(count), "-T", "Shelf")
    ask("No call", "-T", "upper", "-T", 'Shelf({"size": 9})')
    ask(
        use({"name": "shout", "arguments": {"word": "hey"}}),
        "--functions",
        "def shout(word: str) -> str:\n    return word + '!'",
    )
    ask(use({"name": "missing"}), "-T", "upper")


def write_pictures():
    """A tool result with attachments."""
    ask('use [{"name": "picture"}]', "-T", "picture")
    run("prompt", "-c", "Nice")


def write_streams():
    """What came with 0.32: reasoning, parts of the provider, metadata, answers that are shown."""
    ask("think about pelicans")
    run("prompt", "-c", "So?")
    ask("search for pelicans")
    run("prompt", "-c", "Sure?")
    ask("resolve yourself")
    ask("wrapped up")
    ask(
        "repeat everything", "-T", "upper", "--schema", "name, bio: " + "what they did in life " * 4
    )


def write_from_python():
    """What only a program does: messages by hand, bytes, forks, threads without a call."""
    import sqlite_utils

    db = sqlite_utils.Database(directory / "logs.db")
    store = importlib.import_module("llm.logs").LogStore(db)
    model = llm.get_model("scripted")
    response = model.prompt(
        messages=[
            llm.system("You are a bird."),
            llm.user("Look", llm.Attachment(type="image/png", content=PNG + b"bytes")),
            llm.assistant("A beak.", provider_metadata={"p": {"phase": "final"}}),
            llm.user("Go on"),
        ]
    )
    response.text()
    response.log_to_db(db)
    history = list(response.prompt.messages)
    again = model.prompt(messages=[*history, *response.messages(), llm.user("Sent again")])
    again.text()
    again.log_to_db(db)
    result = llm.parts.ToolResultPart(
        "look", "Seen", "c-1", attachments=[llm.Attachment(type="image/png", content=PNG + b"seen")]
    )
    called = model.prompt(
        messages=[
            llm.user("Look around"),
            llm.assistant(llm.parts.ToolCallPart("look", {"far": True}, "c-1")),
            llm.tool_message(result),
        ],
        tools=[llm.ServerSideTool({"type": "web", "deep": [1]})],
    )
    called.text()
    called.log_to_db(db)
    shown = llm.assistant("Here", llm.Attachment(type="image/png", content=PNG + b"answer"))
    seen = model.prompt(messages=[llm.user("Draw"), shown, llm.user("Thanks")])
    seen.text()
    seen.log_to_db(db)
    conversation = model.conversation()
    for text in ("One", "Two"):
        conversation.prompt(text).text()
    for each in conversation.responses:
        each.log_to_db(db)
    tip = store.thread_tip(conversation.id)
    parent = db.execute("select parent_hash from messages where hash = ?", [tip]).fetchone()[0]
    fork = store.fork(parent, name="A fork", forked_from=conversation.id)
    store.append(fork, [llm.user("An edit of mine")])
    store.create_thread(name="Nothing said yet")
    # Two writers that continue one conversation: the later one moves the tip.
    for text in ("Branch one", "Branch two"):
        messages = [*store.load_chain(tip), llm.user(text)]
        branch = model.prompt(messages=messages)
        branch.text()
        store.log(branch, thread_id=conversation.id)
    db.close()


def continue_old():
    """Continue a conversation that an older release wrote, and one with tools and attachments."""
    connection = sqlite3.connect(directory / "logs.db")
    rows = connection.execute(
        "select conversation_id from responses group by conversation_id"
        " having count(*) > 1 and min(prompt) not like '%Shelf%' and min(prompt) not like '%shout%'"
        " and max(prompt) not like '%Shelf%' and max(prompt) not like '%shout%' order by min(id)"
    ).fetchall()
    connection.close()
    for (conversation,) in rows:
        run("prompt", "--cid", conversation, "Continued by " + release)
        run("prompt", "--cid", conversation, "And again by " + release)


def add_own_tables():
    """A table, a view, an index and triggers of the user's own, beside the release's."""
    connection = sqlite3.connect(directory / "logs.db")
    connection.executescript(
        """
        create table if not exists ratings (
            id integer primary key, response_id text, stars integer, note blob, more);
        create index if not exists ratings_by_stars on ratings (stars desc) where stars > 1;
        create table if not exists seen (what text primary key, times integer) without rowid;
        create table if not exists counted (id integer primary key autoincrement, name text);
        insert into counted (name) values ('one'), ('two'), ('three');
        delete from counted where name = 'three';
        create view if not exists best as select * from ratings where stars > 3;
        create trigger if not exists ratings_seen after insert on ratings begin
            insert into seen values ('rating', 1)
            on conflict (what) do update set times = times + 1;
        end;
        create virtual table if not exists notes using fts5(title, body);
        insert into notes values ('A note', 'about pelicans');
        insert into ratings (response_id, stars, note, more)
        select id, 1 + abs(random() % 5), x'00ff', 1.5 from responses;
        insert into ratings (response_id, stars, note, more) values
            ('none', null, null, 'é'), ('none', 5, null, null);
        """
    )
    connection.close()


def printed_rows():
    """What this release prints: its rows, and the conversations that it fails to print."""
    result = runner.invoke(llm.cli.cli, ["logs", "list", "-n", "0", "--json"])
    if result.exit_code == 0:
        return json.loads(result.stdout), []
    connection = sqlite3.connect(directory / "logs.db")
    query = "select id from conversations"
    if NUMBER >= (0, 32):
        query += " union select id from threads where tip_message_hash is not null"
    ids = [row[0] for row in connection.execute(query)]
    connection.close()
    rows, failed = [], []
    for conversation in ids:
        arguments = ["logs", "list", "-n", "0", "--json", "--cid", conversation]
        result = runner.invoke(llm.cli.cli, arguments)
        if result.exit_code == 0:
            rows += json.loads(result.stdout)
        else:
            failed.append(conversation)
    return rows, failed


os.chdir(directory)
if (directory / "logs.db").exists() and NUMBER >= (0, 32):
    continue_old()
write_plain()
if NUMBER >= (0, 27):
    write_attachments()
    write_fragments()
    write_schemas()
    write_tools()
    write_pictures()
if NUMBER >= (0, 32):
    write_streams()
    write_from_python()
add_own_tables()
rows, failed = printed_rows()
printed.write_text(json.dumps({"release": release, "rows": rows, "unprintable": failed}))
(directory / "changed.png").write_bytes(PNG + b"something else")
(directory / "gone.png").unlink(missing_ok=True)
