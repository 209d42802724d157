"""Writes docs/screens.md: what a terminal showed of a few commands, recorded from a real one.

`python -m tests.docs.screens` writes it anew; a test records again and compares.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.world import World
from tests.terminal import CTRL_D, Terminal

SCREENS = Path(__file__).parents[2] / "docs" / "screens.md"
_HEAD = """# What terminals show

Recorded from a terminal of 96 columns, as text; the model is one that knows a few answers by heart.
Colours, bold text and the spinner are not to be seen here.
This file is made by `python -m tests.docs.screens`.
"""


@dataclass(frozen=True)
class Scene:
    """One recording.

    Attributes:
        title: its heading.
        lines: the commands, one after the other.
        typed: what is typed in the last of them: what the screen shows first, and then the keys.

    """

    title: str
    lines: list[str]
    typed: list[tuple[str, str]] = field(default_factory=list)


SCENES = [
    Scene(
        "A prompt",
        ["llm 'Three names for a pelican'", "llm 'What is the capital of France?' -u"],
    ),
    Scene(
        "A chat",
        ["llm chat"],
        [
            ("> ", "Capital of France?\r"),
            ("Paris", ""),
            ("> ", "And of Germany?\r"),
            ("Berlin", ""),
            ("> ", "/usage\r"),
            ("> ", CTRL_D),
        ],
    ),
    Scene("The history", ["llm logs -n 1", "llm logs --short -n 1", "llm logs conversations"]),
    Scene(
        "Tools",
        [
            "llm tools list",
            "llm --functions 'def add(x: int, y: int) -> int: return x + y' 'The sum?' --td",
        ],
    ),
]


def recorded(world: World) -> str:
    """The document, from *world*."""
    world.run("llm models default gpt-5.5")
    sections = [_HEAD]
    for scene in SCENES:
        shown = [
            _shown(world, line, scene.typed * (line == scene.lines[-1])) for line in scene.lines
        ]
        sections.append(f"## {scene.title}\n\n```text\n" + "\n\n".join(shown) + "\n```\n")
    return _lasting("\n".join(sections))


def _shown(world: World, line: str, typed: list[tuple[str, str]]) -> str:
    command = ["bash", "-c", line]
    with Terminal(command, columns=96, rows=30, env=world.real_env(), cwd=world.cwd) as terminal:
        for awaited, keys in typed:
            terminal.wait_for(awaited)
            terminal.type(keys)
            terminal.settle()
        terminal.end()
        return f"$ {line}\n{terminal.screen.text().strip()}"


def _lasting(text: str) -> str:
    """*text* without what differs from day to day: ids and times."""
    text = re.sub(r"\b01[0-9a-z]{24}\b", "01m8277zq2r3j8v5y0c4x6k1wd", text)
    text = re.sub(
        r"\d{4}-\d\d-\d\d([T ])\d\d:\d\d(:\d\d)?(\.\d+)?", r"2026-11-22\g<1>12:00:00", text
    )
    # A listed id is as long as it must be to be told from the others, and so is its column.
    text = re.sub(r"^01[0-9a-z]{4,} +", "01m8277zq2    ", text, flags=re.MULTILINE)
    text = re.sub(r"^id +(?=last used)", "id            ", text, flags=re.MULTILINE)
    text = re.sub(r"\b01[0-9a-z]{4,}(?=\s)", "01m8277zq2", text)
    return re.sub(r"(duration_ms: )\d+", r"\g<1>12", text)


def main() -> None:
    with tempfile.TemporaryDirectory() as directory, World(Path(directory)) as world:
        SCREENS.write_text(recorded(world), encoding="utf-8")


if __name__ == "__main__":
    main()
