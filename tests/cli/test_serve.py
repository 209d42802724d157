"""`llm serve` before it serves: what it shows, and what it refuses."""

import pytest

from tests.cli.logged import call, keep


def test_its_help_shows_the_options_of_the_server(llm):
    """Whoever asks for help gets what can be typed, and what else there is."""
    result = llm("serve", "--help")
    assert result.returncode == 0
    assert {"--port", "--host", "--no-log", "--token"} <= set(result.stdout.split())
    assert "tokens" in result.stdout.partition("Commands:")[2]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-m", "nonsense"], "Unknown model: nonsense"),
        (["-d", "/proc/nope/x.db"], "The history /proc/nope/x.db cannot be opened"),
        (["--host", "0.0.0.0"], "token"),
    ],
)
def test_what_cannot_be_is_said_at_the_start(llm, options, said):
    """In one line, before anybody is answered."""
    result = llm("serve", "--port", "0", *options)
    assert (result.returncode, result.stdout) == (1, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_history_of_one_client(llm):
    """`llm logs --client` shows what one client asked, and who it was is in short lists."""
    for number, client in enumerate(["alice", "bob", None], start=1):
        record = call(number, f"From {client}", "Yes")
        record.client = client
        keep(record)
    listed = llm("logs", "list", "--client", "alice", "--short").stdout
    assert "client: alice" in listed
    assert "From alice" in listed
    assert "From bob" not in listed
    assert "client:" not in llm("logs", "list", "-q", "None", "--short").stdout
