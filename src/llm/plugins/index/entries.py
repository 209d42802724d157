"""What the index knows of each plugin: its state, what it offers, what else it touches."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from llm.models.described import OfferedModel

__all__ = [
    "HOOKS",
    "ONE",
    "Dependencies",
    "Entry",
    "Index",
    "Kind",
    "OfferedCommand",
    "OfferedModel",
    "State",
]

Kind: TypeAlias = Literal[
    "models",
    "embedding_models",
    "tools",
    "template_loaders",
    "fragment_loaders",
    "vector_indexes",
    "commands",
]
HOOKS: dict[Kind, str] = {
    "models": "register_models",
    "embedding_models": "register_embedding_models",
    "tools": "register_tools",
    "template_loaders": "register_template_loaders",
    "fragment_loaders": "register_fragment_loaders",
    "vector_indexes": "register_vector_indexes",
    "commands": "register_commands",
}
"""The hook by which each kind is offered, in the order in which kinds are told."""
ONE: dict[Kind, str] = {
    "models": "a model",
    "embedding_models": "an embedding model",
    "tools": "a tool",
    "template_loaders": "a template prefix",
    "fragment_loaders": "a fragment prefix",
    "vector_indexes": "a vector index",
    "commands": "a command",
}
"""One of each kind, in words."""

State: TypeAlias = Literal["loaded", "failed", "hung"]


class OfferedCommand(NamedTuple):
    """A command that a plugin added to `llm`.

    Attributes:
        name: the word a user types.
        help: its line in `llm --help`.
        hidden: it is not listed there.

    """

    name: str
    help: str
    hidden: bool = False


class Dependencies(NamedTuple):
    """What an entry was found out from; it holds while these are as they were.

    Attributes:
        files: paths of the plugin's own modules, and of every file that it opened or looked for
            while it registered, each with its `stat` in short; None for one that was not there.
        variables: names of the variables of the environment that it read, each with a hash of the
            value, and after a `|` that of the value that it was left with if that is another one;
            None for one that was not set.

    """

    files: dict[str, tuple[int, int] | None]
    variables: dict[str, str | None]


class Entry(NamedTuple):
    """One plugin.

    Attributes:
        name: the package that it comes with, or the module of one that is built in.
        version: the version of that package; None for one that is built in.
        registered_as: its name in the host, which is the key of the entry; for one that was
            skipped the name that it would have.
        module: what its entry point names.
        built_in: it comes with this package.
        state: `hung` for one that did not come to an end in time.
        errors: why it was skipped, or what failed in its hooks, each in one line as the host says
            it.
        places: of each of these where in the plugin's own code that was: `llm_a.py, line 5`; empty
            where that is not known.
        mistakes: what looks like a hook and is none, each in one line.
        hooks: the hooks that it implements, sorted.
        milliseconds: how long it took to import and to register.
        limit: for one that is `hung`, the limit in seconds that it did not keep.
        found_at: when this was found out, in seconds since 1970.
        ended_process: it ended the process that imported it, or that called one of its hooks.
        printed: the first line that it printed meanwhile, and `printed_in` the stage: `import` or
            the name of a hook.
        wraps: the hooks in which it stands around all other plugins.
        models, embedding_models: in the order in which they were registered.
        tools, template_loaders, fragment_loaders, vector_indexes: the names it asked for.
        commands: those it added.
        touched_commands: the names of commands of others that it replaced, removed or changed.
        changed_commands: what these are then, but for those that it removed.
        touched_library: the stages - `import`, or the name of a hook - at which it changed what
            belongs to this package, an attribute of a module or of a class, or what all share:
            variables of the environment and modules of others. `import` for one without hooks.
        changes_models: its `register_models` is given the models of others.
        placed: the hooks that it asks to be called in before or after all others.
        descriptions: the first line of what is said of its tools and loaders, by kind and name:
            `tools:shout`.
        dynamic: the hooks in which it asked a server or started a program; what it offers there
            may be another thing each time.
        dependencies: what all this was found out from.

    """

    name: str
    version: str | None
    registered_as: str
    module: str
    built_in: bool = False
    state: State = "loaded"
    errors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    milliseconds: float = 0.0
    limit: float = 0.0
    found_at: float = 0.0
    ended_process: bool = False
    printed: str = ""
    printed_in: str = ""
    wraps: tuple[str, ...] = ()
    models: tuple[OfferedModel, ...] = ()
    embedding_models: tuple[OfferedModel, ...] = ()
    tools: tuple[str, ...] = ()
    template_loaders: tuple[str, ...] = ()
    fragment_loaders: tuple[str, ...] = ()
    vector_indexes: tuple[str, ...] = ()
    commands: tuple[OfferedCommand, ...] = ()
    touched_commands: tuple[str, ...] = ()
    changed_commands: tuple[OfferedCommand, ...] = ()
    touched_library: tuple[str, ...] = ()
    changes_models: bool = False
    placed: tuple[str, ...] = ()
    descriptions: dict[str, str] = {}  # noqa: RUF012 - the default of a field, which nobody changes
    dynamic: tuple[str, ...] = ()
    dependencies: Dependencies = Dependencies({}, {})

    @property
    def removed_commands(self) -> set[str]:
        """The names of commands of others that it removed."""
        return set(self.touched_commands) - {each.name for each in self.changed_commands}

    @property
    def is_barred(self) -> bool:
        """Whether nobody imports it again while this holds."""
        return self.state == "hung" or self.ended_process

    def is_dynamic(self, hook: str) -> bool:
        """Whether what it offers in *hook* may be another thing each time."""
        return hook in self.hooks and not {hook, "import"}.isdisjoint(self.dynamic)

    def is_patching(self, *stages: str) -> bool:
        """Whether it changes more than what it registers, at one of *stages*."""
        return not set(stages).isdisjoint(self.touched_library)

    def names(self, kind: Kind) -> tuple[str, ...]:
        """The names of what it offers of a kind, aliases included."""
        offered = getattr(self, kind)
        if kind == "commands":
            return tuple(each.name for each in offered)
        if kind in ("models", "embedding_models"):
            return tuple(name for each in offered for name in each.names)
        return tuple(offered)


class Index(NamedTuple):
    """The plugins that are installed, in the order in which their hooks are called.

    Attributes:
        entries: one for each, the built-in ones first.

    """

    entries: tuple[Entry, ...]
