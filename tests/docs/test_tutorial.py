"""docs/tutorial.md: a reader who types line after line gets what it speaks of."""

from __future__ import annotations

from tests.docs.test_readme import PROJECT, blocks
from tests.docs.world import World

TEXT = (PROJECT / "docs" / "tutorial.md").read_text()
LINES = [line for block in blocks("sh", TEXT) for line in block.splitlines()]
# What is typed where a line asks for something, and what an answer has to hold.
TYPED = {"llm keys set openai": "sk-something\n", "llm chat": "Capital of France?\nexit\n"}
SAID = {
    "llm 'What is the capital of France?'": "Paris",
    "llm models": "gpt-5.5",
    "cat notes.txt | llm 'Summarise this' | wc -w": "1",
    "llm chat": "Paris",
    "llm logs -n 1": "Two more",
    "llm logs tree": "Two more",
    "llm logs -q pelican": "pelican",
    "llm fragments set todo notes.txt": "",
    "echo 'Buy bread. Call Ada about the trip to France.' > notes.txt": "",
    "llm -s 'You explain things to $whom in one sentence' --save explain": "",
    "llm templates": "explain",
    "llm aliases set small smollm2": "",
    "llm --schema 'name, age int' 'Invent a dog'": '{"name": "Nova", "age": 3}',
    "llm --json 'What is the capital of France?'": '"response": "Paris',
    "llm -m gpt-5.5 --also smollm2 'What is the capital of Hungary?'": "Budapest",
    "llm embed-multi mine --files . '*.txt' --store": "",
    "llm similar mine -c 'What do I have to buy?' -p": "Buy bread",
    "llm completion bash": "complete",
}


def test_every_line_runs(tmp_path):
    """One after the other, as one session; none fails, and each says something."""
    assert not {*TYPED, *SAID} - {*LINES}
    with World(tmp_path) as world:
        (world.cwd / "notes.txt").unlink()
        for line in LINES:
            done = world.run(line, stdin=TYPED.get(line, ""))
            assert (done.status, "Traceback" in done.stderr) == (0, False), (line, done)
            assert SAID.get(line, "") in done.stdout, (line, done)
            if line not in SAID and "keys set" not in line and "models default" not in line:
                assert done.stdout.strip(), (line, done)
