"""Store: what any backend of the history can do. `tests/contract` holds each one to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from llm.fragments import Fragment
    from llm.parts import Message
    from llm.store.records import (
        CallRecord,
        ConversationRecord,
        FragmentRecord,
        Reference,
        SchemaRecord,
        Selection,
    )
    from llm.store.upkeep import (
        Branch,
        Collection,
        Deletion,
        Progress,
        Redaction,
        ToRedact,
        Verification,
    )


class Store(Protocol):
    """The history. Every method may be called from any thread.

    Writing methods are idempotent: what is there already stays as it is, or is completed.
    They raise `HistoryUnavailable` when the history cannot be written.
    """

    @property
    def fragments(self) -> StoredFragments:
        """The fragments that were used, or given an alias."""
        ...

    @property
    def schemas(self) -> StoredSchemas:
        """The schemas that were used."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """A transaction: nobody else writes meanwhile, and all of the block is kept, or nothing.

        Inside another such block it is part of that one.
        """
        ...

    def begin(self, call: CallRecord) -> str:
        """Keep *call*, which is about to be made; its output comes later.

        Returns the id of the conversation that it belongs to: the one it names, else the one
        whose answers its messages hold, else a new one.
        """
        ...

    def progress(self, call_id: str, events: Sequence[Any]) -> None:
        """Keep further *events* of a call that is running: entries of a recorder's log."""
        ...

    def finish(self, call: CallRecord) -> None:
        """Keep how *call* ended, with its output. What was not begun is begun first."""
        ...

    def call(self, call_id: str) -> CallRecord:
        """One call with everything it was sent. Raises `NotInHistory`."""
        ...

    def whole_calls(self, ids: Sequence[str]) -> Iterator[CallRecord]:
        """These calls, each with everything it was sent; they share the messages in common.

        What is not there is left out.
        """
        ...

    def calls(
        self, selection: Selection, *, limit: int | None = None, newest_first: bool = True
    ) -> Iterator[CallRecord]:
        """The calls that *selection* means, each as one turn; with a query, best first."""
        ...

    def call_ids(self, selection: Selection) -> list[str]:
        """The ids of the calls that *selection* means, which cost less than the calls."""
        ...

    def node_of(self, reference: Reference, *, asked: bool = False) -> tuple[str | None, str]:
        """The node that a call or a message is at, and the id of the conversation it is in.

        With *asked* it is the node from which the call was made. Raises `NotInHistory`.
        """
        ...

    def find(self, prefix: str) -> Reference:
        """What the id that begins with *prefix* names.

        Raises `NotInHistory` when there is none, and `InvalidInput` when there are several.
        """
        ...

    def find_conversation(self, prefix: str) -> str:
        """The id of the one conversation whose id, or one of whose calls', begins with *prefix*.

        Raises `NotInHistory` when there is none, and `InvalidInput` when there are several.
        """
        ...

    def conversation(self, conversation_id: str) -> ConversationRecord:
        """One conversation. Raises `NotInHistory`."""
        ...

    def conversations(
        self,
        *,
        limit: int | None = None,
        tag: str | None = None,
        query: str | None = None,
        client: str | None = None,
    ) -> list[ConversationRecord]:
        """Conversations, the most recently used first; those that this *client* began."""
        ...

    def last_conversation(self) -> ConversationRecord | None:
        """The conversation that was used last."""
        ...

    def save_conversation(self, conversation: ConversationRecord) -> None:
        """Keep name, tags, tip and origin of *conversation*, which is made where it is missing."""
        ...

    def messages(self, node: str | None, *, call_id: str | None = None) -> list[Message]:
        """What was said up to *node*, from the beginning; without instructions.

        Where attachments were given in several ways, it is as that call was given them.
        """
        ...

    def branches(self, conversation_id: str) -> list[Branch]:
        """The calls of a conversation as a tree, the oldest first. Raises `NotInHistory`."""
        ...

    def short_ids(self, ids: Iterable[str]) -> dict[str, str]:
        """Each of *ids*, of calls and conversations, and a beginning of it that no other has."""
        ...

    def rename(self, conversation_id: str, name: str) -> None:
        """Give a conversation a title, which stays. Raises `NotInHistory`."""
        ...

    def tag(
        self, conversation_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> list[str]:
        """Give tags to a conversation, and take some away; those that it has then.

        Raises `NotInHistory`.
        """
        ...

    def delete(
        self, calls: Iterable[str], conversations: Iterable[str] = (), *, dry_run: bool = False
    ) -> Deletion:
        """Delete *calls*, by their ids, and *conversations* with all of theirs.

        What remaining calls share with them stays. Calls that are still running are left. Ids that
        are not there are passed over. With *dry_run* nothing changes.
        """
        ...

    def redact(self, what: ToRedact, *, dry_run: bool = False) -> Redaction:
        """Put a note in place of *what* is meant, wherever it is said; with *dry_run* do not.

        Raises `InvalidInput` for a text that is too short, and `NotInHistory` when there is nothing
        to redact.
        """
        ...

    def collect(self) -> Collection:
        """Remove what nothing uses, and make the files as small as they can be."""
        ...

    def verify(self, progress: Progress | None = None) -> Verification:
        """Derive every hash again and follow every reference; *progress* is told how far it is."""
        ...

    def close(self) -> None:
        """Let go of what is behind the store."""
        ...


class StoredFragments(Protocol):
    """The fragments of a history."""

    def matching(
        self, terms: Sequence[str] = (), *, with_alias: bool = False
    ) -> Iterator[FragmentRecord]:
        """The fragments whose text, source or aliases hold all of *terms*, the oldest first.

        Case makes no difference; a term may also be a whole hash.
        """
        ...

    def named(self, name: str) -> FragmentRecord | None:
        """The fragment whose alias, or else whose hash, *name* is."""
        ...

    def beginning(self, digits: str) -> FragmentRecord | None:
        """The one fragment whose hash begins with *digits*, at least six of them.

        Raises `InvalidInput` when there are several.
        """
        ...

    def set_alias(self, alias: str, fragment: Fragment) -> None:
        """Let *alias* mean *fragment*, which is kept, whatever it meant before."""
        ...

    def remove_alias(self, alias: str) -> bool:
        """Forget *alias*, not its fragment; False when there is none."""
        ...


class StoredSchemas(Protocol):
    """The schemas of a history."""

    def matching(self, terms: Sequence[str] = ()) -> list[SchemaRecord]:
        """The schemas whose JSON holds all of *terms*, whatever their case; last used last."""
        ...

    def find(self, digits: str) -> SchemaRecord | None:
        """The one schema whose id begins with *digits*, at least six of them.

        Raises `InvalidInput` when there are several.
        """
        ...
