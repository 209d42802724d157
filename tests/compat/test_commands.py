"""Plugins that wrap, replace, copy and call commands."""

KEYS = {"OLD_API_KEY": "old", "NEW_API_KEY": "new"}


def test_prompt_wrapped_and_extended(host):
    """A plugin takes `prompt` away, puts one of its own there, and invokes the original."""
    host.install("compat_commands", "compat_old")
    assert host.llm("hi", "-m", "old/completion", "--loud").stdout == '{"prompt": "HI"}\n'
    assert host.llm("prompt", "hi", "-m", "old/completion").stdout == '{"prompt": "hi"}\n'
    shown = host.llm("prompt", "--help").stdout
    assert "--loud" in shown
    assert "--attachment" in shown


def test_options_refused_inside_a_command(host):
    """A command made from the parameters of `prompt` sees why its extra option was refused."""
    host.install("compat_commands", "compat_old")
    done = host.llm("compat", "count", "hi", "-m", "op", "-o", "temperature", "1", **KEYS)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: cannot count: ('count_only',)\n"
    unknown = host.llm("compat", "count", "hi", "-m", "nope", **KEYS)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("Error: ")
    assert "Unknown model: nope" in unknown.stderr
    assert "--no-log" not in host.llm("compat", "count", "--help").stdout


def test_callback_replaced(host):
    """A plugin that wraps a command's callback changes what it is called with."""
    host.install("compat_patching", "compat_old")
    assert host.llm("hi", "-m", "quick", **KEYS).stdout == "heard 1\n"
    refused = host.llm("hi", "-m", "quick", "-o", "temperature", "9", **KEYS)
    assert refused.stderr.startswith("Error: temperature\n")
    assert host.llm("install").stdout == "replaced\n"


def test_command_that_asks_a_model(host):
    """A command finds the default model, gives it a key, and shows `str(response)`."""
    host.install("compat_commands", "compat_old")
    assert host.llm("models", "default", "op").returncode == 0
    assert host.llm("compat-ask", "hi", "--key", "given").stdout == "heard 2\n"
    assert host.llm("compat-ask", "hi", "-m", "old/completion").stdout == '{"prompt": "hi"}\n'
    done = host.llm("compat-ask", "hi", "-m", "nope")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("Error: ")
