"""What ends a prompt early: one line, the right exit status, no traceback."""

import os
import signal
import subprocess
import sys
import time

import pytest


def error_of(result, status=1):
    """The error of a run that failed as it should, without `Error: ` and the line's end."""
    assert result.returncode == status, result.stderr
    assert "Traceback" not in result.stderr
    line = result.stderr.splitlines()[-1]
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


def test_unknown_model(scripted, world):
    """An unknown model is an error; one of nearly that name is suggested."""
    result = scripted("hi", "-m", "ecko", *world)
    assert result.stdout == ""
    assert error_of(result).startswith("Unknown model: ecko")
    assert "echo" in error_of(result)


def test_model_without_async(scripted):
    """A model that async code cannot use says so."""
    assert error_of(scripted("hi", "-m", "see", "--async")) == (
        "Unknown async model (sync model exists): see"
    )


def test_invalid_options(scripted, world):
    """Each option that the model refuses is named, with the reason on the next line."""
    options = ["-o", "temperature", "9", "-o", "nope", "1"]
    result = scripted("hi", "-m", "echo", *options, *world)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: temperature\n  Input should be less than or equal to 2\n"
        "nope\n  There is no such option (there are temperature, max_tokens)\n"
    )


def test_option_of_nearly_that_name(scripted, world):
    """An option that is nearly one of the model's is suggested."""
    result = scripted("hi", "-m", "echo", "-o", "temprature", "1", *world)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: temprature\n  There is no such option (did you mean temperature?)\n"
    )


def test_attachment_that_the_model_does_not_take(scripted, tmp_path, world):
    """A model that takes no attachments is not asked."""
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = scripted("hi", "-m", "echo", "-a", "a.png", *world)
    assert result.stdout == ""
    assert "attachments" in error_of(result)


def test_option_of_the_wrong_type(scripted, world):
    """A value that cannot be what the option is is refused with the option's name."""
    result = scripted("hi", "-m", "echo", "-o", "temperature", "hot", *world)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: temperature\n  Input should be a valid number")


def test_attachment_of_a_type_that_the_model_does_not_take(scripted, tmp_path):
    """A model that takes other attachments is not asked, and what it takes is said."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n1 0 obj")
    error = error_of(scripted("hi", "-m", "see", "-a", "a.pdf"))
    assert "'application/pdf'" in error
    assert "only image/png" in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-a", ""], "No file is named"),
        (["-a", "nofile"], "Invalid value for '-a' / '--attachment': File nofile does not exist"),
        (["-a", "plain"], "Could not determine mimetype of plain"),
        (["-a", "."], "is a directory"),
        (["-a", "-"], "nothing on standard input"),
        (["--at", "plain", "text"], "'text' is not a media type"),
        (["-o", "temperature"], "Option '-o' requires 2 arguments."),
        (["--nope"], "No such option"),
        (
            ["two", "words"],
            "Got unexpected extra argument (words). A prompt of several words needs quotes",
        ),
        (["modles", "list", "-n"], "argument (list). Did you mean llm models? A prompt of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_usage(scripted, tmp_path, arguments, message):
    """A command line that cannot be understood is status 2."""
    (tmp_path / "plain").write_text("words")
    result = scripted("-m", "see", *arguments)
    assert message in error_of(result, status=2)


def test_missing_key(scripted):
    """A missing key is said with the command that stores one."""
    assert "llm keys set scripted" in error_of(scripted("hi", "-m", "keyed"))


def test_model_fails_at_once(scripted, world):
    """What a model raises is shown in one line."""
    result = scripted("hi", "-m", "fail", *world)
    assert (result.stdout, error_of(result)) == ("", "out of order")


def test_model_fails_midway(scripted, world):
    """What had arrived stays shown; an exception without a message shows its class."""
    result = scripted("hi", "-m", "fail-midway", *world)
    assert (result.stdout, error_of(result)) == ("partial", "ValueError")


def test_tracebacks_on_request(scripted, world):
    """`LLM_RAISE_ERRORS=1` shows where it happened."""
    result = scripted("hi", "-m", "fail", *world, env={"LLM_RAISE_ERRORS": "1"})
    assert result.returncode == 1
    assert "Traceback" in result.stderr
    assert result.stderr.splitlines()[-2:] == ["RuntimeError: out of", "  order"]


def test_bug_is_called_a_bug(scripted):
    """An exception that nobody meant says that it is a bug, and how to see more."""
    error = error_of(scripted("crash"))
    assert error.startswith("LookupError: lost")
    assert "LLM_RAISE_ERRORS=1" in error


@pytest.fixture
def start(environment, tmp_path):
    """Start `llm` and go on while it runs; it is gone when the test is."""
    started = []

    def start_process(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "llm", *arguments],
            env=environment,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start_process
    for process in started:
        with process:
            process.kill()


def test_interrupt(scripted, start, tmp_path, world):
    """Ctrl-C leaves what had arrived, stops the model, and is status 130."""
    process = start("-m", "endless", "wait", *world)
    assert process.stdout.readline() == "partial\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert (tmp_path / "stopped").exists()


def test_closed_pipe(scripted, start, tmp_path, world):
    """A reader that has enough (`llm … | head -1`) ends the command quietly."""
    process = start("-m", "endless", "go", *world)
    assert process.stdout.readline() == "partial\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=30) == 0
    assert (tmp_path / "stopped").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize(
    "arguments", [["-m", "echo", "hi"], ["plugins"], ["--help"], ["--version"]], ids=" ".join
)
def test_full_disk(scripted, arguments):
    """Output that cannot be written is an error in one line."""
    with open("/dev/full", "w") as full:
        result = scripted(*arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert (result.returncode, result.stderr) == (1, "Error: No space left on device\n")


@pytest.mark.parametrize("arguments", [["models"], ["--help"], ["--version"]], ids=" ".join)
def test_closed_pipe_of_other_commands(scripted, environment, arguments):
    """Any command ends quietly when nobody reads what it writes."""
    ours, theirs = os.pipe()
    os.close(ours)
    result = scripted(*arguments, capture_output=False, stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    assert (result.returncode, result.stderr) == (0, "")


def test_remark_that_cannot_be_written(scripted):
    """The answer is shown although nothing can be said beside it."""
    with open(os.devnull) as unwritable:
        result = scripted(
            "-m",
            "echo",
            "hi",
            "-u",
            capture_output=False,
            stdout=subprocess.PIPE,
            stderr=unwritable,
        )
    assert (result.returncode, result.stdout) == (0, "said <hi>\n")
