import pytest

from matcher.texts import has_answers, passage_of, texts_of, whole_of
from matcher.types import Entry

LONG = [f"word{i}" for i in range(100)]
ASKED = Entry("a", "How  do I\npay?", "By card.", ("card?", "cash?"), "Money")


def test_phrasings_come_first_then_a_whole_an_entry() -> None:
    other = Entry("b", "Where?", "")
    assert texts_of([ASKED, other]) == [*ASKED.phrasings, "Where?", "Money How do I pay? By card.", "Where?"]


def test_without_any_answer_there_are_phrasings_only() -> None:
    entries = [Entry("a", "How?", "", ("so?",)), Entry("b", "Where?", "")]
    assert (texts_of(entries), has_answers(entries)) == (["How?", "so?", "Where?"], False)


def test_no_entries_have_no_texts() -> None:
    assert texts_of([]) == []


def test_tags_id_and_alternates_are_in_no_whole() -> None:
    assert whole_of(ASKED) == whole_of(Entry("z", ASKED.question, ASKED.answer, (), "Money", ("tag",)))


def test_a_passage_follows_what_the_whole_holds_and_shares_no_word_with_it() -> None:
    entry = Entry("a", "Why?", " ".join(LONG))
    whole, passage = whole_of(entry).split()[1:], passage_of(entry).split()
    assert [*whole, *passage] == LONG[: len(whole) + len(passage)]
    assert whole and passage


@pytest.mark.parametrize("answer", ["", "Short.", " ".join(LONG[:25])])
def test_a_short_answer_has_no_passage(answer: str) -> None:
    assert passage_of(Entry("a", "Why?", answer)) == ""
