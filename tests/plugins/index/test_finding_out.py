"""Plugins that raise, print, hang or end the process cost one line, and nobody else anything."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.plugins.conftest import MODEL

QUICK = {"LLM_PLUGIN_TIMEOUT": "0.6"}
HOOK = "import llm\n@llm.hookimpl\ndef register_models(register):\n    {}\n"


@pytest.fixture
def good(indexed):
    indexed.install("llm-good", MODEL.format(name="good"))
    return indexed


def said(indexed, **environment):
    """What is said when models are looked up, twice, with the index and then with everything."""
    program = """
        from llm.plugins.index.current import current
        import llm
        current("register_models"), current("register_models")
        [owner] = [one for one in current().entries if "good" in one.names("models")]
        assert owner.registered_as == "llm_good"
        """
    done = indexed.run(program, **environment)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return done.stderr


FAILING = {
    "import not_there_at_all": "was skipped: it needs the Python module 'not_there_at_all', which",
    "import sys; sys.exit(3)": "was skipped: it called sys.exit(3). See `llm plugins` or",
    "def broken(:": "was skipped: SyntaxError: invalid syntax (llm_bad_2.py, line",
    HOOK.format("raise ValueError('no')"): "failed in register_models: ValueError: no. See",
    HOOK.format("import sys; sys.exit()"): "failed in register_models: it called sys.exit(None)",
    "print('hello')": "printed while it was loaded: hello",
    HOOK.format("print('hello')"): "printed while it was loaded: hello",
    "import llm\n@llm.hookimpl\ndef register_models(other): pass": "was skipped: PluginValidation",
}


def test_same_lines_with_and_without(good):
    """The index says of a plugin what loading it says, in the same words and as often."""
    for number, source in enumerate(FAILING):
        good.install(f"llm-bad-{number}", source)
    cold, warm = said(good), said(good)
    lines = sorted(cold.splitlines())
    assert sorted(warm.splitlines()) == lines
    for number, (line, begins) in enumerate(zip(lines, FAILING.values(), strict=True)):
        assert line.startswith(f"Plugin llm-bad-{number} {begins}")
    program = "import llm; llm.get_models(); llm.get_models()"
    for index in ("0", "1"):
        loaded = good.run(program, LLM_PLUGIN_INDEX=index).stderr
        assert sorted(loaded.splitlines()) == lines


def test_what_was_registered_before_a_failure(good):
    """A plugin that fails in a hook keeps what it had registered there."""
    good.install("llm-bad", MODEL.format(name="half") + "    raise ValueError('no')\n")
    entry = good.entry("llm_bad")
    assert [each[0] for each in entry["models"]] == ["half"]
    assert (entry["state"], entry["errors"]) == ("loaded", ["register_models: ValueError: no"])


def test_some_that_end_the_process(good):
    """Plugins that end the process are skipped, and are not loaded by anybody else either."""
    good.install("llm-bad-a", "import os; os._exit(3)")
    good.install("llm-bad-b", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    good.install("llm-bad-c", HOOK.format("import os; os._exit(0)"))
    good.install("llm-later", MODEL.format(name="later"))
    lines = said(good)
    reasons = [line.partition(" was skipped: ")[2].partition(". ")[0] for line in lines.split("\n")]
    assert reasons[:3] == [
        "it ended the process that loaded it, with exit status 3",
        "it ended the process that loaded it: SIGSEGV",
        "it ended the process that loaded it, with exit status 0",
    ]
    good.imported()
    done = good.run("import llm; print(len(llm.get_models()) > 2, llm.get_model('later').model_id)")
    assert (done.stdout, done.stderr) == ("True later\n", lines)
    assert good.imported() == ["llm_good own", "llm_later own"]
    entry = good.entry("llm_bad_a")
    assert (entry["state"], entry["ended_process"]) == ("failed", True)


def test_where_nothing_can_be_written(good):
    """Plugins that end the process or wait are skipped where no index can be kept, too."""
    good.install("llm-bad-a", "import os; os._exit(0)")
    good.install("llm-bad-b", "import time; time.sleep(60)")
    good.cache.write_text("in the way")
    done = good.run("import llm; print(llm.get_models() != [])", **QUICK)
    assert done.stdout == "True\n"
    ended, hung = done.stderr.splitlines()
    assert ended.startswith("Plugin llm-bad-a was skipped: it ended the process that loaded it")
    assert hung.startswith("Plugin llm-bad-b was skipped: it did nothing for 0.6 seconds")
    assert good.imported()[-1] == "llm_good own"


def test_some_that_wait(good):
    """Plugins that wait for something for too long are skipped; the others are known."""
    good.install("llm-bad-a", "import time; time.sleep(60)")
    good.install("llm-bad-b", HOOK.format("import threading; threading.Event().wait()"))
    good.install("llm-later")
    lines = said(good, **QUICK)
    for name, line in zip("ab", lines.splitlines(), strict=True):
        assert line.startswith(
            f"Plugin llm-bad-{name} was skipped: it did nothing for 0.6 seconds while it was loaded"
        )
    good.imported()
    done = good.run("import llm; print(llm.get_models() != [])", **QUICK)
    assert (done.stdout, done.stderr) == ("True\n", lines)
    assert good.imported() == ["llm_good own", "llm_later own"]


def test_one_that_never_ends(good):
    """A plugin that is busy may take ten times as long, and no longer."""
    good.install("llm-bad", "while True: pass")
    line = said(good, LLM_PLUGIN_TIMEOUT="0.1")
    assert line.startswith("Plugin llm-bad was skipped: it was not loaded within 1 seconds")


def test_one_that_works_for_long(good):
    """A plugin that does something for longer than the limit is not skipped."""
    busy = "import time\nend = time.process_time() + 0.8\nwhile time.process_time() < end: pass\n"
    good.install("llm-slow", busy + MODEL.format(name="slow"))
    entry = good.entry("llm_slow", LLM_PLUGIN_TIMEOUT="0.4")
    assert entry["state"] == "loaded"
    assert entry["milliseconds"] > 700


def test_hung_ones_are_tried_again(good):
    """One that hung is tried again when it was changed, the limit was raised, or after an hour."""
    source = "import os, time\nif 'QUICK' not in os.environ: time.sleep(2)\n"
    good.install("llm-bad", source)
    assert good.entry("llm_bad", **QUICK)["state"] == "hung"
    good.imported()
    assert good.entry("llm_bad", **QUICK)["state"] == "hung"
    assert good.imported() == []
    _age(good, 3500)
    assert good.entry("llm_bad", **QUICK, QUICK="1")["state"] == "hung"
    _age(good, 200)
    assert good.entry("llm_bad", **QUICK, QUICK="1")["state"] == "loaded"
    good.edit("llm-bad", source + "# again\n")
    assert good.entry("llm_bad", **QUICK)["state"] == "hung"
    assert good.entry("llm_bad", LLM_PLUGIN_TIMEOUT="30")["state"] == "loaded"


def _age(indexed, seconds):
    """Let the index be that much older."""
    data = json.loads(indexed.file.read_text())
    for entry in data["entries"].values():
        entry["found_at"] -= seconds
    indexed.file.write_text(json.dumps(data))


def test_a_mistake_in_the_limit(good):
    """A limit that is none is said, with what it should be."""
    done = good.run("import llm; llm.get_models()", LLM_PLUGIN_TIMEOUT="soon")
    assert "The variable LLM_PLUGIN_TIMEOUT: plugin_timeout should be a number" in done.stderr


def test_limit_of_the_user(good):
    """The limit may stand in the user's settings, for programs too."""
    good.install("llm-bad", "import time; time.sleep(60)")
    good.user.mkdir()
    (good.user / "config.toml").write_text("plugin_timeout = 0.5\n")
    began = time.monotonic()
    entry = good.entry("llm_bad", LLM_PLUGIN_TIMEOUT="")
    assert "0.5 seconds" in entry["errors"][0]
    assert time.monotonic() - began < 60


