"""Exceptions -> a message on standard error and an exit status. Nobody else does this.

    0    done
    1    the call or the input failed; `Error: …`
    2    the command line was wrong; click says how
    130  interrupted by Ctrl-C

`LLM_RAISE_ERRORS=1` lets exceptions through, with their tracebacks. A reader that closes standard
output early (`llm … | head -1`) has what it wanted: status 0, and no message.
"""

from __future__ import annotations

import atexit
import functools
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TextIO, TypeVar

import click

from llm.errors import InvalidOptions, LLMError
from llm.notices import raises_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INTERRUPTED = 130

# Mistakes of a programmer, whose messages say little without the class: KeyError's is the key.
_MISTAKES = (AssertionError, AttributeError, LookupError, NameError, TypeError)

P = ParamSpec("P")
R = TypeVar("R")


class ModelCallFailed(Exception):  # noqa: N818 - reads as what happened
    """The model raised *error* while it was asked; any exception of it is news, none is our bug.

    Attributes:
        error: what it raised.
        nothing_arrived: it did so before it gave anything of an answer.

    """

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error
        self.nothing_arrived = False


def as_click_exception(error: Exception) -> click.ClickException:
    """What click shows for *error*; its `__context__` is the exception that says most.

    Plugins invoke our commands and look there: for options that a model does not take it is
    pydantic's `ValidationError`, else the exception that was raised. It stays there only when the
    result is raised outside of any `except` block.
    """
    if isinstance(error, ModelCallFailed):
        error = error.error
        shown = _in_one_line(error)
    elif isinstance(error, ModuleNotFoundError):
        shown = _in_one_line(error)  # what a plugin imports when it is used
    elif isinstance(error, InvalidOptions):
        return _invalid_options(error)
    elif isinstance(error, OSError):
        shown = ": ".join(str(said) for said in (error.strerror, error.filename) if said)
        shown = _one_line(shown) or _in_one_line(error)
    elif isinstance(error, (LLMError, ValueError, NotImplementedError)):
        shown = _in_one_line(error)
    else:
        shown = (
            f"{_in_one_line(error)} - a bug in llm or in one of its plugins;"
            " LLM_RAISE_ERRORS=1 shows where."
        )
    failure = click.ClickException(shown)
    failure.__context__ = error
    return failure


def in_one_line(error: Exception) -> str:
    """What is said of *error* after `Error: `, for who goes on after it."""
    return as_click_exception(error).format_message()


def reports_errors(callback: Callable[P, R]) -> Callable[P, R]:
    """Let *callback*, of a command, raise nothing but click's exceptions.

    For commands that plugins invoke from their own. The others are covered by the root group.
    """

    @functools.wraps(callback)
    def reporting(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return callback(*args, **kwargs)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if raises_errors():
                raise
            failure = as_click_exception(error)
        raise failure  # here, where Python leaves its `__context__` alone

    return reporting


@contextmanager
def reported_to_user() -> Iterator[None]:
    """Turn what a command raises on purpose into what click shows; leave what looks like a bug."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(err=True)
        _leave_interrupted()
    except click.Abort as abort:
        if isinstance(abort.__context__, KeyboardInterrupt):
            _leave_interrupted()
        raise
    except BrokenPipeError:
        _discard_output()
        raise click.exceptions.Exit(0) from None
    except click.UsageError as usage:
        # It quotes what was typed; click calls it final, and makes its message of it when shown.
        if not _is_help(usage):
            usage.message = _one_line(usage.message)  # type: ignore[misc]
        raise
    except (LLMError, OSError) as error:
        if raises_errors():
            raise
        raise as_click_exception(error) from error


def run(cli: click.Command, *, completes: bool = False) -> NoReturn:
    """Run *cli* on `sys.argv` and exit with its status; the console script ends here.

    *completes*: a shell asked for completions, and nothing but that answer is made.
    """
    _accept_any_text()
    status: Any = 0
    try:
        try:
            cli(prog_name="llm")
        finally:
            _leave_at_next_interrupt()
    except SystemExit as leaving:
        status = leaving.code
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Exception as error:
        if raises_errors():
            raise
        as_click_exception(error).show()
        status = 1
    _discard_output(only_unwritable=True)
    if _tools_may_run() or completes:
        # Python would wait for threads of tools, and take apart what it made while somebody waits
        # who pressed the tab key. What is written at the exit is written nevertheless.
        atexit._run_exitfuncs()
        os._exit(status if isinstance(status, int) else int(status is not None))
    sys.exit(status)


def _leave_at_next_interrupt() -> None:
    """Let Ctrl-C end what Python still does at its exit, where it would show a traceback."""
    signal = sys.modules.get("signal")  # commands that wait for something have loaded it
    if signal is not None and callable(signal.getsignal(signal.SIGINT)):
        with suppress(ValueError):  # in a thread, which Ctrl-C does not come to
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def _tools_may_run() -> bool:
    """Whether a tool was abandoned, and may still be busy."""
    limits = sys.modules.get("llm.tooling.limits")
    return limits is not None and limits.may_have_left_something()


def _in_one_line(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        from llm.plugins.missing import said_of_missing

        return said_of_missing(error, "This")
    said = _one_line(str(error))
    kind = type(error).__name__
    if isinstance(error, _MISTAKES) and not isinstance(error, LLMError):
        return f"{kind}: {said}"
    return said or kind


def _one_line(text: str) -> str:
    """*text* without line breaks, and without anything that a terminal would obey."""
    from llm.cli.terminal import visible

    lines = (line.strip() for line in text.splitlines())
    return visible(" ".join(line for line in lines if line))


def _is_help(usage: click.UsageError) -> bool:
    """Whether it is the help of a group that was given no command, and not a mistake."""
    shows_help = getattr(click.exceptions, "NoArgsIsHelpError", None)  # not in click 8.1
    return shows_help is not None and isinstance(usage, shows_help)


def _invalid_options(error: InvalidOptions) -> click.ClickException:
    """One entry for each option: its name, and the reason on the next line."""
    written = [f"{_one_line(option)}\n  {_one_line(said)}" for option, said in error.mistakes]
    failure = click.ClickException("\n".join(written) or _in_one_line(error))
    failure.__context__ = error.__cause__ or error
    return failure


def _leave_interrupted() -> NoReturn:
    click.echo("Aborted!", err=True)
    raise click.exceptions.Exit(INTERRUPTED) from None


def _accept_any_text() -> None:
    """Let no character that a terminal's encoding lacks, and no half of a pair, stop the output."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


def _discard_output(only_unwritable: bool = False) -> None:
    """Send what the output streams still hold nowhere, so that the exit does not trip over it."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None or (only_unwritable and _flushed(stream)):
            continue
        with suppress(OSError, ValueError):  # a stream of a test has no descriptor
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())
            os.close(null)


def _flushed(stream: TextIO) -> bool:
    try:
        stream.flush()
    except (OSError, ValueError):
        return False
    return True
