"""`llm install` and `llm uninstall`: plugins, in the environment that llm runs in."""

from __future__ import annotations

from collections.abc import Sequence

import click

from llm.cli import completing
from llm.cli.output.names import shown
from llm.cli.terminal import remark


@click.command("install")
@click.argument("packages", nargs=-1)
@click.option("-U", "--upgrade", is_flag=True, help="Take the latest versions of the packages")
@click.option(
    "-e",
    "--editable",
    metavar="PATH",
    multiple=True,
    shell_complete=completing.files,
    help="Install the project in this directory so that changes of it take effect; repeatable",
)
@click.option(
    "--force-reinstall", is_flag=True, help="Install the packages even if they are there already"
)
@click.option("--no-cache-dir", is_flag=True, help="Fetch the packages anew")
@click.option("--pre", is_flag=True, help="Versions that are not finished will do")
@click.option("-q", "--quiet", is_flag=True, help="Say what was installed, and not how")
def install_command(
    packages: Sequence[str],
    upgrade: bool,
    editable: Sequence[str],
    force_reinstall: bool,
    no_cache_dir: bool,
    pre: bool,
    quiet: bool,
) -> None:
    """Install plugins, and other packages, where llm finds them.

    pip does it, or uv where that made the environment. llm itself stays as it is. Where there is a
    list of plugins (llm plugins freeze), it is kept up to date.

    Examples:

        llm install llm-echo

        llm install -U llm-echo

        llm install -e ./my-plugin
    """
    from llm.cli.newcomers import introductions, versions
    from llm.plugins.install_commands import Wanted, name_of
    from llm.plugins.installed import without_plugin
    from llm.plugins.installing import install
    from llm.plugins.tool_environments import how_to_keep

    if not packages and not editable:
        raise click.UsageError("Name a package to install, or a directory with -e.")
    before = versions()
    install(Wanted(packages, editable, upgrade, force_reinstall, no_cache_dir, pre, quiet))
    for line in introductions(before):
        click.echo(shown(line))
    for line in without_plugin(editable):
        click.echo(shown(line))
    keep_list(also=[name for each in packages if (name := name_of(each))])
    kept = [*packages, *editable]
    if note := how_to_keep(kept):
        remark(shown(note))


@click.command("uninstall")
@click.argument("packages", nargs=-1, required=True, shell_complete=completing.plugins)
@click.option("-y", "--yes", is_flag=True, help="Do not ask")
def uninstall_command(packages: Sequence[str], yes: bool) -> None:
    """Uninstall plugins, and other packages, from where llm runs.

    Examples:

        llm uninstall llm-echo

        llm uninstall -y llm-echo
    """
    from llm.plugins.installing import check_removable, uninstall

    check_removable(packages)
    if not yes:
        click.confirm(f"Uninstall {', '.join(packages)}?", abort=True, err=True)
    uninstall(packages)
    keep_list(forget=packages)


def keep_list(also: Sequence[str] = (), forget: Sequence[str] = ()) -> None:
    """Keep the user's list of plugins up to date, if there is one; what goes wrong is only said.

    *also* are names of packages to be in it, plugins or not; *forget* of those not to be.
    """
    from llm.plugins.freezing import keep_up

    if said := keep_up(also, forget):
        remark(shown(f"The list of plugins was not kept up to date: {said}"))
