import json
from collections import Counter

import pytest

from matcher.breakdown import By, Confusion, break_down, confusions
from matcher.decide import decide
from matcher.evaluate import Evaluation
from matcher.judge import Judgement
from matcher.measures import Outcomes, measure
from matcher.types import Candidate, Entry, Label, Result, Thresholds

PAY = Entry("pay", "how can I pay", "By card.", category="Payment")
BILL = Entry("bill", "where is my bill", "In the mail.", category="Payment")
SHUT = Entry("shut", "when are you shut", "At night.")
ENTRIES = (PAY, BILL, SHUT)


def asked(question: str, expected: set[str], *found: tuple[Entry, float]) -> tuple[Label, Result]:
    candidates = tuple(Candidate(entry, entry.question, value, None, value) for entry, value in found)
    return Label(question, frozenset(expected)), Result(question, candidates)


ROWS = [
    asked("pay", {"pay"}, (PAY, 0.9), (BILL, 0.2)),
    asked("how do I pay for my last order", {"pay"}, (BILL, 0.8), (PAY, 0.3)),
    asked("cash or card for what I ordered online", {"pay"}, (BILL, 0.9)),
    asked("bill", {"bill", "pay"}, (BILL, 0.6)),
    asked("my bill is lost somewhere", {"bill"}, (PAY, 0.2)),
    asked("open on sundays", {"shut"}, (SHUT, 0.7)),
    asked("", {"shut"}),
    asked("weather in Galway", set(), (SHUT, 0.7)),
    asked("sing a song", set(), (SHUT, 0.1)),
    asked("an entry that is gone", {"gone"}, (SHUT, 0.3)),
]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    labels, results = zip(*ROWS, strict=True)
    decided = tuple(decide(result, Thresholds(0.5, 0.25)) for result in results)
    return Evaluation(labels, results, decided, {})


def test_categories_are_those_of_the_expected_entry_with_out_of_scope_last(evaluation: Evaluation) -> None:
    groups = break_down(evaluation, By.CATEGORY, ENTRIES)
    assert [(group.name, group.questions) for group in groups] == [
        ("Payment", 5),
        ("no category", 2),
        ("entry not in the FAQ", 1),
        ("out of scope", 2),
    ]
    assert groups[0].judged == Counter({Judgement.RIGHT: 2, Judgement.WRONG: 2, Judgement.MISSED: 1})
    assert groups[3].judged == Counter({Judgement.WRONGLY_ANSWERED: 1, Judgement.RIGHTLY_DECLINED: 1})


def test_lengths_are_in_words_and_rise(evaluation: Evaluation) -> None:
    groups = break_down(evaluation, By.LENGTH, ENTRIES)
    assert [(group.name, group.questions) for group in groups] == [
        ("up to 3 words", 6),
        ("4 to 6 words", 2),
        ("7 to 10 words", 2),
    ]


def test_each_group_is_measured_like_a_set_of_its_own(evaluation: Evaluation) -> None:
    payment = break_down(evaluation, By.CATEGORY, ENTRIES)[0]
    expected = measure(Outcomes.of(evaluation.results[:5], evaluation.labels[:5]))
    assert {name: value for name, (value, _, _) in payment.measures.items()} == pytest.approx(expected, nan_ok=True)
    for value, low, high in (payment.measures["top1"], payment.measures["mrr"]):
        assert 0 <= low <= value <= high <= 1


@pytest.mark.parametrize("by", list(By))
def test_every_question_is_in_one_group(evaluation: Evaluation, by: By) -> None:
    groups = break_down(evaluation, by, ENTRIES)
    assert sum(group.questions for group in groups) == len(ROWS)
    assert all(sum(group.judged.values()) == group.questions for group in groups)


def test_pairs_of_entries_are_listed_by_wrong_answers_then_by_questions(evaluation: Evaluation) -> None:
    assert confusions(evaluation) == (
        Confusion("pay", "bill", 2, 2, ("cash or card for what I ordered online", "how do I pay for my last order")),
        Confusion(None, "shut", 1, 1, ("weather in Galway",)),
        Confusion("bill", "pay", 1, 0, ("my bill is lost somewhere",)),
        Confusion("gone", "shut", 1, 0, ("an entry that is gone",)),
    )


def test_breakdown_is_plain_values_for_json(evaluation: Evaluation) -> None:
    values = [group.as_dict() for group in break_down(evaluation, By.CATEGORY, ENTRIES)]
    values += [pair.as_dict() for pair in confusions(evaluation)]
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert list(values[0]) == ["group", "questions", "judged", "measures"]
    assert values[0]["judged"] == {"right": 2, "missed": 1, "wrong": 2}
