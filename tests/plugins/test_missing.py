"""What is said of modules that are not there, and of what installs them."""

import pytest

from llm.plugins.missing import package_of


def said_of(site, source, **more):
    """The line on standard error about a plugin with this *source*."""
    site.install("llm-bad", source, **more)
    done = site.run("import llm; llm.load_plugins()")
    said = done.stderr.removeprefix("Plugin llm-bad was skipped: ")
    return said.removesuffix(". See `llm plugins` or `llm uninstall llm-bad`.\n")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import httpx.nowhere", "'httpx', which is not installed: llm install httpx"),
        ("import bs4", "'bs4', which is not installed: llm install beautifulsoup4"),
        (
            "import importlib; importlib.import_module('two_words')",
            "'two_words', which is not installed: llm install two-words",
        ),
        (
            "import click.nowhere",
            "'click.nowhere', which the installed click does not have: llm install -U click",
        ),
    ],
)
def test_the_command_that_installs_it(site, source, said):
    """It names the package that has the module."""
    assert said_of(site, source) == f"it needs the Python module {said}"


def test_what_nothing_installs(site):
    """A part of llm, a module that Python gave up or was built without: no command is said."""
    assert said_of(site, "import llm.nowhere") == (
        "it needs 'llm.nowhere' of llm, which this version does not have"
    )
    done = site.run("""
        from llm.plugins.failures import reason_of
        print(reason_of(ModuleNotFoundError("No", name="imp")))
        print(reason_of(ModuleNotFoundError("No", name="winreg.nowhere")))
        print(reason_of(ModuleNotFoundError("No", name="odd name")))
        """)
    gone, foreign, odd = done.stdout.splitlines()
    assert gone.startswith("it needs the Python module 'imp', which this Python 3.")
    assert foreign.endswith(" does not have")
    assert odd == "it needs the Python module 'odd name', which is not installed"


def test_its_own_module(site):
    """A plugin whose files have gone is not looked for under the name of its module."""
    assert said_of(site, "", points={"bad": "llm_moved_away"}) == (
        "its own module 'llm_moved_away' is not there: it has to be installed again"
    )


@pytest.mark.parametrize(
    ("module", "package"),
    [
        ("httpx", "httpx"),
        ("yaml", "PyYAML"),
        ("PIL.Image", "pillow"),
        ("sentence_transformers.util", "sentence-transformers"),
        ("google.genai.types", "google-genai"),
        ("google.protobuf.message", "protobuf"),
        ("azure.ai_things.more", "azure-ai-things"),
        ("_private", None),
        ("--option", None),
    ],
)
def test_packages(module, package):
    """Where a package is called differently, that is known; an option is no package."""
    assert package_of(module) == package
