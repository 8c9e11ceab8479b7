"""Tuning of one knowledge base: asks its test questions, chooses, keeps the choice and tells when it is out of date."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from matcher.fair import FairMatchers
from matcher.fitted import Fitted, kept_fit
from matcher.knowledge_base import KnowledgeBase
from matcher.matcher import Matcher
from matcher.tune.asked import Asked
from matcher.tune.choose import Choice
from matcher.tune.chosen import CHOSEN, Chosen, Models
from matcher.tune.cold import Mix, cold_start
from matcher.tune.fixes import AddAlternate, Effect, Fix, OutOfScope, effect, fixed
from matcher.tune.inspect import Inspection, inspect
from matcher.tune.refit import NO_VECTORS, Refit, refit
from matcher.tune.review import Review, review
from matcher.tune.verdicts import spans
from matcher.types import KeptLabel, Label, Progress, Revision, Thresholds


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    matcher: Matcher
    fair: FairMatchers
    labels: tuple[Label, ...]
    asked: Asked


class Tuning:
    """What a page about tuning needs; may be used from any thread. Methods raise MatcherError.

    Questions are asked once for each matcher and set of labels; moving thresholds asks nothing. They are asked of
    matchers that did not learn from them.
    """

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self._base = knowledge_base
        self._asking = threading.Lock()
        self._kept: _Kept | None = None
        self._cold: tuple[Matcher, Mix, Asked] | None = None

    def flagged(self) -> list[KeptLabel]:
        """Labels that expect an entry which is not live any more."""
        return [kept for kept in self._base.labels.all() if kept.missing]

    def asked(self, progress: Progress | None = None) -> Asked | None:
        """Return the labels with what the live matcher finds for them; None where there is no label to ask."""
        labels = self._base.labels.usable()
        if not labels:
            return None
        with self._asking:
            return self._ask(self._base.matcher, labels, progress).asked

    def cold(self, mix: Mix | None = None, progress: Progress | None = None) -> Asked:
        """Return a test built from the FAQ itself, for an owner without labels; takes about as long as a study."""
        mix = mix or Mix()
        with self._asking:
            matcher = self._base.matcher
            if self._cold is None or not _same(self._cold[0], matcher) or self._cold[1] != mix:
                self._cold = (matcher, mix, cold_start(matcher, mix, encode=self._base.encode, progress=progress))
            return self._cold[2]

    def accept(self, choice: Choice, *, author: str, cold: bool = False) -> Chosen:
        """Decide with the chosen thresholds from now on, and keep for which models and revision they were chosen."""
        questions = 0 if cold else choice.questions
        return self._keep(choice.thresholds, choice, questions, author)

    def set_by_hand(self, thresholds: Thresholds, *, author: str) -> Chosen:
        """Decide with thresholds that a person set, promising nothing."""
        return self._keep(thresholds, None, 0, author)

    def chosen(self) -> Chosen | None:
        """Return the choice that was kept last, or None before the first."""
        kept = self._base.store.setting(CHOSEN)
        return None if kept is None else Chosen.from_json(kept)

    def review(self, progress: Progress | None = None) -> Review | None:
        """Hold the kept choice against what is live; None before the first choice."""
        chosen = self.chosen()
        if chosen is None:
            return None
        matcher, revision = self._base.matcher, self._base.live
        return review(chosen, matcher, revision, self._base.entries(chosen.revision), self.asked(progress))

    def inspect(self, question: str) -> Inspection:
        """Show every stage's numbers for a question, with its label where it is a test question."""
        known = {label.question: label for label in self._base.labels.usable()}
        return inspect(self._base.matcher, question, known.get(question))

    def effect(self, fix: Fix, progress: Progress | None = None) -> Effect:
        """Measure on all test questions what a fix would do; nothing is changed."""
        asked = self.asked(progress)
        return effect(self._fair(self._base.matcher, ()), asked, fix, self._base.encode, progress)

    def apply(self, fix: Fix, *, author: str) -> Revision | None:
        """Make a fix: publish the entries with it, or label the question as out of scope (no new revision then)."""
        if isinstance(fix, OutOfScope):
            self._base.labels.add([Label(fix.question, frozenset())], author=author)
            return None
        note = f"alternate for {fix.entry_id}" if isinstance(fix, AddAlternate) else f"entry {fix.entry.id}"
        return self._base.publish(fixed(self._base.matcher.entries, fix), author=author, note=note, source="tuning")

    def refit(self, progress: Progress | None = None) -> Refit:
        """Try whether confidence fitted on the labels is better; changes nothing, use_refit does."""
        labels = self._base.labels.usable()
        vectors = self._base.encode([label.question for label in labels], progress) if labels else NO_VECTORS
        return refit(self._fair(self._base.matcher, labels, progress), labels, vectors, progress=progress)

    def use_refit(self, found: Refit | None) -> None:
        """Use a fitted confidence from now on, or the shipped one again where None. Thresholds need another look."""
        self._base.use_fit(found.fitted if found else None)

    def fitted(self) -> Fitted | None:
        """Return the fitted confidence in use; None where it is the shipped one."""
        return kept_fit(self._base.store, self._base.matcher)

    def _fair(self, matcher: Matcher, labels: Sequence[Label], progress: Progress | None = None) -> FairMatchers:
        """Return what was kept for this matcher, or learn it anew."""
        kept = self._kept
        if kept and _same(kept.matcher, matcher):
            return kept.fair
        return FairMatchers.of(matcher, labels, self._base.encode, progress)

    def _ask(self, matcher: Matcher, labels: tuple[Label, ...], progress: Progress | None) -> _Kept:
        kept = self._kept
        if kept is None or not _same(kept.matcher, matcher) or kept.labels != labels:
            fair = self._fair(matcher, labels, progress)
            vectors = self._base.encode([label.question for label in labels], progress)
            kept = self._kept = _Kept(matcher, fair, labels, Asked.of(labels, fair.ask(labels, vectors)))
        return kept

    def _keep(self, thresholds: Thresholds, choice: Choice | None, questions: int, author: str) -> Chosen:
        chosen = Chosen(
            thresholds,
            choice.goal if choice else None,
            Models.of(self._base.matcher),
            self._base.live.number,
            questions,
            choice.promised if choice else {},
            spans(asked, thresholds) if (asked := self.asked()) else {},
            author,
            datetime.now(UTC),
        )
        self._base.set_thresholds(thresholds)
        self._base.store.set_setting(CHOSEN, chosen.to_json())
        return chosen


def _same(one: Matcher, other: Matcher) -> bool:
    """Whether both find the same, whatever their thresholds."""
    return one.source is other.source and one.confidence is other.confidence
