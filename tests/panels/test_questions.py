import pytest

from matcher.errors import SettingsError
from panels.questions import Pace, PaceError, QuestionError, checked_category, checked_question


def test_blanks_around_a_question_are_cut() -> None:
    assert checked_question(" hello \n") == "hello"


@pytest.mark.parametrize("question", ["", " ", "\n\t", "x" * 1001])
def test_blank_and_endless_questions_are_refused(question: str) -> None:
    with pytest.raises(QuestionError):
        checked_question(question)


def test_no_category_means_all_of_them() -> None:
    assert (checked_category(None, ["A"]), checked_category("", ["A"]), checked_category("A", ["A"])) == (
        None,
        None,
        "A",
    )


def test_an_unknown_category_is_answered_with_the_known_ones() -> None:
    with pytest.raises(QuestionError, match="There is no category 'C'. Categories: A, B."):
        checked_category("C", ["A", "B"])


def test_each_address_has_its_own_pace() -> None:
    pace = Pace("1/hour")
    pace.count("a")
    pace.count("b")
    with pytest.raises(PaceError) as refused:
        pace.count("a")
    assert 3500 <= refused.value.retry_after <= 3600


def test_a_pace_that_can_not_be_read_names_its_setting() -> None:
    with pytest.raises(SettingsError, match="FAQ_RATE_LIMIT is 'fast', but must look like 60/minute"):
        Pace("fast")
