"""Random trees of conversations, forks, edits, deletions and redactions against a plain dictionary.

The model holds each call as a list of messages. After every step each call that remains reads as
the model has it, everything verifies, nothing is left over; and after each deletion or redaction
no byte of the database holds a word that no call says any more.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from llm import Message, assistant, system, tool_message, user
from llm.parts import Part, ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.opening import open_store
from llm.store.records import CallRecord, ConversationRecord, Reference
from llm.store.sqlite.sweeping import sweep
from llm.store.upkeep import ToRedact
from tests.store.sqlite.said import counts

NOTE = "[redacted: so]"
PROMPTS = ("walrus and more", "pelican", "marmot " * 12, "otter walrus")


@dataclass
class Told:
    """A message as it was said at first.

    A text that was forgotten and is said again is another text: `ages` counts how often each had
    been forgotten before this message was said.
    """

    message: Message
    ages: dict[str, int]

    def texts(self) -> set[tuple[str, int]]:
        """Its texts, each with its age."""
        return {*self.ages.items()}

    def read(self, gone: set[tuple[str, int]]) -> Message:
        """The message as it is read when the texts in *gone* were redacted."""
        message = deepcopy(self.message)
        notes = {text for text, age in self.ages.items() if (text, age) in gone}
        for part in message.parts:
            for name in ("text", "output"):
                if getattr(part, name, None) in notes:
                    setattr(part, name, NOTE)
            if isinstance(part, ToolCallPart):
                if json.dumps(part.arguments, separators=(",", ":")) in notes:
                    part.arguments = {"redacted": NOTE}
                part.arguments = {k: NOTE if v in notes else v for k, v in part.arguments.items()}
        return message


@dataclass
class Said:
    """A call as the model has it: what it was sent, and what came back."""

    conversation: str
    sent: list[Told]
    output: list[Told]

    def turn(self) -> list[Told]:
        """What is redacted with the call."""
        asked = CallRecord("", "", [told.message for told in self.sent]).said()
        return [*self.sent[len(self.sent) - len(asked) :], *self.output]


def texts_of(part: Part) -> Iterator[str]:
    """The texts of *part* that are stored on their own, data in JSON included."""
    for name in ("text", "output"):
        if text := getattr(part, name, ""):
            yield text
    if arguments := getattr(part, "arguments", None):
        yield json.dumps(arguments, separators=(",", ":"))
        yield from (value for value in arguments.values() if len(value) >= 64)


class Upkeep(RuleBasedStateMachine):
    """A history in memory, and a dictionary of calls that it must equal."""

    calls: Bundle[str] = Bundle("calls")

    @initialize()
    def open(self) -> None:
        self.store = open_store(":memory:")
        self.said: dict[str, Said] = {}
        self.forks: dict[str, list[Told]] = {}
        self.gone: set[tuple[str, int]] = set()
        self.forgotten: Counter[str] = Counter()
        self.words: set[str] = set()
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()

    # --- saying

    def _word(self) -> str:
        """A word that nobody said before, and that begins like no other."""
        self.count += 1
        word = "z" + hashlib.sha256(str(self.count).encode()).hexdigest()[:12]
        self.words.add(word)
        return word

    def _answer(self, kind: str) -> list[Message]:
        word = self._word()
        if kind == "tools":
            arguments = {"q": word, "long": f"{word} " * 8}
            return [assistant(ToolCallPart("f", arguments, "t1")),
                    tool_message(ToolResultPart("f", f"ferret {word}", "t1")),
                    assistant(f"gecko {word}")]  # fmt: skip
        parts: list[Any] = [ReasoningPart(f"hm {word}")] if kind == "reasoning" else []
        return [assistant(*parts, f"gecko {word}")]

    def _told(self, messages: list[Message]) -> list[Told]:
        """*messages*, said now."""
        return [
            Told(
                each, {text: self.forgotten[text] for part in each.parts for text in texts_of(part)}
            )
            for each in messages
        ]

    def _say(
        self,
        sent: list[Message],
        kind: str,
        told: list[Told] | None = None,
        into: str | None = None,
    ) -> str:
        """Record a call that was *sent* this; *told* is what the store makes of that."""
        id_ = f"01{self.count:05}"
        output = self._answer(kind)
        self.store.finish(CallRecord(id_, "m", sent, output, conversation=into))
        conversation = self.store.call(id_).conversation
        assert conversation is not None
        told = told or self._told(sent)
        self.said[id_] = Said(conversation, told, self._told(output))
        return id_

    @rule(target=calls, prompt=st.sampled_from(PROMPTS), kind=st.sampled_from(["", "reasoning"]),
          instructions=st.sampled_from(["", "be a walrus"]))  # fmt: skip
    def begin(self, prompt: str, kind: str, instructions: str) -> str:
        leading = [system(instructions)] if instructions else []
        return self._say([*leading, user(prompt)], kind)

    @rule(target=calls, call=calls, prompt=st.sampled_from(PROMPTS),
          kind=st.sampled_from(["", "tools"]), again=st.booleans())  # fmt: skip
    def go_on(self, call: str, prompt: str, kind: str, again: bool) -> str:
        """From what the history says, or from what a client still knows and sends again."""
        before = self.said[call]
        history = [*before.sent, *before.output]
        if again:
            return self._say([*(told.message for told in history), user(prompt)], kind)
        return self._go_on(before, history, self._read(call, "output"), user(prompt), kind)

    @rule(target=calls, call=calls)
    def edit(self, call: str) -> str:
        """Another last message after the same history."""
        before = self.said[call]
        changed = user(f"changed {self._word()}")
        return self._go_on(before, before.sent[:-1], self._read(call, "input", 1), changed, "")

    def _go_on(
        self, before: Said, history: list[Told], read: list[Message], said: Message, kind: str
    ) -> str:
        """Say something after *history*, as it is *read*; whoever does so has the instructions."""
        leading = [told.message for told in history if told.message.role == "system"]
        told = [*self._told(leading), *history[len(leading) :], *self._told([said])]
        return self._say([*leading, *read, said], kind, told, before.conversation)

    def _read(self, call: str, end: str, back: int = 0) -> list[Message]:
        """What led to the input or output of a call, without the last messages."""
        (node,) = self.store.connection.execute(
            f"SELECT {end} FROM calls WHERE id = ?", (call,)
        ).fetchone()
        path = self.store.graph.path_to(node)
        if len(path) == back:
            return []
        hashed = self.store.graph.place(path[-1 - back][0]).hash
        assert hashed is not None
        return self.store.messages(hashed.hex())

    @rule(call=calls)
    def fork(self, call: str) -> None:
        record = self.store.conversation(self.said[call].conversation)
        fork = f"01fork{len(self.forks)}"
        read = self.store.messages(record.tip)
        histories = [self._history(said)[: len(read)] for said in self.said.values()]
        self.forks[fork] = next(
            history for history in histories if [told.read(self.gone) for told in history] == read
        )
        self.store.save_conversation(
            ConversationRecord(fork, tip=record.tip, forked_from=record.id)
        )

    # --- taking away

    @rule(chosen=st.lists(consumes(calls), min_size=1, max_size=3, unique=True))
    def delete(self, chosen: list[str]) -> None:
        dry = self.store.delete(chosen, dry_run=True)
        done = self.store.delete(chosen)
        assert (dry.texts, dry.bytes, dry.calls) == (done.texts, done.bytes, done.calls)
        assert done.calls == len(chosen)
        for call in chosen:
            del self.said[call]
        self._nothing_is_left()

    @rule(chosen=consumes(calls))
    def delete_conversation(self, chosen: str) -> None:
        own = self.said[chosen].conversation
        others = [id_ for id_, said in self.said.items() if said.conversation == own][1:]
        self.store.delete([chosen], list(self.forks) if not others else [])
        if not others:
            self.forks.clear()
        del self.said[chosen]
        self._nothing_is_left()

    @rule(word=st.sampled_from(["walrus", "pelican", "marmot", "gecko", "ferret"]),
          forget=st.booleans())  # fmt: skip
    def redact(self, word: str, forget: bool) -> None:
        meant = {(text, age) for text, age in self._texts() if word in text} - self.gone
        if meant:
            self.store.redact(ToRedact(text=word, reason="so", forget=forget))
            self._are_gone(meant, forget=forget)
            assert word.encode() not in self.store.connection.serialize()

    @rule(call=calls, forget=st.booleans())
    def redact_call(self, call: str, forget: bool) -> None:
        meant = {each for told in self.said[call].turn() for each in told.texts()}
        if meant - self.gone:
            reference = Reference("call", call)
            self.store.redact(ToRedact(references=[reference], reason="so", forget=forget))
            self._are_gone(meant, forget=forget)

    def _history(self, said: Said) -> list[Told]:
        """What was said up to the end of a call, without instructions."""
        return [told for told in said.sent if told.message.role != "system"] + said.output

    def _texts(self) -> set[tuple[str, int]]:
        """Every text, with its age, that is said in any call or before a fork."""
        all_told = [told for said in self.said.values() for told in said.sent + said.output]
        all_told += [told for history in self.forks.values() for told in history]
        return {each for told in all_told for each in told.texts()}

    def _are_gone(self, meant: set[tuple[str, int]], *, forget: bool) -> None:
        self.gone |= meant
        known = {text for text, age in meant if forget and age == self.forgotten[text]}
        # With a text the identity of the data goes that it is a part of.
        known |= {
            data for data, _ in self._texts() for text in known if data[0] == "{" and text in data
        }
        self.forgotten.update(known)
        self._nothing_is_left()

    def _nothing_is_left(self) -> None:
        """No word that no call says is in the bytes of the database."""
        told = " ".join(text for text, _ in self._texts() - self.gone)
        content = self.store.connection.serialize()
        assert [w for w in self.words if w not in told and w.encode() in content] == []

    # --- what always holds

    @invariant()
    def every_call_reads_as_it_was_said(self) -> None:
        for id_, said in getattr(self, "said", {}).items():
            call = self.store.call(id_)
            assert list(call.messages) == [told.read(self.gone) for told in said.sent]
            assert list(call.output) == [told.read(self.gone) for told in said.output]
            assert call.conversation == said.conversation

    @invariant()
    def every_conversation_goes_on(self) -> None:
        if not hasattr(self, "store"):
            return
        there = {each.id: each for each in self.store.conversations()}
        assert set(there) == {said.conversation for said in self.said.values()} | set(self.forks)
        for fork, history in self.forks.items():
            read = [told.read(self.gone) for told in history]
            assert self.store.messages(there[fork].tip) == read
        for id_ in set(there) - set(self.forks):
            goes_on = self.store.messages(there[id_].tip)
            ends = [self._history(said) for said in self.said.values() if said.conversation == id_]
            assert any(
                [told.read(self.gone) for told in end[: len(goes_on)]] == goes_on for end in ends
            )

    @invariant()
    def everything_verifies_and_nothing_is_left_over(self) -> None:
        if not hasattr(self, "store"):
            return
        assert self.store.verify().failures == []
        before = counts(self.store)
        self.store.connection.execute("BEGIN")
        sweep(self.store.connection)
        after = counts(self.store)
        self.store.connection.execute("ROLLBACK")
        assert after == before


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Upkeep,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_histories() -> None:
    """Whatever is said, forked, deleted and redacted, the rest stays as it was."""
    run(25, 15)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_many_random_histories() -> None:
    """The same, longer."""
    run(200, 30)
