import pytest

from matcher.lint import Action, Fix, Kind, Severity
from tests.lint.samples import angle, directions, entry, found

KINDS = (Kind.ALIKE_QUESTIONS, Kind.DUPLICATE)
FAR = (2.0, 2.5)  # where the whole texts of two entries lie; only phrasings count here


@pytest.mark.parametrize(
    ("cosine", "severities"),
    [(0.97, [Severity.DANGER]), (0.92, [Severity.WARNING]), (0.88, []), (0.5, [])],
)
def test_nearly_the_same_question_with_another_answer_is_the_graver_the_closer(
    cosine: float, severities: list[Severity]
) -> None:
    entries = [entry("a", "send it back"), entry("b", "return it")]
    findings = found(entries, *KINDS, vectors=directions(0, angle(cosine), *FAR))
    assert [(finding.kind, finding.severity) for finding in findings] == [
        (Kind.ALIKE_QUESTIONS, severity) for severity in severities
    ]


def test_it_names_both_texts_and_how_alike_they_are() -> None:
    entries = [entry("a", "send it back"), entry("b", "return it")]
    (finding,) = found(entries, *KINDS, vectors=directions(0, angle(0.97), *FAR))
    assert (finding.entries, finding.phrasings) == (("a", "b"), ("send it back", "return it"))
    assert finding.message.startswith("“send it back” and “return it” are nearly the same (similarity 0.97), but")
    assert finding.fix == Fix(Action.EDIT, ("a", "b"), "question", "return it")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("fee for 10 kg", "fee for 20 kg"),
        ("I have symptoms", "I don't have symptoms"),
        ("can I go", "can I not go"),
        ("licence class B", "licence class C"),
        ("lamp XL200", "lamp XL300"),
    ],
)
def test_a_number_a_code_or_a_not_makes_another_question(first: str, second: str) -> None:
    entries = [entry("a", first), entry("b", second)]
    assert found(entries, *KINDS, vectors=directions(0, angle(0.99), *FAR)) == []


def test_nearly_the_same_questions_with_one_answer_are_to_be_merged_all_at_once() -> None:
    entries = [entry(name, f"way {name * 2}", "The same.") for name in "xyz"]
    vectors = directions(0, angle(0.99), -angle(0.99), 2, 2, 2)
    (finding,) = found(entries, *KINDS, vectors=vectors)
    assert (finding.kind, finding.fix) == (Kind.DUPLICATE, Fix(Action.MERGE, ("x", "y", "z")))


def test_alternates_of_one_entry_may_be_alike() -> None:
    entries = [entry("a", "send it back", "x", "return it"), entry("b", "pay")]
    assert found(entries, *KINDS, vectors=directions(0, angle(0.99), 1.5, *FAR)) == []


def test_entries_with_an_equal_question_are_not_named_again_as_alike() -> None:
    entries = [entry("a", "send it", "x", "send it back"), entry("b", "Send it", "y", "return it")]
    vectors = directions(0, 0.1, 0, 0.11, *FAR)
    assert found(entries, Kind.ALIKE_QUESTIONS, vectors=vectors) == []


def test_the_most_similar_pair_comes_first() -> None:
    entries = [entry(name, f"way {name * 2}") for name in "wxyz"]
    vectors = directions(0, angle(0.96), 1.5, 1.5 + angle(0.99), 3, 3, 3, 3)
    assert [f.entries for f in found(entries, *KINDS, vectors=vectors)] == [("y", "z"), ("w", "x")]
