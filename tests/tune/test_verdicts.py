import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.decide import decide
from matcher.tune.asked import Asked
from matcher.tune.verdicts import HEADLINES, VERDICTS, Verdict, rows_with, spans, totals, verdicts
from matcher.types import Label, ReplyKind, Result, Thresholds
from tests.tune.made import asked, simulated

AT = Thresholds(answer_at=0.6, suggest_at=0.2)
ONE_OF_EACH = asked(
    ("a", [("a", 0.9)]),
    ("a", [("b", 0.5), ("a", 0.3)]),
    ("", [("a", 0.1)]),
    ("a", [("b", 0.5), ("a", 0.1)]),
    ("a", [("a", 0.1)]),
    ("a", [("b", 0.7), ("a", 0.3)]),
    ("", [("a", 0.8)]),
)


def test_each_question_gets_the_verdict_that_its_reply_deserves() -> None:
    assert [VERDICTS[number] for number in verdicts(ONE_OF_EACH, AT)] == list(Verdict)


def test_totals_are_of_100_visitors_and_add_up() -> None:
    found = totals(ONE_OF_EACH, AT)
    assert [getattr(found, verdict.value) for verdict in VERDICTS] == pytest.approx([100 / 7] * 7)
    assert sum(getattr(found, name) for name in HEADLINES) == pytest.approx(100)
    assert [found.answered, found.wrong_answers] == pytest.approx([300 / 7, 200 / 7])
    assert found.precision == pytest.approx(1 / 3)


def test_did_you_mean_to_a_question_out_of_scope_is_in_vain() -> None:
    assert totals(asked(("", [("a", 0.4)])), AT).in_vain == 100


def test_nothing_answered_is_nothing_wrong() -> None:
    assert totals(asked(("a", [])), AT).precision == 1.0


def test_the_right_one_helps_only_where_it_is_shown() -> None:
    fourth = asked(("a", [("b", 0.5), ("c", 0.45), ("d", 0.4), ("a", 0.35)]))
    assert totals(fourth, AT).in_vain == 100


@given(st.data())
def test_verdicts_are_those_of_decide_whatever_the_thresholds(data: st.DataObject) -> None:
    values = data.draw(st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0]), max_size=4))
    names = data.draw(st.permutations(["a", "b", "c", "d"]))
    low, high = sorted(data.draw(st.tuples(*[st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0])] * 2)))
    expects = data.draw(st.sampled_from(["", "a"]))
    one = asked((expects, list(zip(names, sorted(values, reverse=True), strict=False))))
    thresholds = Thresholds(high, low)
    assert VERDICTS[int(verdicts(one, thresholds)[0])] is judged(one.results[0], one.labels[0], thresholds)


def judged(result: Result, label: Label, thresholds: Thresholds) -> Verdict:
    reply = decide(result, thresholds)
    if reply.kind is ReplyKind.ANSWER:
        right = reply.entry is not None and reply.entry.id in label.expected
        return Verdict.RIGHT if right else Verdict.WRONG if label.expected else Verdict.INTRUDED
    if reply.kind is ReplyKind.SUGGESTIONS:
        helps = any(candidate.entry.id in label.expected for candidate in reply.suggestions)
        return Verdict.OFFERED if helps else Verdict.IN_VAIN
    return Verdict.MISSED if label.expected else Verdict.DECLINED


def test_rows_come_worst_first_and_can_be_filtered() -> None:
    more = asked(
        ("a", [("b", 0.7)]), ("a", [("b", 0.9)]), ("a", [("a", 0.9)]), ("", [("b", 0.65)]), ("a", [("a", 0.1)])
    )
    assert rows_with(more, AT) == [3, 1, 0, 4, 2]
    assert rows_with(more, AT, Verdict.WRONG) == [1, 0]
    assert rows_with(more, AT, Verdict.WRONG, Verdict.INTRUDED) == [3, 1, 0]
    assert rows_with(more, AT, Verdict.OFFERED) == []


def test_spans_hold_the_value_and_narrow_with_more_questions() -> None:
    few, many = spans(simulated(50), AT), spans(simulated(1000), AT)
    for name in HEADLINES:
        assert few[name].low <= few[name].value <= few[name].high
        assert many[name].high - many[name].low < few[name].high - few[name].low
    assert spans(simulated(50), AT) == few


def test_groups_stand_for_their_share_of_visitors() -> None:
    right, strange = asked(*[("a", [("a", 0.9)])] * 3), asked(("", [("a", 0.9)]))
    groups = [(right.labels, right.results), (strange.labels, strange.results), ((), ())]
    mixed = Asked.mixed(groups, [0.3, 0.1, 0.6])
    assert mixed.weight.tolist() == pytest.approx([0.25] * 4)
    assert totals(mixed, AT).intruded == pytest.approx(25)


def test_no_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="no questions"):
        Asked.of([], [])
