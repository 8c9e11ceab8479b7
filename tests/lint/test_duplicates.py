from matcher.lint import Action, Fix, Kind, Severity
from tests.lint.samples import entry, found

BOTH = (Kind.SAME_QUESTION, Kind.DUPLICATE)


def test_a_question_under_two_answers_is_a_danger_whatever_its_case_width_and_space() -> None:
    entries = [entry("a", "How MUCH is it?", "5 euros"), entry("b", "Ｈow  much is it?", "7 euros")]
    (finding,) = found(entries, *BOTH)
    assert (finding.kind, finding.severity) == (Kind.SAME_QUESTION, Severity.DANGER)
    assert (finding.entries, finding.phrasings) == (("a", "b"), ("How MUCH is it?",))
    assert finding.message == (
        "“How MUCH is it?” stands under 2 entries with different answers: which one a visitor reads is left to chance."
    )
    assert finding.fix == Fix(Action.EDIT, ("a", "b"), "question", "How MUCH is it?")


def test_a_text_that_is_the_question_of_one_entry_is_to_be_removed_from_the_other() -> None:
    entries = [entry("a", "returns", "x", "give it back"), entry("b", "Give it back", "y")]
    (finding,) = found(entries, *BOTH)
    assert finding.fix == Fix(Action.REMOVE, ("a",), "alternates", "give it back")


def test_the_same_question_and_answer_twice_is_to_be_merged() -> None:
    entries = [entry("a", "How?", "So it is."), entry("b", "other", "so  it is", "how?")]
    (finding,) = found(entries, *BOTH)
    assert (finding.kind, finding.severity) == (Kind.DUPLICATE, Severity.WARNING)
    assert finding.fix == Fix(Action.MERGE, ("a", "b"))


def test_answers_that_differ_in_a_number_differ() -> None:
    entries = [entry("a", "How long?", "14 days"), entry("b", "How long?", "30 days")]
    assert [finding.kind for finding in found(entries, *BOTH)] == [Kind.SAME_QUESTION]


def test_entries_that_share_several_texts_are_named_once() -> None:
    entries = [entry("a", "one", "x", "two"), entry("b", "TWO", "y", "ONE"), entry("c", "three", "z")]
    (finding,) = found(entries, *BOTH)
    assert (finding.entries, finding.phrasings) == (("a", "b"), ("one", "two"))


def test_ten_entries_with_one_question_are_one_finding() -> None:
    entries = [entry(str(i), "What now?") for i in range(10)]
    (finding,) = found(entries, *BOTH)
    assert len(finding.entries) == 10
