"""What one person sees on the page: it lives as long as the page is open."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import gradio as gr

from matcher.ingest import IngestedLabels
from matcher.tune.choose import Choice
from matcher.tune.fixes import Effect
from matcher.tune.inspect import Inspection
from matcher.tune.refit import Refit
from matcher.types import KeptLabel, Thresholds
from panels.tuning.listing import Picked


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is picked, chosen, opened and about to be done, and what was said last; only the same one is equal.

    choice: as the button made it, until something else is saved; cold: whether it was made without labels; deleted: the
    label that can be brought back; said and told: HTML over the table, and beside the opened question.
    """

    picked: Picked = field(default_factory=Picked)
    choice: Choice | None = None
    cold: bool = False
    inspection: Inspection | None = None
    effect: Effect | None = None
    refit: Refit | None = None
    file: IngestedLabels | None = None
    deleted: KeptLabel | None = None
    said: str = ""
    told: str = ""
    fresh: bool = False


@dataclass(slots=True, eq=False)
class Sight:
    """Holds what one person sees at this moment, for handlers that end after something else was pressed."""

    seen: Seen = field(default_factory=Seen)

    def show(self, results: Callable[[Seen], tuple[Any, ...]]) -> tuple[Any, ...]:
        """Return the results of what is seen when they are done, not of what was seen when somebody asked for them."""
        while True:
            seen = self.seen
            shown = results(seen)
            if self.seen is seen:
                return shown


def seeing(handler: Callable[..., tuple[Any, ...]]) -> Callable[..., tuple[Any, ...]]:
    """Return a handler that takes the holder first in place of what is seen, and puts there what comes of it."""

    @wraps(handler)
    def held(sight: Sight, *given: Any, **named: Any) -> tuple[Any, ...]:  # noqa: ANN401 - what the handler takes
        views = handler(sight.seen, *given, **named)
        for view in views:
            if isinstance(view, Seen):
                sight.seen = view
        return tuple(gr.skip() if isinstance(view, Seen) else view for view in views)

    return held


@dataclass(frozen=True, slots=True)
class Step:
    """What pressing something came to: what is seen now, and where the sliders go, None where they stay.

    ask: whether test questions or the FAQ changed, so that there is something to measure; mend: whether the ways to
    mend are to be drawn anew.
    """

    seen: Seen
    sliders: Thresholds | None = None
    ask: bool = False
    mend: bool = False
