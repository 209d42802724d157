"""Finding out, in a process of its own, what plugins offer and what they touch.

`building.py` starts this process, and takes what it reports: a line of JSON at the beginning of
each step, one at the end of each plugin. A plugin that does nothing for too long ends it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TextIO

from llm import ports
from llm.plugins import wanted
from llm.plugins.discovery import BUILT_IN, Candidate
from llm.plugins.failures import contained
from llm.plugins.host import pm
from llm.plugins.index.describing import Description
from llm.plugins.index.stored import entry_to_json
from llm.plugins.index.touching import Library
from llm.plugins.index.tracing import Trace, Tracer
from llm.plugins.index.watching import Watch


class Probe:
    """The plugins that are found out, one after the other.

    Args:
        job: the order, see `building.py`.
        report: takes the lines.

    """

    def __init__(self, job: dict[str, Any], report: TextIO) -> None:
        self._report = report
        self._watch = Watch(job["limit"], self._end)
        self._tracer = Tracer()
        candidates = [Candidate(*each) for each in job["candidates"]]
        wanted.use(candidates, job["barred"])
        self._found = [
            Description(one, Trace(one.module), job["before"].get(one.registered_as, ()))
            for one in candidates
            if one.registered_as in job["names"]
        ]

    def run(self) -> None:
        """Import all of them, then call the hooks of each; reports an entry for each."""
        # What is loaded now is nobody's doing.
        package = sys.modules["llm"]
        for name in dir(package):
            getattr(package, name)
        pm.load_only(BUILT_IN)
        self._commands = ports.commands_watch()
        self._tracer.install()
        self._library = Library()
        self._watch.start()
        # First all of them: a hook may ask for what the others offer.
        for each in self._found:
            self._step(each, "import", each.import_it)
        for each in self._found:
            for hook in each.hooks():
                self._step(each, hook, partial(each.call, hook, self._commands))
            self._report_on(each)
        self.say({"end": True})

    def say(self, line: dict[str, Any]) -> None:
        """Report *line*."""
        self._report.write(json.dumps(line) + "\n")
        self._report.flush()

    def _report_on(self, one: Description) -> None:
        """Report what was found out of one; null where nothing can be said of it."""
        name = one.candidate.registered_as
        with contained(lambda _reason: self.say({"of": name, "entry": None})):
            self.say({"of": name, "entry": entry_to_json(one.entry())})

    def _step(self, one: Description, stage: str, run: Callable[[], object]) -> None:
        name = one.candidate.registered_as
        self.say({"begin": name, "stage": stage})
        was_changed = pm.is_changed
        self._tracer.now = one.trace
        self._watch.begin(name)
        try:
            # What fails here is no failure of the plugin, which the host takes note of.
            with contained(lambda _reason: one.note_unknown(stage)):
                run()
        finally:
            self._watch.pause()
            self._tracer.now = None
        with contained(lambda _reason: one.note_unknown("register_commands")):
            changes = self._commands.changes(one.is_own)
            one.note_commands(changes)
            if changes.group:
                one.note_touched(stage)
        with contained(lambda _reason: one.note_touched(stage)):
            written = one.trace.set_variables if one.trace else ()
            if self._library.is_touched(one.top, written) or pm.is_changed != was_changed:
                one.note_touched(stage)

    def _end(self, name: str, reason: str) -> None:
        try:
            self.say({"hung": name, "reason": reason})
        finally:
            os._exit(0)


def main(job: dict[str, Any]) -> None:
    """Do what *job* says, the order that was read from standard input."""
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What plugins write there is for nobody, and there is nothing to be read.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    sys.argv[:] = ["llm"]
    try:
        Probe(job, report).run()
    finally:
        # Threads of plugins may go on for ever, and what they do at an exit is not asked for.
        os._exit(1)
