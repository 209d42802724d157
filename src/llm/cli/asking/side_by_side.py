"""`--also`: several models asked at once, and their answers shown beside each other or in turn.

On a wide terminal each model has a column; for programs that want events, those of all models come
as they arrive; else each answer has a heading, in the order in which the models were named, and the
first one streams while the others arrive. How they are read is `sides.py`'s.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from llm.cli.asking.prompt_run import conclude, show_answer
from llm.cli.asking.sides import Sides
from llm.cli.errors import ModelCallFailed, in_one_line
from llm.cli.terminal import remark, visible, write_answer
from llm.errors import LLMError
from llm.notices import raises_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from llm.cli.asking.asked import Asking
    from llm.cli.asking.sides import Arrival
    from llm.cli.showing.display import Display, DisplaySettings

_PAUSE = 0.05
"""Seconds without an arrival, after which what has arrived is drawn."""
_NARROWEST = 36
"""Columns of a terminal for each answer, below which they are shown in turn."""


def ask_side_by_side(
    askings: Sequence[Asking], settings: DisplaySettings, *, usage: bool, async_: bool
) -> int:
    """Ask all models at once, show their answers, and say how many failed.

    Those that fail cost one line on standard error each.
    """
    answers = [_answer(asking) for asking in askings]
    with closing(_sides(answers, async_=async_)) as sides:
        sides.start()
        if settings.events:
            from llm.cli.output.event_lines import EventLines

            displays = [EventLines(every_line_names_call=True) for _ in askings]
            told = _show_together(sides, askings, displays, lambda: None)
            return _conclude(askings, told, usage=usage)
        if _has_room_for_columns(askings, settings):
            return _show_in_columns(sides, askings, settings, usage=usage)
        return _show_in_turn(sides, askings, answers, settings, usage=usage)


def _sides(answers: Sequence[Any], *, async_: bool) -> Sides:
    if not async_:
        return Sides(answers)
    from llm.cli.asking.loop_sides import LoopSides

    return LoopSides(answers)


def _answer(asking: Asking) -> Any:
    """The answer, not yet begun; the error where what is asked cannot be."""
    try:
        return asking.request.ask(asking.source)
    except Exception as error:
        if raises_errors():
            raise
        return error


def _show_in_turn(
    sides: Sides,
    askings: Sequence[Asking],
    answers: Sequence[Any],
    settings: DisplaySettings,
    *,
    usage: bool,
) -> int:
    """Show one answer after the other, and say how many there are not."""
    failures = 0
    for side, asking in enumerate(askings):
        _write_heading(asking.model.model_id, settings, is_first=not side)
        reader = sides.reader(side)
        try:
            show_answer(
                answers[side],
                settings,
                usage=usage,
                reader=reader,
                calls=asking.calls,
                watch=asking.request.watch,
            )
        except (ModelCallFailed, LLMError) as error:
            failures += _told(asking, error)
    return failures


def _write_heading(title: str, settings: DisplaySettings, *, is_first: bool) -> None:
    """Say whose answer comes: where the answers go, unless programs read those."""
    if settings.silent:
        return
    heading = f"## {visible(title)}"
    if settings.extract:
        remark(heading)
    else:
        write_answer(f"{heading}\n\n" if is_first else f"\n{heading}\n\n")


def _show_in_columns(
    sides: Sides, askings: Sequence[Asking], settings: DisplaySettings, *, usage: bool
) -> int:
    """Show the answers beside each other, and say how many there are not."""
    from llm.cli.showing.columns import Columns

    titles = [asking.model.model_id for asking in askings]
    with closing(Columns(titles, settings.directory)) as columns:
        columns.draw()
        told = _show_together(sides, askings, columns.displays, columns.draw)
    return _conclude(askings, told, usage=usage)


def _show_together(
    sides: Sides, askings: Sequence[Asking], displays: Sequence[Display], pause: Callable[[], None]
) -> list[list[Any] | Exception]:
    """Let each display show its answer as it arrives; the responses of each, or why it failed.

    In between *pause* is called.
    """
    told: list[list[Any] | Exception] = [[] for _ in askings]
    responses: list[list[Any]] = [[] for _ in askings]
    running = set(range(len(askings)))
    try:
        for arrival in _arrivals(sides):
            if arrival is None:
                pause()
                continue
            side = arrival.side
            if arrival.kind == "response":
                responses[side].append(arrival.value)
                askings[side].calls.append(arrival.value.id)
            if arrival.kind in ("end", "failed"):
                running.discard(side)
                told[side] = arrival.value or responses[side]
            _show(displays[side], arrival)
    except BaseException as reason:
        for side in running:
            if not isinstance(reason, OSError):  # nobody reads the output any more
                displays[side].abandon(reason)
        raise
    for side, display in enumerate(displays):
        try:
            display.raise_failure()
        except LLMError as error:
            told[side] = error
    return told


def _arrivals(sides: Sides) -> Iterator[Arrival | None]:
    """What arrives; what a model raised is told apart from a bug of ours."""
    for arrival in sides.arrivals(_PAUSE):
        error = arrival.value if arrival is not None and arrival.kind == "failed" else None
        if arrival is None or not isinstance(error, Exception) or raises_errors():
            yield arrival
        else:
            yield arrival._replace(value=ModelCallFailed(error))


def _show(display: Display, arrival: Arrival) -> None:
    """Let *display* show what arrived."""
    if arrival.kind == "response":
        display.begin(arrival.value)
    elif arrival.kind == "event":
        display.show(arrival.value)
    elif arrival.kind == "done":
        display.end_round()
    elif arrival.kind == "failed":
        display.abandon(arrival.value)
    else:
        display.finish()


def _conclude(
    askings: Sequence[Asking], told: Sequence[list[Any] | Exception], *, usage: bool
) -> int:
    """Say what else there is to say of each answer, and how many failed."""
    failures = 0
    for asking, each in zip(askings, told, strict=True):
        if isinstance(each, Exception):
            failures += _told(asking, each)
        else:
            conclude(each, usage=usage, title=asking.model.model_id)
    return failures


def _told(asking: Asking, error: Exception) -> int:
    """Say what went wrong, and that it is one failure; raise it where tracebacks are wanted."""
    if raises_errors():
        raise error
    remark(visible(f"Error: {asking.model.model_id}: {in_one_line(error)}"))
    return 1


def _has_room_for_columns(askings: Sequence[Asking], settings: DisplaySettings) -> bool:
    """Whether the answers go to a terminal that is wide enough for all of them."""
    import sys

    from llm.cli.terminal import is_drawn_on, size_of

    as_given = settings.silent or settings.extract or settings.render == "raw"
    # Whoever is asked about a tool needs a place where nothing moves.
    if as_given or not settings.stream or any(asking.request.tools for asking in askings):
        return False
    width, _ = size_of(sys.stdout)
    return is_drawn_on(sys.stdout) and width >= _NARROWEST * len(askings)
