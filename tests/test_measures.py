import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from matcher.measures import Outcomes, auroc, best_accuracy, calibration_error, coverage, intervals, mcc, measure
from matcher.types import Candidate, Entry, Label, Result

SEEDS = range(20)
Row = tuple[float, bool, bool]
"""Confidence, correct, in scope."""
ROWS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 0.9, 1.0]), st.booleans(), st.booleans()).map(
        lambda row: (row[0], row[1] and row[2], row[2])
    ),
    min_size=1,
    max_size=30,
)


def result_of(*found: tuple[str, float]) -> Result:
    return Result("q", tuple(Candidate(Entry(i, f"{i}?", "."), f"{i}?", 0.5, None, c) for i, c in found))


def label_of(*expected: str) -> Label:
    return Label("q", frozenset(expected))


def outcomes_of(seed: int, count: int = 60, tied: bool = False) -> Outcomes:
    """Outcomes as a matcher might have them, with confidences that differ, or are tied."""
    rng = np.random.default_rng(seed)
    results, labels = [], []
    for row in range(count):
        value = rng.integers(1, 6) / 5 if tied else (row + rng.random()) / count
        ids = [f"e{i}" for i in rng.permutation(6)]
        results.append(result_of(*((name, value * 0.9**place) for place, name in enumerate(ids[:4]))))
        likely = ids[0] if rng.random() < value else f"e{rng.integers(6)}"
        labels.append(label_of() if rng.random() < 0.3 else label_of(likely))
    order = rng.permutation(count)
    return Outcomes.of([results[i] for i in order], [labels[i] for i in order])


def plain_coverage(rows: list[Row], precision: float) -> float:
    """Coverage once more, as one would say it."""
    ordered = sorted(rows, key=lambda row: -row[0])
    best = 0.0
    for length in range(1, len(ordered) + 1):
        right = sum(correct for _, correct, _ in ordered[:length])
        if right / length >= precision:
            best = right / sum(scope for _, _, scope in rows)
    return best


def plain_best_accuracy(rows: list[Row]) -> float:
    """Best accuracy once more: try every threshold."""
    thresholds = [confidence for confidence, _, _ in rows] + [2.0]
    return max(
        sum(correct if confidence >= at else not scope for confidence, correct, scope in rows) / len(rows)
        for at in thresholds
    )


def plain_calibration_error(rows: list[Row]) -> float:
    """ECE once more: bin by bin."""
    total = 0.0
    for number in range(10):
        members = [row for row in rows if min(int(row[0] * 10), 9) == number]
        if members:
            gap = sum(row[0] for row in members) / len(members) - sum(row[1] for row in members) / len(members)
            total += abs(gap) * len(members) / len(rows)
    return total


def test_outcomes_say_rank_and_classes() -> None:
    results = [
        result_of(("a", 0.9), ("b", 0.5)),
        result_of(("a", 0.8), ("b", 0.4)),
        result_of(("a", 0.7)),
        result_of(("a", 0.6)),
        result_of(),
        result_of(),
    ]
    labels = [label_of("a"), label_of("b"), label_of("c"), label_of(), label_of("a"), label_of()]
    outcomes = Outcomes.of(results, labels)
    assert outcomes.confidence.tolist() == [0.9, 0.8, 0.7, 0.6, 0.0, 0.0]
    assert outcomes.correct.tolist() == [True, False, False, False, False, False]
    assert outcomes.in_scope.tolist() == [True, True, True, False, True, False]
    assert outcomes.rank.tolist() == [1, 2, 0, 0, 0, 0]
    assert (outcomes.predicted == outcomes.due).tolist() == [True, False, False, False, False, True]
    assert (outcomes.due == 0).tolist() == [False, False, False, True, False, True]
    assert (outcomes.predicted == 0).tolist() == [False, False, False, False, True, True]


def test_any_of_several_expected_entries_is_right() -> None:
    outcomes = Outcomes.of([result_of(("b", 0.9))], [label_of("a", "b", "c")])
    assert outcomes.correct.tolist() == [True]
    assert outcomes.predicted.tolist() == outcomes.due.tolist()


def test_results_and_labels_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Outcomes.of([result_of()], [])


def test_measures_of_a_small_example_are_those_worked_out_by_hand() -> None:
    results = [
        result_of(("a", 0.95), ("b", 0.1)),  # right
        result_of(("b", 0.85)),  # right
        result_of(("a", 0.55), ("c", 0.5), ("b", 0.4)),  # third
        result_of(("c", 0.35)),  # out of scope
        result_of(("a", 0.15)),  # not found
    ]
    labels = [label_of("a"), label_of("b"), label_of("b"), label_of(), label_of("c")]
    assert measure(Outcomes.of(results, labels)) == pytest.approx(
        {
            "top1": 2 / 4,
            "mrr": (1 + 1 + 1 / 3 + 0) / 4,
            "recall@5": 3 / 4,
            "recall@20": 3 / 4,
            "auroc_correct": 1.0,
            "auroc_scope": 3 / 4,
            "coverage@90": 2 / 4,
            "coverage@95": 2 / 4,
            "best_accuracy": 3 / 5,
            "mcc": matthews_corrcoef([1, 2, 2, 0, 3], [1, 2, 0, 0, 0]),
            "ece": (0.05 + 0.15 + 0.55 + 0.35 + 0.15) / 5,
        }
    )


def test_recall_looks_as_deep_as_its_name_says() -> None:
    deep = result_of(*((f"e{i}", 0.5 - i / 100) for i in range(25)))
    found = measure(Outcomes.of([deep] * 4, [label_of(f"e{i}") for i in (4, 5, 19, 20)]))
    assert (found["recall@5"], found["recall@20"]) == (1 / 4, 3 / 4)


