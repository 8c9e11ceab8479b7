import json
from dataclasses import replace

import pytest

from matcher.compare import Verdict, compare, compare_matchers
from matcher.decide import decide
from matcher.judge import Judgement
from matcher.matcher import Matcher
from matcher.types import Candidate, Entry, Label, Reply, ReplyKind, Thresholds
from tests.fakes import FakeEncoder

PAY = Entry("pay", "how can I pay", "By card.")
SHUT = Entry("shut", "when are you shut", "At night.")


def answer(question: str, entry: Entry) -> Reply:
    return Reply(ReplyKind.ANSWER, question, entry, 0.9, (), ())


def suggest(question: str, *entries: Entry) -> Reply:
    candidates = tuple(Candidate(entry, entry.question, 0.4, None, 0.4) for entry in entries)
    return Reply(ReplyKind.SUGGESTIONS, question, None, 0.4, candidates, candidates)


def decline(question: str) -> Reply:
    return Reply(ReplyKind.FALLBACK, question, None, 0.0, (), ())


LABELS = tuple(
    Label(question, frozenset(expected))
    for question, expected in [("a", {"pay"}), ("b", {"pay"}), ("c", {"pay"}), ("d", set()), ("e", {"shut"}), ("f", ())]
)
BEFORE = (answer("a", PAY), decline("b"), answer("c", SHUT), decline("d"), answer("e", SHUT), answer("f", PAY))
AFTER = (decline("a"), suggest("b", PAY), decline("c"), answer("d", PAY), answer("e", SHUT), answer("f", SHUT))


def test_every_reply_that_changes_is_listed_with_the_worse_ones_first() -> None:
    comparison = compare(LABELS, BEFORE, AFTER)
    assert [(c.label.question, c.verdict) for c in comparison.changes] == [
        ("a", Verdict.WORSE),
        ("d", Verdict.WORSE),
        ("b", Verdict.BETTER),
        ("c", Verdict.BETTER),
        ("f", Verdict.AS_BAD),
    ]
    first = comparison.changes[0]
    assert (first.before, first.after) == (BEFORE[0], AFTER[0])
    assert (first.judged_before, first.judged_after) == (Judgement.RIGHT, Judgement.MISSED)


def test_totals_count_all_questions_by_what_came_of_them() -> None:
    comparison = compare(LABELS, BEFORE, AFTER)
    assert {kind.value: n for kind, n in comparison.before.items()} == {
        "right": 2, "missed": 1, "wrong": 1, "rightly_declined": 1, "wrongly_answered": 1,
    }  # fmt: skip
    assert {kind.value: n for kind, n in comparison.after.items()} == {
        "missed": 2, "suggested": 1, "wrongly_answered": 2, "right": 1,
    }  # fmt: skip
    assert comparison.wrong_rise == 0.0
    assert comparison.right_drop == pytest.approx(1 / 6)


def test_the_other_way_round_better_and_worse_change_places() -> None:
    there, back = compare(LABELS, BEFORE, AFTER), compare(LABELS, AFTER, BEFORE)
    swapped = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    assert {c.label: swapped.get(c.verdict, c.verdict) for c in there.changes} == {
        c.label: c.verdict for c in back.changes
    }
    assert back.right_drop == -there.right_drop


def test_the_same_replies_change_nothing() -> None:
    comparison = compare(LABELS, BEFORE, BEFORE)
    assert (comparison.changes, comparison.before) == ((), comparison.after)


def test_another_confidence_is_no_change_for_a_visitor() -> None:
    assert compare(LABELS, BEFORE, [replace(reply, confidence=0.77) for reply in BEFORE]).changes == ()


def test_an_answer_that_was_rewritten_is_a_change_that_is_as_good() -> None:
    after = answer("a", replace(PAY, answer="By card or cash."))
    (change,) = compare(LABELS[:1], BEFORE[:1], [after]).changes
    assert change.verdict is Verdict.AS_GOOD


def test_other_suggestions_without_the_right_one_are_as_bad() -> None:
    label = Label("a", frozenset({"other"}))
    (change,) = compare([label], [suggest("a", PAY)], [suggest("a", SHUT)]).changes
    assert change.verdict is Verdict.AS_BAD


def test_a_label_whose_entry_is_gone_is_flagged() -> None:
    labels = (Label("a", frozenset({"pay"})), Label("b", frozenset({"pay", "shut"})), Label("d", frozenset()))
    comparison = compare(labels, [*BEFORE[:2], BEFORE[3]], [*AFTER[:2], AFTER[3]], known={"shut"})
    assert comparison.missing == labels[:1]
    assert {change.label.question: change.missing for change in comparison.changes} == {
        "a": ("pay",),
        "b": ("pay",),
        "d": (),
    }


def test_json_has_all_of_it() -> None:
    values = compare(LABELS, BEFORE, AFTER, known={"pay"}).as_dict()
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    counts = ("questions", "changed", "worse", "better", "as_bad", "as_good")
    assert [values[name] for name in counts] == [6, 5, 2, 2, 1, 0]
    assert values["missing"] == [{"question": "e", "expected": ["shut"]}]
    assert isinstance(values["changes"], list)
    assert values["changes"][2] == {
        "question": "b",
        "expected": ["pay"],
        "verdict": "better",
        "missing": [],
        "before": {"judgement": "missed", "reply": "fallback", "confidence": 0.0, "answer": None, "suggestions": []},
        "after": {
            "judgement": "suggested",
            "reply": "suggestions",
            "confidence": 0.4,
            "answer": None,
            "suggestions": [{"id": "pay", "question": "how can I pay"}],
        },
    }


def test_replies_to_other_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="a reply to 'b' stands beside the label of 'a'"):
        compare(LABELS[:1], BEFORE[1:2], AFTER[1:2])
    with pytest.raises(ValueError, match="no labels"):
        compare((), (), ())


def test_matchers_are_asked_with_the_thresholds_of_each() -> None:
    labels = (Label("how can I pay", frozenset({"pay"})), Label("zebra crossing", frozenset()))
    strict = Matcher.build([PAY, SHUT], FakeEncoder(), thresholds=Thresholds(1.0, 1.0))
    kind = strict.with_thresholds(Thresholds(0.5, 0.5))
    comparison = compare_matchers(strict, kind, labels)
    assert comparison == compare(
        labels,
        [decide(strict.ask(label.question), strict.thresholds) for label in labels],
        [decide(kind.ask(label.question), kind.thresholds) for label in labels],
        known={"pay", "shut"},
    )
    assert compare_matchers(kind, kind, labels).changes == ()
