"""Dataclasses whose methods are made late are those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import pkgutil
import subprocess
import sys
import threading
from dataclasses import field
from importlib import import_module
from typing import Any, ClassVar

import pytest

import llm
from llm import lazy_dataclass
from llm.lazy_dataclass import _Later, dataclass

MADE = (dataclasses.dataclass, dataclass)


def plain(made: Any) -> Any:
    """A class with fields of all kinds that there are, made by a decorator."""

    @made
    class Plain:
        """A class."""

        kind: ClassVar[str] = "plain"
        one: int
        two: list[int] = field(default_factory=list)
        three: str = "3"
        four: float = field(default=4.0, compare=False, repr=False)

    return Plain


def derived(made: Any) -> Any:
    """A class that adds to the fields of another, and has something to do at the end."""

    @made
    class Derived(plain(made)):  # type: ignore[misc]  # made by either decorator
        """A class."""

        three: str = "changed"
        five: int = 5

        def __post_init__(self):
            self.six = self.five + 1

        def __repr__(self):
            return "its own"

    return Derived


def frozen(made: Any) -> Any:
    """A class whose instances do not change."""

    @made(frozen=True)
    class Frozen:
        """A class."""

        one: int = 1
        two: tuple[int, ...] = ()

    return Frozen


def bare(made: Any) -> Any:
    """A class without comparing and showing."""

    @made(eq=False, repr=False)
    class Bare:
        """A class."""

        one: int = 1

    return Bare


def unusual(made: Any) -> Any:
    """A class with a field that `__init__` does not take, and one that only a keyword gives."""

    @made
    class Unusual:
        """A class."""

        one: int = 1
        made: int = field(default=2, init=False)
        anew: list[int] = field(default_factory=list, init=False)
        named: int = field(default=3, kw_only=True)

    return Unusual


def restored(made: Any) -> Any:
    """A class with fields that `__init__` does not take."""

    @made
    class Restored:
        """A class."""

        one: int
        origin: int = field(default=2, init=False, repr=False, compare=False)
        anew: list[int] = field(default_factory=list, init=False)
        last: int = 3

    return Restored


KINDS = pytest.mark.parametrize("kind", [plain, derived, frozen, bare, unusual, restored])


@pytest.fixture(params=MADE, ids=["standard", "lazy"])
def made(request):
    """Either decorator: what is written below holds for both."""
    return request.param


@KINDS
def test_what_can_be_seen_of_a_class_is_the_same(kind):
    """Its signature, its fields, its attributes, and what is shown of an instance."""
    theirs, ours = (kind(each) for each in MADE)
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert inspect.signature(ours).parameters.keys() == inspect.signature(theirs).parameters.keys()
    assert ours.__match_args__ == theirs.__match_args__
    assert str(dataclasses.fields(ours)) == str(dataclasses.fields(theirs))
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)
    assert str(ours.__dataclass_params__) == str(theirs.__dataclass_params__)
    assert ours.__init__.__qualname__ == theirs.__init__.__qualname__
    assert ours.__init__.__annotations__ == theirs.__init__.__annotations__
    names = {
        name for name in vars(theirs) if name not in ("__init_subclass__", "__static_attributes__")
    }
    assert names <= set(vars(ours))
    assert {name for name in vars(ours) if not name.startswith("__")} == {
        name for name in vars(theirs) if not name.startswith("__")
    }
    made = [each(1) if kind in (plain, derived, restored) else each() for each in (theirs, ours)]
    assert vars(made[0]) == vars(made[1])
    if kind is not bare:
        assert repr(made[0]) == repr(made[1])


def test_defaults_are_made_for_each(made):
    """A factory is called for each instance, and only where nothing is given."""
    cls = plain(made)
    given: list[int] = []
    assert cls(1).two is not cls(1).two
    assert cls(1, given).two is given
    with pytest.raises(TypeError, match="one"):
        cls()


def test_equal_are_those_with_equal_fields(made):
    """What is not compared is left out, and another class is never equal."""
    cls = plain(made)
    assert cls(1) == cls(1, four=5.0)
    assert cls(1) != cls(2)
    assert cls(1) != derived(made)(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(cls(1))
    assert bare(made)() != bare(made)()


def test_frozen_ones_do_not_change(made):
    """Fields of a frozen class can neither be set nor deleted; equal ones have one hash."""
    cls = frozen(made)
    one = cls(2)
    assert (hash(one), one) == (hash(cls(2)), cls(2))
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'one'"):
        one.one = 3
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'two'"):
        del one.two
    free = type("Free", (cls,), {})(4)
    free.more = 5
    with pytest.raises(dataclasses.FrozenInstanceError):
        free.one = 5


def test_functions_of_the_standard_library_take_them(made):
    """`replace`, `asdict`, copying and patterns work on instances."""
    cls = plain(made)
    one = cls(1, [2])
    assert dataclasses.asdict(one) == {"one": 1, "two": [2], "three": "3", "four": 4.0}
    assert dataclasses.replace(one, one=7).one == 7
    assert copy.deepcopy(one) == one
    match one:
        case cls(first, second):
            assert (first, second) == (1, [2])
        case _:
            raise AssertionError


def test_a_class_of_the_standard_library_can_be_derived():
    """Plugins derive theirs from ours with the decorator that they know."""
    base: Any = plain(dataclass)

    @dataclasses.dataclass
    class Theirs(base):  # type: ignore[misc]  # which no checker can see
        more: int = 9

    assert repr(Theirs(1)).endswith("Theirs(one=1, two=[], three='3', more=9)")
    assert [each.name for each in dataclasses.fields(Theirs)][-1] == "more"


def test_a_mistake_is_told_when_the_class_is_used():
    """A field that needs a value behind one that has one is the mistake that it always was."""
    lazy: Any = dataclass

    @lazy
    class Wrong:
        one: int = 1
        two: int

    with pytest.raises(TypeError, match="non-default argument 'two' follows default argument"):
        Wrong(1, 2)  # type: ignore[call-arg]  # no checker knows its fields


def test_it_can_be_used_from_several_threads_at_once():
    """Whoever comes first makes the methods; the others wait for them."""
    cls = derived(dataclass)
    start = threading.Barrier(8)
    found = []

    def use():
        start.wait()
        found.append((cls(1).six, cls(1) == cls(1), repr(cls(1))))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [(6, True, "its own")] * 8


def test_nothing_is_made_before_it_is_used():
    """A class that nobody looked at has none of its methods, and costs no import."""
    cls = plain(dataclass)
    assert isinstance(vars(cls)["__init__"], _Later)
    cls(1)
    assert not isinstance(vars(cls)["__init__"], _Later)
    assert isinstance(vars(cls)["__eq__"], _Later)
    code = "import sys, llm.usage; assert 'dataclasses' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_messages_can_be_pickled():
    """What is restored without `__init__` is compared and shown like all others."""
    said = pickle.dumps(llm.user("hello"))
    code = f"import pickle; print(pickle.loads({said!r}))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == repr(llm.user("hello"))


def test_each_of_ours_is_what_the_standard_library_makes():
    """The `__init__` of every dataclass of this package takes what the other one would take."""
    for module in pkgutil.walk_packages(llm.__path__, "llm."):
        if not module.name.endswith("__main__") and ".scaffold" not in module.name:
            import_module(module.name)
    ours = [each for each in lazy_dataclass._OPTIONS if each.__module__.startswith("llm.")]
    assert len(ours) > 80
    each: Any
    for each in ours:
        standard: Any = lazy_dataclass._made(each, False)
        assert str(inspect.signature(each)) == str(inspect.signature(standard)), each
        assert each.__match_args__ == standard.__match_args__, each
