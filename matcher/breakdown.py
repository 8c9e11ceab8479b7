"""Where an evaluation is good and where not: by category, by length of the question, and which entries are confused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matcher.evaluate import Evaluation, as_json
from matcher.judge import Judgement, judge
from matcher.measures import Outcomes, intervals, measure
from matcher.types import Entry, Label, Reply, ReplyKind
from matcher.words import words

OUT_OF_SCOPE = "out of scope"
NO_CATEGORY = "no category"
NOT_IN_FAQ = "entry not in the FAQ"

_LENGTHS = ((3, "up to 3 words"), (6, "4 to 6 words"), (10, "7 to 10 words"), (15, "11 to 15 words"))
_LONGER = "16 words or more"
_RESAMPLES = 200  # for an interval; there are many groups, and they are small
_EXAMPLES = 3


class By(StrEnum):
    """What an evaluation can be broken down by."""

    CATEGORY = "category"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one kind: their measures with 95 % intervals, and what came of them at the thresholds."""

    name: str
    questions: int
    measures: dict[str, tuple[float, float, float]]
    judged: Mapping[Judgement, int]

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "group": self.name,
            "questions": self.questions,
            "judged": {kind.value: self.judged[kind] for kind in Judgement if self.judged[kind]},
            "measures": {name: as_json(numbers) for name, numbers in self.measures.items()},
        }


@dataclass(frozen=True, slots=True)
class Confusion:
    """Questions that should reach one entry and whose best candidate is another; surest examples first.

    expected is None for questions out of scope, of which only those that were answered count. wrong_answers is how
    many visitors got the wrong answer; the other questions were not answered.
    """

    expected: str | None
    predicted: str
    questions: int
    wrong_answers: int
    examples: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "expected": self.expected,
            "predicted": self.predicted,
            "questions": self.questions,
            "wrong_answers": self.wrong_answers,
            "examples": list(self.examples),
        }


def break_down(evaluation: Evaluation, by: By, entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Measure each group of questions by itself; entries are those that were asked.

    Categories are those of the expected entry, the largest group first and what is out of scope last; lengths rise.
    """
    if by is By.CATEGORY:
        categories = {entry.id: entry.category or NO_CATEGORY for entry in entries}
        names = [_category(label, reply, categories) for label, reply in _rows(evaluation)]
        order = [name for name, _ in Counter(names).most_common() if name != OUT_OF_SCOPE] + [OUT_OF_SCOPE]
    elif by is By.LENGTH:
        names = [_length(label.question) for label in evaluation.labels]
        order = [*(name for _, name in _LENGTHS), _LONGER]
    else:
        raise ValueError(f"there is no breakdown by {by!r}")
    outcomes = Outcomes.of(evaluation.results, evaluation.labels)
    return tuple(_group(name, names, outcomes, evaluation) for name in order if name in names)


def confusions(evaluation: Evaluation) -> tuple[Confusion, ...]:
    """Every pair of entries that is confused, the most costly first: by wrong answers, then by questions."""
    found: dict[tuple[str | None, str], list[Reply]] = {}
    for label, reply in _rows(evaluation):
        answered = reply.kind is ReplyKind.ANSWER
        best = reply.candidates[0].entry.id if reply.candidates else None
        if best is None or best in label.expected or not (label.expected or answered):
            continue
        found.setdefault((min(label.expected, default=None), best), []).append(reply)
    pairs = [_confusion(expected, predicted, replies) for (expected, predicted), replies in found.items()]
    return tuple(sorted(pairs, key=lambda pair: (-pair.wrong_answers, -pair.questions)))


def _rows(evaluation: Evaluation) -> list[tuple[Label, Reply]]:
    return list(zip(evaluation.labels, evaluation.decided, strict=True))


def _category(label: Label, reply: Reply, categories: Mapping[str, str]) -> str:
    """Category of the expected entry: where there are several, of the one that was found, else of the first by id."""
    if not label.expected:
        return OUT_OF_SCOPE
    best = reply.candidates[0].entry.id if reply.candidates else ""
    known = sorted(label.expected & categories.keys())
    return categories[best if best in known else known[0]] if known else NOT_IN_FAQ


def _length(question: str) -> str:
    count = len(words(question))
    return next((name for most, name in _LENGTHS if count <= most), _LONGER)


def _group(name: str, names: Sequence[str], outcomes: Outcomes, evaluation: Evaluation) -> Group:
    rows = np.flatnonzero(np.array(names) == name)
    taken = outcomes.take(rows)
    bounds = intervals(taken, resamples=_RESAMPLES)
    judged = Counter(judge(evaluation.decided[i], evaluation.labels[i]) for i in rows.tolist())
    return Group(name, len(rows), {key: (value, *bounds[key]) for key, value in measure(taken).items()}, judged)


def _confusion(expected: str | None, predicted: str, replies: Sequence[Reply]) -> Confusion:
    surest = sorted(replies, key=lambda reply: -reply.confidence)
    wrong = sum(reply.kind is ReplyKind.ANSWER for reply in replies)
    examples = tuple(reply.question for reply in surest[:_EXAMPLES])
    return Confusion(expected, predicted, len(replies), wrong, examples)
