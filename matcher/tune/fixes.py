"""What would make a reply right, and what that would do to all other test questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcher.errors import MatcherError
from matcher.evidence import EvidenceSource
from matcher.fair import Encode, FairMatchers
from matcher.ingest import with_alternates
from matcher.ingest.cells import same_text_key
from matcher.matcher import Matcher
from matcher.texts import texts_of
from matcher.tune.asked import Asked
from matcher.tune.goals import DEFAULT_GOAL, Goal
from matcher.tune.pick import pick
from matcher.tune.verdicts import VERDICTS, Totals, Verdict, totals, verdicts
from matcher.types import Entry, Label, Progress, Thresholds


@dataclass(frozen=True, slots=True)
class AddAlternate:
    """Give an entry one more phrasing."""

    entry_id: str
    text: str


@dataclass(frozen=True, slots=True)
class AddEntry:
    """Add an entry that answers the question."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Say that the question should not be answered, and choose the thresholds again for the goal."""

    question: str
    goal: Goal = DEFAULT_GOAL


Fix = AddAlternate | AddEntry | OutOfScope


@dataclass(frozen=True, slots=True)
class Change:
    """A test question whose verdict changes; better is True, or False for worse."""

    label: Label
    before: Verdict
    after: Verdict
    better: bool


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What a fix would do, measured on all test questions before anything is changed.

    entries and thresholds: what would be live; before and after: of 100 visitors; changes: the worse ones first.
    """

    fix: Fix
    entries: tuple[Entry, ...]
    thresholds: Thresholds
    before: Totals
    after: Totals
    changes: tuple[Change, ...]

    @property
    def better(self) -> tuple[Change, ...]:
        """The questions that would get a better reply."""
        return tuple(change for change in self.changes if change.better)

    @property
    def worse(self) -> tuple[Change, ...]:
        """The questions that would get a worse reply."""
        return tuple(change for change in self.changes if not change.better)


def effect(
    fair: FairMatchers, asked: Asked | None, fix: Fix, encode: Encode, progress: Progress | None = None
) -> Effect:
    """Try a fix on the questions that were asked of these matchers, and on the one it is for; nothing is published.

    The map that study learned stays as it is; a publish studies anew. Raises MatcherError for an entry that there is
    not, and for an id or a phrasing that is there already.
    """
    judged, matcher = _with_own(fair, asked, fix, encode), fair.matchers[0]
    if isinstance(fix, OutOfScope):
        return _effect(fix, matcher.entries, (judged, matcher.thresholds), (judged, pick(judged, fix.goal)))
    entries = fixed(matcher.entries, fix)
    vectors = encode(texts_of(entries))

    def tried(before: Matcher) -> Matcher:
        source = EvidenceSource.of(entries, vectors, before.source.studied)
        return replace(before, entries=entries, source=source)

    questions = encode([label.question for label in judged.labels])
    after = judged.answered_by(fair.changed(tried).ask(judged.labels, questions))
    if progress:
        progress("trying the change", 1.0)
    return _effect(fix, entries, (judged, matcher.thresholds), (after, matcher.thresholds))


def fixed(entries: Sequence[Entry], fix: AddAlternate | AddEntry) -> tuple[Entry, ...]:
    """Return the entries with the fix made. Raises MatcherError where it can't be."""
    if isinstance(fix, AddEntry):
        if not (fix.entry.id.strip() and fix.entry.question.strip() and fix.entry.answer.strip()):
            raise MatcherError("a new entry needs an id, a question and an answer")
        if any(entry.id == fix.entry.id for entry in entries):
            raise MatcherError(f"there is an entry with the id {fix.entry.id!r} already; choose another")
        return (*entries, fix.entry)
    if not fix.text.strip():
        raise MatcherError("the new alternate is empty; write what a visitor would ask")
    key = same_text_key(fix.text)
    holder = next((entry for entry in entries if key in map(same_text_key, entry.phrasings)), None)
    if holder:
        raise MatcherError(f"{fix.text!r} is a phrasing of the entry {holder.id!r} already")
    return with_alternates(entries, [(fix.entry_id, fix.text)])


def _with_own(fair: FairMatchers, asked: Asked | None, fix: Fix, encode: Encode) -> Asked:
    """Return the questions with the one that the fix is for, labelled as the fix would have it."""
    own = _label(fix)
    labels, results = (list(asked.labels), list(asked.results)) if asked else ([], [])
    key, known = same_text_key(own.question), False
    for row, label in enumerate(labels):
        if same_text_key(label.question) == key:
            labels[row], known = own, True
    if not known:
        labels.append(own)
        results += fair.ask([own], encode([own.question]))
    return Asked.of(labels, results)


def _label(fix: Fix) -> Label:
    if isinstance(fix, AddAlternate):
        return Label(fix.text, frozenset({fix.entry_id}))
    if isinstance(fix, AddEntry):
        return Label(fix.entry.question, frozenset({fix.entry.id}))
    return Label(fix.question, frozenset())


def _effect(
    fix: Fix, entries: tuple[Entry, ...], before: tuple[Asked, Thresholds], after: tuple[Asked, Thresholds]
) -> Effect:
    was, becomes = verdicts(*before), verdicts(*after)
    changes = [
        Change(label, VERDICTS[old], VERDICTS[new], bool(new < old))
        for label, old, new in zip(before[0].labels, was.tolist(), becomes.tolist(), strict=True)
        if old != new
    ]
    changes.sort(key=lambda change: (change.better, -VERDICTS.index(change.after)))
    return Effect(fix, entries, after[1], totals(*before), totals(*after), tuple(changes))
