import numpy as np

from matcher.lesson import Lesson, taught
from matcher.texts import texts_of, whole_of
from matcher.types import Entry, Label
from tests.fakes import FakeEncoder
from tests.studies import lesson_of

LONG = " ".join(f"word{i}" for i in range(60))


def test_no_view_holds_a_text_that_is_held_out() -> None:
    entries = [Entry("a", "ask a", LONG, ("more a", "yet a")), Entry("b", "ask b", LONG), Entry("c", "ask c", "")]
    lesson = lesson_of(entries, FakeEncoder())
    texts = texts_of(entries)
    vectors = FakeEncoder().encode(texts)

    def seen(held: list[bool]) -> list[tuple[str, int]]:
        views = lesson.views(np.array(held))
        names = [texts[int((vectors @ row).argmax())] for row in views.vectors]
        return list(zip(names, views.owners.tolist(), strict=True))

    a, b, c = (whole_of(entry) for entry in entries)
    everything = [("ask a", 0), ("more a", 0), ("yet a", 0), (a, 0), ("ask b", 1), (b, 1), ("ask c", 2), (c, 2)]
    assert [owner for _, owner in seen([False] * 5)] == [owner for _, owner in everything]
    assert seen([True, False, False, False, False])[:2] == [("more a", 0), ("yet a", 0)]
    held_questions = seen([True, False, False, True, False])
    assert [text for text, _ in held_questions if "ask a" in text or "ask b" in text] == []
    assert (a, 0) in seen([False, True, True, False, False])  # a whole holds no alternates
    assert seen([True, True, True, True, True]) == []


def test_passages_are_asked_and_never_learned_from() -> None:
    entries = [Entry("a", "ask a", LONG), Entry("b", "ask b", "Short.")]
    encoder = FakeEncoder()
    lesson = lesson_of(entries, encoder)
    assert lesson.passage_owners.tolist() == [0]
    assert encoder.encoded[len(texts_of(entries)) :] == [" ".join(LONG.split()[20:50])]
    rows = lesson.views(np.zeros(2, bool)).vectors
    assert len(rows) == len(texts_of(entries))
    assert float((rows @ lesson.passages.T).max()) < 0.99


def test_labels_count_as_phrasings_of_their_entry_and_are_not_indexed() -> None:
    entries = [Entry("a", "ask a", "", ("more a",)), Entry("b", "ask b", "")]
    labels = [Label("b it is", frozenset({"b"})), Label("about a", frozenset({"a"}))]
    encoder = FakeEncoder()
    lesson = Lesson.of(entries, encoder.encode(texts_of(entries)), encoder.encode, labels)
    texts = ["ask a", "more a", "about a", "ask b", "b it is"]
    assert np.allclose(lesson.phrasings, FakeEncoder().encode(texts))
    assert lesson.owners.tolist() == [0, 0, 0, 1, 1]
    assert lesson.labelled.tolist() == [False, False, True, False, True]
    assert lesson.views(np.zeros(5, bool)).indexed.tolist() == [True, True, False, True, False]


def test_only_labels_that_say_one_new_thing_teach() -> None:
    entries = [Entry("a", "Ask A?", ""), Entry("b", "ask b", "")]
    labels = [
        Label("ask  a?", frozenset({"a"})),  # a phrasing already
        Label("new", frozenset({"b", "gone"})),
        Label("New", frozenset({"a"})),  # said before
        Label("both", frozenset({"a", "b"})),
        Label("outside", frozenset()),
        Label("lost", frozenset({"gone"})),
    ]
    questions, owners = taught(entries, labels)
    assert (questions, owners.tolist()) == (["new"], [1])
