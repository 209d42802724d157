"""A plugin that replaces `install` and `uninstall`, and hands the work to another program.

It keeps a list of packages in the user directory, beside those of the plugins that are installed.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json
import subprocess
from importlib.metadata import version

import click

from llm import get_plugins, hookimpl, user_dir


def known():
    path = user_dir() / "compat-packages.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text("[]\n")
    return json.loads(path.read_text())


def keep(packages):
    (user_dir() / "compat-packages.json").write_text(json.dumps(sorted(packages), indent=2))


def put_in_place(packages, *more):
    command = ["compat-installer", "install", "--force", f"llm=={version('llm')}", *more]
    for package in sorted(packages):
        command += ["--with", package]
    subprocess.run(command, check=True)


def installed():
    return {*known(), *(plugin["name"] for plugin in get_plugins())}


@hookimpl
def register_commands(cli):
    @cli.command()
    @click.argument("packages", nargs=-1, required=False)
    @click.option("-U", "--upgrade", is_flag=True, help="Upgrade packages to latest version")
    @click.option("-e", "--editable", help="Install a project in editable mode from this path")
    def install(packages, upgrade, editable):
        more = ["--upgrade"] if upgrade else []
        more += ["--editable", editable] if editable else []
        wanted = installed() | set(packages)
        put_in_place(wanted, *more)
        keep(wanted)

    @cli.command()
    @click.argument("packages", nargs=-1, required=True)
    @click.option("-y", "--yes", is_flag=True, help="Don't ask for confirmation")
    def uninstall(packages, yes):
        """Uninstall packages with another program."""
        if not yes and not click.confirm(f"Uninstall {', '.join(packages)}?"):
            click.echo("Aborted!")
            return
        left = installed() - set(packages)
        put_in_place(left)
        keep(left)