def test_nobody_asks_at_the_terminal(good):
    """A plugin that asks for something while it is found out gets no answer, and hangs nobody."""
    good.install("llm-asks", "answer = input('Name? ')")
    assert "EOFError" in good.entry("llm_asks")["errors"][0]


def test_threads_that_go_on(good):
    """A plugin whose threads never end does not keep the index from being made."""
    source = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n"
    good.install("llm-threads", source)
    began = time.monotonic()
    assert good.entry("llm_threads")["state"] == "loaded"
    assert time.monotonic() - began < 50


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_interrupted(good):
    """Ctrl-C while plugins are found out ends the program, and the process that looks at them."""
    pid = good.path / "pid"
    source = f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    good.install("llm-bad", source)
    done = good.run(
        f"""
        import os, signal, threading, time, pathlib, llm
        def interrupt():
            file = pathlib.Path({str(pid)!r})
            while not (file.exists() and file.read_text()):
                time.sleep(0.05)
            os.kill(os.getpid(), signal.SIGINT)
        threading.Thread(target=interrupt).start()
        try:
            llm.get_models()
        except KeyboardInterrupt:
            print("interrupted")
        """
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
    assert has_ended(int(pid.read_text()))


def has_ended(pid):
    """Whether a process has ended, if nobody has taken note of it yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_killed(good):
    """Where a program is killed meanwhile, the process that looks at plugins ends too."""
    pid = good.path / "pid"
    source = f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    good.install("llm-bad", source)
    done = good.run(
        f"""
        import os, pathlib, threading, time, llm
        def kill():
            file = pathlib.Path({str(pid)!r})
            while not (file.exists() and file.read_text()):
                time.sleep(0.05)
            os.kill(os.getpid(), 9)
        threading.Thread(target=kill).start()
        llm.get_models()
        """,
        LLM_PLUGIN_TIMEOUT="1",
    )
    assert done.returncode == -9
    end = time.monotonic() + 30
    while not has_ended(int(pid.read_text())) and time.monotonic() < end:
        time.sleep(0.1)
    assert has_ended(int(pid.read_text()))
    assert good.entry("llm_good", **QUICK)["state"] == "loaded"


def test_two_at_once(good):
    """Of processes that start at the same time one finds out, and the others wait for it."""
    done = good.run(
        """
        import subprocess, sys
        look = "from llm.plugins.index.current import current; print(len(current().entries))"
        both = [
            subprocess.Popen([sys.executable, "-c", look], stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        print({each.communicate()[0] for each in both})
        """
    )
    assert done.stdout == "{'4\\n'}\n"
    assert good.imported() == ["llm_good child"]


def test_another_process_that_takes_long(good):
    """Who has waited long enough for another process says so, and finds out what it needs."""
    good.entries()
    old = good.file.read_bytes()
    good.edit("llm-good", MODEL.format(name="better"))
    done = good.run(
        f"""
        import pathlib
        from llm.config.locks import locked
        from llm.plugins.index import renewing
        from llm.plugins.index.current import current
        renewing._SILENT = renewing._WAIT = 0.05
        with locked(pathlib.Path({str(good.file)!r})):
            for _ in range(2):
                owners = [one for one in current().entries if "better" in one.names("models")]
                print([one.registered_as for one in owners])
        """
    )
    assert done.stdout == "['llm_good']\n" * 2
    assert done.stderr == (
        "Another process is looking at the plugins: waiting for it, for up to 0.05 seconds.\n"
    )
    assert good.imported() == ["llm_good child"] * 2
    assert good.file.read_bytes() == old


def test_more_files_than_arguments_have_room_for(indexed):
    """A plugin with many files, whose paths are long, is found out anew like any other."""
    package = indexed.site.path / "llm_large"
    below = package / ("x" * 200)
    below.mkdir(parents=True)
    for number in range(500):
        (below / f"module_{number}_{'y' * 80}.py").write_text("")
    source = f"""
import importlib
for number in range(500):
    importlib.import_module(f"{{__name__}}.{below.name}.module_{{number}}_{"y" * 80}")
"""
    (package / "__init__.py").write_text(source + MODEL.format(name="one"))
    indexed.site.install("llm-large", "")
    (indexed.site.path / "llm_large.py").unlink()
    assert indexed.entry("llm_large")["models"][0][0] == "one"
    (package / "__init__.py").write_text(source + MODEL.format(name="another"))
    assert indexed.entry("llm_large")["models"][0][0] == "another"


def test_files_and_directories_that_are_open_already(good):
    """A plugin may go on with what it has opened by its number."""
    source = """
import os
for place, read in ((__file__, lambda number: open(number).close()), (".", os.listdir)):
    number = os.open(place, os.O_RDONLY)
    read(number)
"""
    good.install("llm-numbers", source)
    entry = good.entry("llm_numbers")
    assert (entry["state"], entry["errors"]) == ("loaded", [])
