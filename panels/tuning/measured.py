"""What the page shows of the test questions, asked once and kept for everybody who looks at it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.knowledge_base import KnowledgeBase
from matcher.matcher import Matcher
from matcher.tune.asked import Asked
from matcher.tune.curve import Curve, curve
from matcher.tune.reliability import Reliability, reliability
from matcher.tune.tuning import Tuning
from matcher.types import Entry, KeptLabel, Progress, Result

_STEP = 200  # questions between two reports of progress


@dataclass(frozen=True, eq=False)
class Measured:
    """Test questions with what was found for them; asked is None where there was nothing to ask.

    kept: every label, in order; cold: whether the questions were made from the FAQ itself.
    """

    matcher: Matcher
    kept: tuple[KeptLabel, ...]
    asked: Asked | None
    cold: bool = False

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
        self._measuring = threading.Lock()
        self._kept: Measured | None = None
        self._asked_of: Matcher | None = None
        self._results: dict[str, Result] = {}

    @property
    def now(self) -> Measured:
        """What was measured last; before the first time, the labels as they are."""
        return self._kept or Measured(self.base.matcher, tuple(self.base.labels.all()), None)

    @property
    def current(self) -> bool:
        """Whether what was measured last was measured with what is live."""
        return self._kept is not None and _same(self._kept.matcher, self.base.matcher)

    def measure(self, progress: Progress | None = None) -> Measured:
        """Ask the labels where they, or what is live, have changed; without any, make the estimate anew if there was one."""
        with self._measuring:
            kept, matcher, known = tuple(self.base.labels.all()), self.base.matcher, self._kept
            if known and known.kept == kept and _same(known.matcher, matcher):
                return known
            if known and known.cold and not kept:
                return self._measure_cold(progress)
            self._kept = Measured(matcher, kept, self._ask(matcher, kept, progress))
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

    def _measure_cold(self, progress: Progress | None) -> Measured:
        matcher, asked = self.base.matcher, self.tuning.cold(progress=progress)
        self._kept = Measured(matcher, tuple(self.base.labels.all()), asked, cold=True)
        return self._kept

    def _ask(self, matcher: Matcher, kept: Sequence[KeptLabel], progress: Progress | None) -> Asked | None:
        """Ask the usable labels; what was asked of the same matcher before is not asked again."""
        labels = [label for each in kept if (label := each.usable) is not None]
        if not labels:
            return None
        if not (self._asked_of and _same(self._asked_of, matcher)):
            self._asked_of, self._results = matcher, {}
        new = list({label.question for label in labels} - self._results.keys())
        vectors = self.base.encode(new, progress)
        for at in range(0, len(new), _STEP):
            part = new[at : at + _STEP]
            self._results.update(zip(part, matcher.ask_many(part, vectors=vectors[at : at + _STEP]), strict=True))
            if progress:
                progress("asking", (at + len(part)) / len(new))
        return Asked.of(labels, [self._results[label.question] for label in labels])


def _same(one: Matcher, other: Matcher) -> bool:
    """Whether both find the same, whatever their thresholds."""
    return one.source is other.source and one.confidence is other.confidence
