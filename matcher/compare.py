"""What changes for visitors: the labelled questions asked before and after, reply by reply.

Before and after are two revisions, two FAQ files or two models; which of them is nothing that is needed here.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.decide import decide
from matcher.judge import Judgement, judge
from matcher.matcher import Matcher
from matcher.types import Label, Progress, Reply

_WRONG = (Judgement.WRONG, Judgement.WRONGLY_ANSWERED)


class Verdict(StrEnum):
    """Whether a reply that changed is better; the worst comes first."""

    WORSE = "worse"
    BETTER = "better"
    AS_BAD = "as_bad"
    AS_GOOD = "as_good"

    @property
    def heading(self) -> str:
        """The same in words for people."""
        return {"as_bad": "different, but as bad", "as_good": "different, but as good"}.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class Change:
    """A labelled question whose reply changes; missing holds the expected ids that no entry has afterwards."""

    label: Label
    before: Reply
    after: Reply
    judged_before: Judgement
    judged_after: Judgement
    missing: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether the reply afterwards is better, worse, or worth the same."""
        if self.judged_after.level != self.judged_before.level:
            return Verdict.BETTER if self.judged_after.level > self.judged_before.level else Verdict.WORSE
        return Verdict.AS_GOOD if self.judged_after.good else Verdict.AS_BAD


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every question whose reply changes, worse ones first and else in the labels' order, and the totals.

    before and after count all questions by what came of them; missing holds the labels that no entry can satisfy
    afterwards, whether or not the reply changes.
    """

    questions: int
    changes: tuple[Change, ...]
    before: Mapping[Judgement, int]
    after: Mapping[Judgement, int]
    missing: tuple[Label, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """How many replies changed in this way."""
        return sum(change.verdict is verdict for change in self.changes)

    @property
    def wrong_rise(self) -> float:
        """Wrong answers more than before, as a share of all questions; in [-1, 1]."""
        return sum(self.after[kind] - self.before[kind] for kind in _WRONG) / self.questions

    @property
    def right_drop(self) -> float:
        """Right answers fewer than before, as a share of all questions; in [-1, 1]."""
        return (self.before[Judgement.RIGHT] - self.after[Judgement.RIGHT]) / self.questions

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "questions": self.questions,
            "changed": len(self.changes),
            **{verdict.value: self.count(verdict) for verdict in Verdict},
            "wrong_rise": self.wrong_rise,
            "right_drop": self.right_drop,
            "before": {kind.value: self.before[kind] for kind in Judgement},
            "after": {kind.value: self.after[kind] for kind in Judgement},
            "missing": [_label_dict(label) for label in self.missing],
            "changes": [_change_dict(change) for change in self.changes],
        }


def compare(
    labels: Sequence[Label],
    before: Sequence[Reply],
    after: Sequence[Reply],
    *,
    known: Collection[str] | None = None,
) -> Comparison:
    """Hold the replies to the same questions against each other; known: ids of the entries afterwards, where at hand.

    Raises ValueError for no labels, and for replies to other questions than the labels'.
    """
    if not labels:
        raise ValueError("there are no labels to compare by")
    rows = list(zip(labels, before, after, strict=True))
    for label, *replies in rows:
        for reply in replies:
            if reply.question != label.question:
                raise ValueError(f"a reply to {reply.question!r} stands beside the label of {label.question!r}")
    changes = [_change(*row, known) for row in rows if _read(row[1]) != _read(row[2])]
    order = list(Verdict)
    return Comparison(
        questions=len(labels),
        changes=tuple(sorted(changes, key=lambda change: order.index(change.verdict))),
        before=Counter(judge(old, label) for label, old, _ in rows),
        after=Counter(judge(new, label) for label, _, new in rows),
        missing=tuple(
            label for label in labels if label.expected and len(_missing(label, known)) == len(label.expected)
        ),
    )


def compare_matchers(
    before: Matcher, after: Matcher, labels: Sequence[Label], progress: Progress | None = None
) -> Comparison:
    """Ask both matchers every labelled question, each with its own thresholds."""
    questions = [label.question for label in labels]
    replies = [
        [decide(result, matcher.thresholds) for result in matcher.ask_many(questions, progress=progress)]
        for matcher in (before, after)
    ]
    return compare(labels, *replies, known={entry.id for entry in after.entries})


def _read(reply: Reply) -> tuple[object, ...]:
    """Return what a visitor gets to read."""
    answer = (reply.entry.id, reply.entry.answer) if reply.entry else None
    return (reply.kind, answer, tuple(candidate.entry.question for candidate in reply.suggestions))


def _change(label: Label, before: Reply, after: Reply, known: Collection[str] | None) -> Change:
    return Change(label, before, after, judge(before, label), judge(after, label), _missing(label, known))


def _missing(label: Label, known: Collection[str] | None) -> tuple[str, ...]:
    return () if known is None else tuple(sorted(name for name in label.expected if name not in known))


def _label_dict(label: Label) -> dict[str, object]:
    return {"question": label.question, "expected": sorted(label.expected)}


def _change_dict(change: Change) -> dict[str, object]:
    return {
        **_label_dict(change.label),
        "verdict": change.verdict.value,
        "missing": list(change.missing),
        "before": _reply_dict(change.before, change.judged_before),
        "after": _reply_dict(change.after, change.judged_after),
    }


def _reply_dict(reply: Reply, judged: Judgement) -> dict[str, object]:
    entry = reply.entry
    return {
        "judgement": judged.value,
        "reply": reply.kind.value,
        "confidence": reply.confidence,
        "answer": {"id": entry.id, "question": entry.question, "answer": entry.answer} if entry else None,
        "suggestions": [{"id": c.entry.id, "question": c.entry.question} for c in reply.suggestions],
    }
