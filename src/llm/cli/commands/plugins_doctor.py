"""`llm plugins doctor`: each plugin is loaded anew, and what is wrong with it said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from llm.cli import completing
from llm.cli.output.counts import counted
from llm.cli.output.names import shown
from llm.cli.showing.progress import progress_bar
from llm.cli.terminal import remark

if TYPE_CHECKING:
    from llm.plugins.examining import Examined


@click.command("doctor")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completing.plugins)
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...]) -> None:
    """Look for what is wrong with plugins.

    With NAME, only with those of these packages. Each is loaded anew, in a process of its own: does
    that work, and in what time, what does it offer, what else does it change, and is what it needs
    there? What is wrong has an exclamation mark; then the exit status is 1.

    Examples:

        llm plugins doctor

        llm plugins doctor llm-echo
    """
    from llm.plugins.examining import examine

    with progress_bar("Loading plugins") as progress:
        found = examine(names, progress)
    for line in found.damaged:
        click.echo(f"! {shown(line)}")
    for each in found.plugins:
        for line in _lines(each):
            click.echo(shown(line))
    wrong = len(found.damaged) + sum(1 for each in found.plugins if each.problems)
    if wrong:
        remark(f"{counted(wrong, 'plugin')} of {len(found.plugins) + len(found.damaged)} not well")
        ctx.exit(1)
    remark(f"{counted(len(found.plugins), 'plugin')}, and nothing is wrong")


def _lines(examined: Examined) -> Iterator[str]:
    """What is said of a plugin: a line of its own, and more below it."""
    from llm.plugins.inventory import in_words, offers_of

    one, entry = examined.candidate, examined.entry
    called = f"{one.distribution} {one.version or ''}".rstrip()
    if entry is None:
        yield f"{called}: {', '.join(examined.remarks)}"
        return
    took = f", {entry.milliseconds:,.0f} ms" if entry.milliseconds else ""
    yield f"{called}: {entry.state}{took}"
    if entry.hooks:
        yield f"  hooks: {', '.join(entry.hooks)}"
    if offers := in_words(offers_of(entry), most=5):
        yield f"  offers: {offers}"
    for line in examined.remarks:
        yield f"  {line}"
    for line in examined.problems:
        yield f"! {line}"
