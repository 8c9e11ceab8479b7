import numpy as np
import pytest

from matcher.measures import calibration_error
from matcher.tune.curve import curve
from matcher.tune.reliability import reliability
from matcher.tune.verdicts import totals
from matcher.types import Thresholds
from tests.tune.made import asked, simulated


def test_the_curve_is_what_totals_say_at_every_threshold() -> None:
    made = simulated(300)
    found = curve(made)
    for row, at in enumerate(found.at.tolist()):
        expected = totals(made, Thresholds(at, 0.0))
        assert 100 * found.answered.value[row] == pytest.approx(expected.answered)
        assert found.wrong.value[row] == pytest.approx(expected.wrong_answers)
        assert found.intruded.value[row] == pytest.approx(expected.intruded)
        assert found.precision.value[row] == pytest.approx(expected.precision)


def test_fewer_are_answered_the_higher_the_threshold() -> None:
    found = curve(simulated(300))
    assert found.at.tolist() == pytest.approx(np.linspace(0, 1, 101).tolist())
    for line in (found.answered, found.wrong, found.intruded):
        assert (np.diff(line.value) <= 1e-12).all()


def test_bands_hold_the_line_and_narrow_with_more_questions() -> None:
    few, many = curve(simulated(60)), curve(simulated(2000))
    for name in ("answered", "precision", "wrong", "intruded"):
        line = getattr(few, name)
        assert (line.low <= line.value + 1e-9).all()
        assert (line.value <= line.high + 1e-9).all()
    at = few.position(0.5)
    assert many.wrong.high[at] - many.wrong.low[at] < few.wrong.high[at] - few.wrong.low[at]


def test_bands_agree_with_a_plain_bootstrap() -> None:
    made, rng = simulated(200), np.random.default_rng(1)
    rows = [made.take(rng.integers(0, 200, 200)) for _ in range(400)]
    wrong = [totals(row, Thresholds(0.5, 0.0)).wrong_answers for row in rows]
    low, high = np.percentile(wrong, (2.5, 97.5))
    found = curve(made)
    assert found.wrong.low[50] == pytest.approx(low, abs=1.5)
    assert found.wrong.high[50] == pytest.approx(high, abs=1.5)


def test_reliability_counts_each_bin_and_agrees_with_the_measure() -> None:
    made = asked(("a", [("a", 0.95)]), ("a", [("b", 0.91)]), ("", [("a", 0.05)]), ("a", [("a", 1.0)]))
    found = reliability(made)
    assert [each.questions for each in found.bins] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 3]
    last = found.bins[9]
    assert [last.low, last.high, last.right] == pytest.approx([0.9, 1.0, 2 / 3])
    assert last.confidence == pytest.approx((0.95 + 0.91 + 1.0) / 3)
    assert found.ece == calibration_error(made.outcomes.confidence, made.outcomes.correct)
