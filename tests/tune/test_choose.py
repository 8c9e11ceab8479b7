import math

import pytest

from matcher.tune.choose import choose, more_labels
from matcher.tune.goals import AtMost, Cost
from matcher.tune.pick import pick
from matcher.tune.verdicts import HEADLINES, totals
from matcher.types import Thresholds
from tests.tune.made import asked, simulated


@pytest.mark.parametrize("bound", [0.02, 0.05, 0.1, 0.2])
def test_a_bound_on_wrong_answers_holds_on_questions_that_were_not_seen(bound: float) -> None:
    found = pick(simulated(2000, seed=1), AtMost(bound))
    assert totals(simulated(4000, seed=2), found).wrong_answers <= 100 * bound + 1.0


def test_a_looser_bound_answers_more() -> None:
    made = simulated(500)
    at = [pick(made, AtMost(bound)).answer_at for bound in (0.0, 0.02, 0.05, 0.1, 0.3, 1.0)]
    assert at == sorted(at, reverse=True)
    assert at[-1] == 0.0


def test_wrong_answers_that_cost_more_are_fewer() -> None:
    made = simulated(500)
    at = [pick(made, Cost(cost)).answer_at for cost in (0.5, 1, 2, 5, 20)]
    assert at == sorted(at)


def test_a_pick_is_near_the_best_in_hindsight() -> None:
    def cost(thresholds: Thresholds) -> float:
        found = totals(unseen, thresholds)
        return 3 * found.wrong_answers + found.offered + found.missed

    unseen = simulated(3000, seed=5, outside=0.0)
    best = min(cost(Thresholds(step / 100, step / 100)) for step in range(101))
    answer_at = pick(simulated(100, seed=6, outside=0.0), Cost(3)).answer_at
    assert cost(Thresholds(answer_at, answer_at)) <= best + 4


def test_one_odd_question_does_not_move_the_pick_far() -> None:
    rows = [("a", [("a", value / 100)]) for value in range(50, 100)] + [
        ("", [("a", value / 100)]) for value in range(30)
    ]
    without = pick(asked(*rows), Cost(5)).answer_at
    assert pick(asked(*rows, ("", [("a", 0.99)])), Cost(5)).answer_at < without + 0.2


@pytest.mark.parametrize("goal", [AtMost(0.05), Cost(3)])
def test_a_choice_promises_for_questions_that_it_did_not_see(goal: AtMost | Cost) -> None:
    made = simulated(300)
    found = choose(made, goal)
    assert found.thresholds == pick(made, goal)
    assert set(found.promised) == set(HEADLINES)
    assert sum(span.value for span in found.promised.values()) == pytest.approx(100)
    for span in found.promised.values():
        assert span.low <= span.value <= span.high
    assert 0 <= found.answer_at_from <= found.answer_at_to <= 1
    assert choose(made, goal) == found
    unseen = totals(simulated(5000, seed=9), found.thresholds)
    for name, span in found.promised.items():
        assert span.low - 3 <= getattr(unseen, name) <= span.high + 3


def test_the_cost_promised_is_counted_in_unanswered_questions() -> None:
    found = choose(simulated(300), Cost(2))
    assert found.costs is not None
    assert found.costs.low < found.costs.value < found.costs.high
    assert choose(simulated(300), AtMost(0.1)).costs is None


def test_a_bound_is_said_to_be_kept_only_as_far_as_is_known() -> None:
    strict, loose = choose(simulated(300), AtMost(0.0)), choose(simulated(300), AtMost(0.9))
    assert (loose.within_goal, loose.surely_within_goal) == (True, True)
    assert strict.within_goal is True
    assert choose(simulated(300), Cost(1)).within_goal is None


def test_too_few_questions_promise_nothing_and_say_how_many_are_missing() -> None:
    found = choose(asked(*[("a", [("a", 0.9)]), ("", [("a", 0.2)])] * 2), AtMost(0.05))
    assert found.promised == {}
    assert found.within_goal is None
    assert found.more > 300


def test_labels_are_enough_once_every_number_is_within_5_points() -> None:
    at = Thresholds(0.5, 0.2)
    few, many = simulated(100), simulated(385)
    share = max((totals(few, at).right, totals(few, at).wrong_answers, totals(few, at).no_answer))
    assert more_labels(few, at) == pytest.approx(share * (100 - share) / 1e4 * (1.96 / 0.05) ** 2 - 100, abs=25)
    assert more_labels(many, at) == 0
    assert math.isfinite(more_labels(few, at))


def test_suggestions_are_made_where_they_help_more_than_they_mislead() -> None:
    helpful = [("a", [("b", 0.3), ("a", 0.28)])] * 20
    strange = [("", [("b", 0.1), ("a", 0.05)])] * 20
    found = pick(asked(*helpful, *strange, *[("a", [("a", 0.9)])] * 20), Cost(3))
    assert 0.1 < found.suggest_at <= 0.28


@pytest.mark.parametrize(("make", "value"), [(AtMost, 1.5), (AtMost, -0.1), (Cost, -1), (Cost, 2000)])
def test_a_goal_out_of_range_is_refused_with_its_value(make: type[AtMost] | type[Cost], value: float) -> None:
    with pytest.raises(ValueError, match=f"is {value:g}, but must lie between 0 and"):
        make(value)
