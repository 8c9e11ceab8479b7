"""What one person sees on the page: it lives as long as the page is open."""

from dataclasses import dataclass, field

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