@given(ROWS)
def test_auroc_is_that_of_sklearn_also_with_ties(rows: list[Row]) -> None:
    value, positive = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    found = auroc(positive, value)
    if len(set(positive.tolist())) < 2:
        assert math.isnan(found)
    else:
        wins = [float(p > n) + 0.5 * (p == n) for p in value[positive] for n in value[~positive]]
        assert found == pytest.approx(sum(wins) / len(wins))
        assert found == pytest.approx(roc_auc_score(positive, value))


@given(ROWS, st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_coverage_is_that_of_a_plain_loop(rows: list[Row], precision: float) -> None:
    confidence, correct, scope = (np.array(column) for column in zip(*rows, strict=True))
    found = coverage(confidence, correct, scope, precision)
    if scope.any():
        assert found == pytest.approx(plain_coverage(rows, precision))
    else:
        assert math.isnan(found)


def test_coverage_takes_the_longest_prefix_not_the_first() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    correct = np.array([False, True, True, True, False])
    assert coverage(confidence, correct, np.ones(5, bool), 0.75) == 3 / 5
    assert coverage(confidence, correct, np.ones(5, bool), 0.8) == 0.0


@given(ROWS)
def test_best_accuracy_is_that_of_trying_every_threshold(rows: list[Row]) -> None:
    confidence, correct, scope = (np.array(column) for column in zip(*rows, strict=True))
    accuracy, at = best_accuracy(confidence, correct, scope)
    reached = np.where(confidence >= at, correct, ~scope).mean()
    assert accuracy == pytest.approx(plain_best_accuracy(rows))
    assert accuracy == pytest.approx(reached)


def test_a_threshold_never_divides_equal_confidences() -> None:
    tied = np.array([0.5, 0.5])
    assert best_accuracy(tied, np.array([True, False]), np.array([True, False]))[0] == 0.5


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_mcc_is_that_of_sklearn(pairs: list[tuple[int, int]]) -> None:
    given_classes, due = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sklearn, about a single class
        expected = matthews_corrcoef(due, given_classes)
    assert mcc(given_classes, due) == pytest.approx(expected, abs=1e-12)


@given(ROWS)
def test_calibration_error_is_that_of_a_plain_loop(rows: list[Row]) -> None:
    confidence, correct, _ = (np.array(column) for column in zip(*rows, strict=True))
    assert calibration_error(confidence, correct) == pytest.approx(plain_calibration_error(rows))


def test_calibration_error_of_an_honest_confidence_is_0() -> None:
    assert calibration_error(np.full(4, 0.75), np.array([True, True, True, False])) == pytest.approx(0)
    assert calibration_error(np.ones(2), np.zeros(2, bool)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_questions_changes_nothing(seed: int) -> None:
    outcomes = outcomes_of(seed)
    order = np.random.default_rng(seed + 1).permutation(len(outcomes.confidence))
    assert measure(outcomes.take(order)) == pytest.approx(measure(outcomes))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("tied", [False, True])
def test_a_monotone_change_of_confidence_changes_calibration_alone(seed: int, tied: bool) -> None:
    outcomes = outcomes_of(seed, tied=tied)
    changed = Outcomes(
        0.1 + 0.5 * outcomes.confidence**3,
        outcomes.correct, outcomes.in_scope, outcomes.rank, outcomes.predicted, outcomes.due,
    )  # fmt: skip
    before, after = measure(outcomes), measure(changed)
    assert before.pop("ece") != after.pop("ece")
    assert after == pytest.approx(before)


@pytest.mark.parametrize("seed", SEEDS)
def test_measures_stay_in_their_range(seed: int) -> None:
    for name, value in measure(outcomes_of(seed)).items():
        assert (-1 if name == "mcc" else 0) <= value <= 1


def test_without_questions_in_scope_what_needs_them_is_not_a_number() -> None:
    found = measure(Outcomes.of([result_of(("a", 0.5)), result_of()], [label_of(), label_of()]))
    unknown = {"top1", "mrr", "recall@5", "recall@20", "auroc_correct", "auroc_scope", "coverage@90", "coverage@95"}
    assert {name for name, value in found.items() if math.isnan(value)} == unknown
    assert (found["best_accuracy"], found["mcc"], found["ece"]) == (1.0, 0.0, 0.25)


def test_without_questions_out_of_scope_their_separation_is_not_a_number() -> None:
    found = measure(Outcomes.of([result_of(("a", 0.5)), result_of(("b", 0.4))], [label_of("a"), label_of("c")]))
    assert {name for name, value in found.items() if math.isnan(value)} == {"auroc_scope"}


def test_intervals_hold_the_value_and_are_the_same_every_time() -> None:
    outcomes = outcomes_of(0, count=150)
    values, bounds = measure(outcomes), intervals(outcomes, resamples=200)
    assert bounds == intervals(outcomes, resamples=200)
    assert bounds != intervals(outcomes, resamples=200, seed=1)
    assert bounds.keys() == values.keys()
    for name, (low, high) in bounds.items():
        assert low <= values[name] <= high or name in {"best_accuracy", "ece"}  # both are pulled up by resampling
        assert low < high


def test_intervals_of_what_can_not_be_told_are_not_a_number() -> None:
    outcomes = Outcomes.of([result_of(("a", 0.5))] * 3, [label_of()] * 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bounds = intervals(outcomes, resamples=20)
    assert all(math.isnan(bound) for bound in bounds["top1"])
    assert bounds["best_accuracy"] == (1.0, 1.0)
