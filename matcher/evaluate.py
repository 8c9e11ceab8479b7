"""Ask labelled questions and measure the replies, as `python -m matcher evaluate` prints them."""

import csv
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.decide import decide
from matcher.errors import MatcherError
from matcher.matcher import Matcher
from matcher.measures import Outcomes, intervals, measure
from matcher.types import Label, Progress, Reply, Result

PREDICTION_COLUMNS = ("question", "expected_id", "predicted_id", "confidence", "similarity", "relevance", "reply")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Labelled questions, what was found for them, and how good that is.

    measures maps a name to its value and its 95 % interval; replies counts the kinds of reply at the thresholds.
    """

    labels: tuple[Label, ...]
    results: tuple[Result, ...]
    decided: tuple[Reply, ...]
    measures: dict[str, tuple[float, float, float]]

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON, which knows no NaN: what the data can't tell is None."""
        counts = Counter(reply.kind.value for reply in self.decided)
        return {
            "questions": len(self.labels),
            "out_of_scope": sum(not label.expected for label in self.labels),
            "replies": dict(counts),
            "measures": {name: as_json(numbers) for name, numbers in self.measures.items()},
        }


def evaluate(matcher: Matcher, labels: Sequence[Label], progress: Progress | None = None) -> Evaluation:
    """Ask every question once; nothing is fitted on the labels."""
    results = matcher.ask_many([label.question for label in labels], progress=progress)
    outcomes = Outcomes.of(results, labels)
    values, bounds = measure(outcomes), intervals(outcomes)
    measures = {name: (value, *bounds[name]) for name, value in values.items()}
    decided = tuple(decide(result, matcher.thresholds) for result in results)
    return Evaluation(tuple(labels), tuple(results), decided, measures)


def write_predictions(evaluation: Evaluation, path: Path) -> None:
    """Write one row a question, in order; predicted_id is the best candidate also where the reply is a fallback.

    Raises MatcherError where the file can't be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(PREDICTION_COLUMNS)
            writer.writerows(map(_prediction, evaluation.labels, evaluation.decided))
    except OSError as error:
        raise MatcherError(f"{path}: the predictions can't be written: {error.strerror}") from error


def as_json(numbers: Sequence[float]) -> dict[str, float | None]:
    """Value and interval of a measure as plain values for JSON, which knows no NaN."""
    return {name: None if math.isnan(n) else n for name, n in zip(("value", "low", "high"), numbers, strict=True)}


def _prediction(label: Label, reply: Reply) -> tuple[str, ...]:
    expected = "|".join(sorted(label.expected))
    if not reply.candidates:
        return (label.question, expected, "", "0", "0", "", reply.kind.value)
    best = reply.candidates[0]
    relevance = "" if best.relevance is None else f"{best.relevance:.6f}"
    numbers = (f"{best.confidence:.6f}", f"{best.similarity:.6f}", relevance)
    return (label.question, expected, best.entry.id, *numbers, reply.kind.value)
