"""Options that choose calls of the history: the same, in the same words, wherever calls are chosen.

Their values go by the names that `resolving/selections.py:Wanted` has for them.
"""

from __future__ import annotations

import click

from llm.cli.params import Decorator, together
from llm.cli.times import when


def choosing_calls(*until: str) -> Decorator:
    """The options; *until* are names under which `--until` is known besides."""
    return together(
        click.option("-m", "--model", help="Only calls of this model, by its id or an alias"),
        click.option("-q", "--query", help="Only calls that say this: any text"),
        click.option("--fts", is_flag=True, help="-q is in full-text syntax: AND, OR, NOT, word*"),
        click.option(
            "places",
            "--in",
            metavar="PLACE",
            multiple=True,
            help="Where -q looks: prompt, response, reasoning, tools, instructions or fragments",
        ),
        click.option("--since", callback=when, help="Only from then on: a date, 3d, yesterday"),
        click.option("until", "--until", *until, callback=when, help="Only before then"),
        click.option("--tag", help="Only conversations with this tag"),
        click.option("--client", metavar="NAME", help="Only what this client of llm serve asked"),
        click.option("--errors", is_flag=True, help="Only calls that failed or were interrupted"),
        click.option(
            "--has",
            metavar="KIND",
            multiple=True,
            help="Only with reasoning, tool_call, tool_result, attachment, schema, fragment or"
            " error",
        ),
    )
