import pytest

from benchmarks import thresholds
from benchmarks.datasets import EvalSet
from matcher.matcher import Matcher
from matcher.tune.goals import AtMost, Cost
from matcher.types import Entry, Label, Thresholds
from tests.fakes import FakeEncoder
from tests.tune.made import asked, simulated

ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order",)),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take",)),
)
LABELS = tuple(
    Label(f"{text} {number}", frozenset({name} if name else ()))
    for number in range(8)
    for text, name in (("return my order", "return"), ("how can I pay", "pay"), ("rain", ""))
)


def test_a_section_has_a_row_a_goal_and_a_column_a_way() -> None:
    matcher = Matcher.build(ENTRIES, FakeEncoder())
    lines = thresholds.section(EvalSet("set", "", ENTRIES, LABELS), matcher).splitlines()
    assert lines[0] == "### set"
    assert len(lines) == 4 + len(thresholds.GOALS)
    assert {line.count("|") for line in lines[2:]} == {7}
    assert lines == thresholds.section(EvalSet("set", "", ENTRIES, LABELS), matcher).splitlines()


def test_no_way_costs_less_than_the_best_in_hindsight() -> None:
    made, goal = simulated(200), Cost(3)
    best = thresholds._worth(made, thresholds._best(made, goal), goal)[0]
    assert all(thresholds._worth(made, Thresholds(at, at), goal)[0] >= best for at in (0.1, 0.3, 0.5, 0.7, 0.9))


def test_the_best_in_hindsight_keeps_its_bound() -> None:
    made, goal = simulated(200), AtMost(0.05)
    right, wrong = thresholds._worth(made, thresholds._best(made, goal), goal)
    assert wrong <= 5
    assert right > 0


def test_a_rightly_declined_question_costs_nothing() -> None:
    made = asked(("a", [("a", 0.9)]), ("a", [("a", 0.1)]), ("", [("a", 0.1)]), ("", [("a", 0.9)]))
    assert thresholds._worth(made, Thresholds(0.5, 0.0), Cost(3))[0] == pytest.approx(3 * 25 + 25)
