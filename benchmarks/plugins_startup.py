"""How long commands and completions take with twenty real plugins, against Python and 0.36."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.environments import Environment, with_plugins
from benchmarks.measuring import ratio, spread, verdict, wall_times

# What is written to the history comes first: `logs` shows it.
PROMPT = ["-m", "echo", "hi"]
COMMANDS = [["--version"], ["--help"], ["logs"], ["keys"], ["aliases"]]
COMPLETIONS = ["llm ", "llm -m ", "llm logs -", "llm keys get "]
AT_MOST = 7.0
PROMPT_AT_MOST = 1 / 4
COMPLETION_MS = 50.0
_BARE = "python -c pass"


def main(rounds: int) -> None:
    """Print the times, and their ratios to those of a bare interpreter and of 0.36."""
    ours, old = with_plugins()
    with tempfile.TemporaryDirectory() as directory:
        measured = {
            ours.name: _times(ours, Path(directory, ours.name), rounds, COMMANDS, COMPLETIONS),
            old.name: _times(old, Path(directory, old.name), rounds),
        }
    for name, times in measured.items():
        for what, taken in times.items():
            print(f"{name:18} {what:28} {spread(taken, 'ms', 1000)}")
    times, bare = measured[ours.name], measured[ours.name][_BARE]
    for command in COMMANDS:
        what = _named(command)
        said = verdict(ratio(times[what], bare), at_most=AT_MOST)
        print(f"{what:28} ratio to {_BARE} {said}")
    what = _named(PROMPT)
    compared = ratio(times[what], measured[old.name][what])
    print(f"{what:28} ratio to 0.36 {verdict(compared, at_most=PROMPT_AT_MOST)}")
    for line in COMPLETIONS:
        taken = [1000 * (mine - least) for mine, least in zip(times[line], bare, strict=True)]
        kept = verdict(sorted(taken)[len(taken) // 2], at_most=COMPLETION_MS)
        print(f"{line + '<tab>':28} ms beyond {_BARE} {kept}")


def _times(
    environment: Environment,
    user: Path,
    rounds: int,
    more: Sequence[Sequence[str]] = (),
    completions: Sequence[str] = (),
) -> dict[str, list[float]]:
    commands: dict[str, Sequence[str]] = {_BARE: [environment.python, "-c", "pass"]}
    for command in [PROMPT, *more]:
        commands[_named(command)] = [environment.llm, *command]
    commands = {name: _with({}, user, each) for name, each in commands.items()}
    for line in completions:
        typed = {
            "_LLM_COMPLETE": "bash_complete",
            "COMP_LINE": line,
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split(" ")) - 1),
        }
        commands[line] = _with(typed, user, [environment.llm])
    return wall_times(commands, rounds)


def _with(variables: Mapping[str, str], user: Path, command: Sequence[str]) -> list[str]:
    """*command* with *variables*, and a user directory and a cache of its own."""
    own = {"LLM_USER_PATH": str(user), "LLM_CACHE_PATH": str(user / "cache"), **variables}
    return ["env", *(f"{name}={value}" for name, value in own.items()), *command]


def _named(command: Sequence[str]) -> str:
    return f"llm {' '.join(command)}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    main(parser.parse_args().rounds)
