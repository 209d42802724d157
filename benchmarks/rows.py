"""Rows of measurements: what was compared or held against a limit, and how its numbers read."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Row:
    """Something that was compared with another or held against a limit; all of it as it is read.

    What is neither is only printed by the comparison that measured it.

    Attributes:
        what: what was measured.
        ours: ours, with its unit.
        who: whom it is compared with, such as `0.36`; empty where it is only held against a limit.
        theirs: theirs, with its unit.
        ratio: ours divided by theirs.
        wanted: the limit of the ratio, or of ours where there is none; empty where none was set.
        holds: whether it is kept; None where none was set.
        is_telling: whether the README shows it; `telling` makes one of those.
    """

    what: str
    ours: str
    who: str = ""
    theirs: str = ""
    ratio: str = ""
    wanted: str = ""
    holds: bool | None = None
    is_telling: bool = False

    @property
    def verdict(self) -> str:
        """What is wanted, and whether it holds or is MISSED; empty where no limit was set."""
        return f"{self.wanted}: {'holds' if self.holds else 'MISSED'}" if self.wanted else ""

    def __str__(self) -> str:
        beside = f"{self.who} {self.theirs}, ratio {self.ratio}" if self.ratio else self.who
        return f"{self.what}: " + "; ".join(filter(None, [self.ours, beside, self.verdict]))


@dataclass(frozen=True)
class Limit:
    """What is wanted of a number: `at_most` or `at_least` make one; it is itself within.

    Attributes:
        kind: `at most` or `at least`.
        value: the limit, in the unit that is shown.
    """

    kind: str
    value: float

    def allows(self, measured: float) -> bool:
        """Whether *measured* keeps it."""
        return measured <= self.value if self.kind == "at most" else measured >= self.value


def at_most(value: float) -> Limit:
    """The limit of what should be small."""
    return Limit("at most", value)


def at_least(value: float) -> Limit:
    """The limit of what should be large."""
    return Limit("at least", value)


def limited(
    what: str, values: Sequence[float], unit: str, limit: Limit, *, scale: float = 1
) -> Row:
    """The row of *values* of ours, times *scale*, whose median has a *limit*."""
    return Row(
        what,
        spread(values, unit, scale),
        wanted=f"{limit.kind} {number(limit.value)} {unit}".rstrip(),
        holds=limit.allows(statistics.median(values) * scale),
    )


def compared(
    what: str,
    ours: Sequence[float],
    who: str,
    theirs: Sequence[float],
    unit: str,
    limit: Limit | None = None,
    *,
    scale: float = 1,
) -> Row:
    """The row of values of *ours* and *theirs*, taken in turn, whose ratio may have a *limit*."""
    measured = ratio(ours, theirs)
    return Row(
        what,
        spread(ours, unit, scale),
        who,
        spread(theirs, unit, scale),
        fraction(measured),
        f"{limit.kind} {fraction(limit.value)}" if limit else "",
        limit.allows(measured) if limit else None,
    )


def telling(row: Row) -> Row:
    """The same *row*, as one of the five that the README shows."""
    return replace(row, is_telling=True)


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """The median of the ratios, taken pair by pair."""
    return statistics.median(n / d for n, d in zip(numerators, denominators, strict=True))


def spread(values: Sequence[float], unit: str, scale: float = 1) -> str:
    """The median of *values*, times *scale*, with minimum and maximum where there are several."""
    middle = f"{number(statistics.median(values) * scale)} {unit}".rstrip()
    if len(values) == 1:
        return middle
    return f"{middle} ({number(min(values) * scale)}-{number(max(values) * scale)})"


def number(value: float) -> str:
    """*value* in three digits, or in all of those before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def fraction(value: float) -> str:
    """A ratio; as one to so many where it is less than a half."""
    return f"1/{number(1 / value)}" if 0 < value < 0.5 else number(value)
