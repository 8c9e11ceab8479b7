import csv
import json
import math
from pathlib import Path

import pytest

from matcher.decide import decide
from matcher.errors import MatcherError
from matcher.evaluate import Evaluation, evaluate, write_predictions
from matcher.matcher import Matcher
from matcher.measures import Outcomes, intervals, measure
from matcher.types import Entry, Label, ReplyKind, Thresholds
from tests.fakes import FakeEncoder

ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order",)),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take",)),
    Entry("open", "opening hours", "From 9 to 5."),
)
LABELS = (
    Label("return my red shoes", frozenset({"return"})),
    Label('a, "quoted" question\non two lines', frozenset()),
    Label("which cards", frozenset({"pay", "open"})),
    Label("", frozenset({"open"})),
    Label("return my red shoes", frozenset({"open"})),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(ENTRIES, FakeEncoder(), thresholds=Thresholds(0.7, 0.4))


@pytest.fixture(scope="module")
def evaluation(matcher: Matcher) -> Evaluation:
    return evaluate(matcher, LABELS)


def test_every_question_is_asked_once_in_order(matcher: Matcher, evaluation: Evaluation) -> None:
    assert evaluation.labels == LABELS
    assert list(evaluation.results) == matcher.ask_many([label.question for label in LABELS])
    assert evaluation.decided == tuple(decide(result, matcher.thresholds) for result in evaluation.results)


def test_measures_are_those_of_the_results_with_their_intervals(evaluation: Evaluation) -> None:
    outcomes = Outcomes.of(evaluation.results, LABELS)
    values, bounds = measure(outcomes), intervals(outcomes)
    assert evaluation.measures == {name: (values[name], *bounds[name]) for name in values}


def test_the_summary_counts_and_is_json_of_numbers(evaluation: Evaluation) -> None:
    summary = evaluation.as_dict()
    kinds = [reply.kind for reply in evaluation.decided]
    assert (summary["questions"], summary["out_of_scope"]) == (5, 1)
    assert summary["replies"] == {kind.value: kinds.count(kind) for kind in ReplyKind if kind in kinds}
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_what_the_labels_can_not_tell_is_null(matcher: Matcher) -> None:
    evaluation = evaluate(matcher, LABELS[:1])
    assert math.isnan(evaluation.measures["auroc_scope"][0])
    measures = evaluation.as_dict()["measures"]
    assert isinstance(measures, dict)
    assert measures["auroc_scope"] == {"value": None, "low": None, "high": None}
    json.dumps(evaluation.as_dict(), allow_nan=False)


def test_predictions_hold_every_question_in_order_also_fallbacks(evaluation: Evaluation, tmp_path: Path) -> None:
    write_predictions(evaluation, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["question", "expected_id", "predicted_id", "confidence", "similarity", "relevance", "reply"]
    assert [row[0] for row in rows] == [label.question for label in LABELS]
    assert [row[1] for row in rows] == ["return", "", "open|pay", "open", "open"]
    for row, result, reply in zip(rows, evaluation.results, evaluation.decided, strict=True):
        best = result.candidates[0] if result.candidates else None
        assert row[2] == (best.entry.id if best else "")
        assert float(row[3]) == pytest.approx(best.confidence if best else 0, abs=1e-6)
        assert float(row[4]) == pytest.approx(best.similarity if best else 0, abs=1e-6)
        assert row[5:] == ["", reply.kind.value]
    assert rows[1][2]  # out of scope and a fallback, and the best candidate is told all the same
    assert rows[1][6] == "fallback"


def test_predictions_that_can_not_be_written_are_an_error(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "out.csv"
    with pytest.raises(MatcherError) as refused:
        write_predictions(evaluation, path)
    assert str(refused.value) == f"{path}: the predictions can't be written: No such file or directory"
