"""Test questions asked fairly: of matchers that did not learn from them, and of each of these once."""

from collections.abc import Sequence
from dataclasses import replace

from matcher.fair import FairMatchers
from matcher.knowledge_base import KnowledgeBase
from matcher.matcher import Matcher
from matcher.tune.asked import Asked
from matcher.tune.refit import NO_VECTORS
from matcher.types import Label, Progress, Result

_STEP = 200  # questions between two reports of progress


class Asking:
    """Keeps the matchers and what they found as long as the same is live; one thread at a time may ask."""

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self._base = knowledge_base
        self._of: Matcher | None = None
        self._fair: FairMatchers | None = None
        self._results: dict[str, Result] = {}

    def ask(
        self, matcher: Matcher, labels: Sequence[Label], progress: Progress | None
    ) -> tuple[FairMatchers, Asked | None]:
        """Return what was asked, and the labels with what was found; None without any."""
        fair = self._prepare(matcher, labels, progress)
        new = [label for label in labels if label.question not in self._results]
        vectors = self._base.encode([label.question for label in new], progress) if new else NO_VECTORS
        for at in range(0, len(new), _STEP):
            part = new[at : at + _STEP]
            found = fair.ask(part, vectors[at : at + _STEP])
            self._results.update({label.question: result for label, result in zip(part, found, strict=True)})
            if progress:
                progress("trying the test questions", (at + len(part)) / len(new))
        asked = Asked.of(labels, [self._results[label.question] for label in labels]) if labels else None
        return fair, asked

    def matcher_for(self, question: str, matcher: Matcher) -> Matcher:
        """Return the matcher that a test question was asked of; the given one where that is not live any more."""
        known = self._fair is not None and self._of is not None and same(self._of, matcher)
        return self._fair.matcher_for(question) if self._fair and known else matcher

    def _prepare(self, matcher: Matcher, labels: Sequence[Label], progress: Progress | None) -> FairMatchers:
        if self._fair and self._of and same(self._of, matcher):
            return self._fair
        if self._fair and self._of and self._of.source is matcher.source:
            self._fair = self._fair.changed(lambda each: replace(each, confidence=matcher.confidence))
        else:
            self._fair = FairMatchers.of(matcher, labels, self._base.encode, progress)
        self._of, self._results = matcher, {}
        return self._fair


def same(one: Matcher, other: Matcher) -> bool:
    """Whether both find the same, whatever their thresholds."""
    return one.source is other.source and one.confidence is other.confidence
