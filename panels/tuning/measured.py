"""What the page shows of the test questions, asked once and kept for everybody who looks at it."""

import threading
from dataclasses import dataclass, replace
from functools import cached_property

from matcher.fair import FairMatchers
from matcher.knowledge_base import KnowledgeBase
from matcher.matcher import Matcher
from matcher.tune.asked import Asked
from matcher.tune.curve import Curve, curve
from matcher.tune.fixes import Effect, Fix, effect
from matcher.tune.inspect import Inspection, inspect
from matcher.tune.refit import NO_VECTORS, Refit, refit
from matcher.tune.reliability import Reliability, reliability
from matcher.tune.tuning import Tuning
from matcher.types import Entry, KeptLabel, Progress, Thresholds
from panels.tuning.asking import Asking, same

FEW = 10
"""Labels from which on a picture of them tells more than an estimate."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Test questions with what was found for them; asked is None where there was nothing to ask.

    fair: matchers that did not learn from what they were asked; kept: every label, in order; cold: whether the
    questions were made from the FAQ itself; revision: the number of the one that was asked.
    """

    matcher: Matcher
    fair: FairMatchers
    kept: tuple[KeptLabel, ...]
    asked: Asked | None = None
    cold: bool = False
    revision: int = 0

    @cached_property
    def curve(self) -> Curve | None:
        """What each place of the first slider buys."""
        return curve(self.asked) if self.asked else None

    @cached_property
    def reliability(self) -> Reliability | None:
        """Whether the confidence keeps its word."""
        return reliability(self.asked) if self.asked else None

    @cached_property
    def numbers(self) -> tuple[KeptLabel, ...]:
        """The label of each question that was asked; none for a cold start."""
        return () if self.cold else tuple(each for each in self.kept if each.usable is not None)

    @cached_property
    def phrasings(self) -> frozenset[str]:
        """Every text by which an entry can be asked."""
        return frozenset(text for entry in self.matcher.entries for text in entry.phrasings)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries that were asked, by id."""
        return {entry.id: entry for entry in self.matcher.entries}


class Measuring:
    """Asks test questions where that was not done before; may be used from any thread."""

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self.base = knowledge_base
        self.tuning = Tuning(knowledge_base)
        self._asking = Asking(knowledge_base)
        self._measuring = threading.Lock()
        self._kept: Measured | None = None

    @property
    def now(self) -> Measured:
        """What was measured last; before the first time, the labels as they are."""
        number, matcher = self.base.live.number, self.base.matcher
        kept = self._kept
        return kept or Measured(matcher, FairMatchers((matcher,)), tuple(self.base.labels.all()), revision=number)

    @property
    def busy(self) -> bool:
        """Whether somebody measures at this moment."""
        return self._measuring.locked()

    @property
    def current(self) -> bool:
        """Whether what was measured last was measured with what is live."""
        return self._kept is not None and same(self._kept.matcher, self.base.matcher)

    def measure(self, progress: Progress | None = None) -> Measured:
        """Ask the labels where they, or what is live, changed; an estimate stays as long as there are few."""
        with self._measuring:
            kept, known = tuple(self.base.labels.all()), self._kept
            number, matcher = self.base.live.number, self.base.matcher
            if known and known.kept == kept and same(known.matcher, matcher):
                return known
            labels = [label for each in kept if (label := each.usable) is not None]
            if known and known.cold and len(labels) < FEW:
                if not same(known.matcher, matcher):
                    return self._measure_cold(progress)
                self._kept = replace(known, kept=kept)
                return self._kept
            fair, asked = self._asking.ask(matcher, labels, progress)
            self._kept = Measured(matcher, fair, kept, asked, revision=number)
            return self._kept

    def measure_own(self, progress: Progress | None = None) -> Measured:
        """Go back from the estimate to the labels."""
        with self._measuring:
            self._kept = None
        return self.measure(progress)

    def measure_cold(self, progress: Progress | None = None) -> Measured:
        """Make a test from the FAQ itself, and ask it."""
        with self._measuring:
            return self._measure_cold(progress)

    def inspect(self, question: str) -> Inspection:
        """Show every stage's numbers for a question; a test question is asked as it was for the table."""
        known = {label.question: label for label in self.base.labels.usable()}
        label, live = known.get(question), self.base.matcher
        matcher = self._asking.matcher_for(question, live) if label else live
        return inspect(matcher.with_thresholds(live.thresholds), question, label)

    def effect(self, fix: Fix, thresholds: Thresholds, progress: Progress | None = None) -> Effect:
        """Measure on all test questions what a fix would do at these thresholds; nothing is changed."""
        measured = self.now
        known = self.current and not measured.cold
        fair = measured.fair if known else FairMatchers((self.base.matcher,))
        at = fair.changed(lambda matcher: matcher.with_thresholds(thresholds))
        return effect(at, measured.asked if known else None, fix, self.base.encode, progress)

    def refit(self, progress: Progress | None = None) -> Refit:
        """Try whether confidence fitted on the labels is better; changes nothing."""
        measured = self.measure_own(progress) if self.now.cold else self.measure(progress)
        labels = [label for each in measured.kept if (label := each.usable) is not None]
        vectors = self.base.encode([label.question for label in labels], progress) if labels else NO_VECTORS
        return refit(measured.fair, labels, vectors, progress=progress)

    def _measure_cold(self, progress: Progress | None) -> Measured:
        number, matcher = self.base.live.number, self.base.matcher
        asked = self.tuning.cold(progress=progress)
        kept = tuple(self.base.labels.all())
        self._kept = Measured(matcher, FairMatchers((matcher,)), kept, asked, True, number)
        return self._kept
