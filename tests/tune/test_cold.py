from pathlib import Path

import numpy as np
import pytest

from matcher.ingest.cells import same_text_key
from matcher.matcher import Matcher
from matcher.settings import SAMPLE_FAQ
from matcher.study import StudyMap
from matcher.texts import texts_of
from matcher.tune.asked import Asked
from matcher.tune.choose import choose
from matcher.tune.cold import Mix, cold_start
from matcher.tune.goals import AtMost
from matcher.tune.left_out import LeftOut
from matcher.tune.off_topic import off_topic
from matcher.types import Entry
from tests.fakes import DIMENSION, FakeEncoder

ENTRIES = (
    Entry(
        "return", "how do I return shoes", "Send them back.", ("return my order", "give back what I bought", "refunds")
    ),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take", "is cash fine")),
    Entry("open", "what are your opening hours on a normal weekday", "From 9 to 5."),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(ENTRIES, FakeEncoder())


@pytest.fixture(scope="module")
def asked(matcher: Matcher) -> Asked:
    return cold_start(matcher)


def test_there_are_more_than_200_different_off_topic_questions() -> None:
    assert len(off_topic()) == len({same_text_key(text) for text in off_topic()}) >= 200


def test_the_off_topic_questions_lie_where_an_installed_package_finds_them() -> None:
    from matcher.tune import off_topic as module

    assert Path(module.__file__ or "").with_name("off_topic.csv").is_file()


def test_an_alternate_is_asked_of_an_faq_without_it(matcher: Matcher) -> None:
    left_out = LeftOut.draw(matcher, matcher.encoder.encode, np.random.default_rng(0))
    held = []
    for fold in range(4):
        tried = left_out.fold(fold, lambda share: None)
        gone = {t for e in ENTRIES for t in e.phrasings} - {t for e in tried.entries for t in e.phrasings}
        held += sorted(gone)
        assert tried.source.index.texts == [text for entry in tried.entries for text in entry.phrasings]
        again = Matcher.build(tried.entries, FakeEncoder())
        assert tried.ask("give back my order") == again.ask("give back my order")
    assert sorted(held) == sorted(text for entry in ENTRIES for text in entry.alternates)


def test_questions_of_an_entry_left_out_never_reach_it(asked: Asked) -> None:
    near = asked.kind == 1
    assert near.sum() == sum(len(entry.phrasings) for entry in ENTRIES)
    assert not asked.outcomes.in_scope[near].any()
    found = [result.candidates for result, is_near in zip(asked.results, near, strict=True) if is_near]
    assert all(len({candidate.entry.id for candidate in candidates}) == len(ENTRIES) - 1 for candidates in found)


def test_an_entry_with_one_phrasing_is_asked_with_words_lost(asked: Asked) -> None:
    alone = [label.question for label in asked.labels if label.expected == {"open"}]
    assert len(alone) == 2
    assert all(len(text.split()) < len(ENTRIES[2].question.split()) for text in alone)


def test_an_faq_with_one_phrasing_an_entry_works_too() -> None:
    single = [Entry(entry.id, entry.question, entry.answer) for entry in ENTRIES]
    found = cold_start(Matcher.build(single, FakeEncoder()))
    assert found.outcomes.in_scope.sum() == 2 * len(single)
    assert choose(found, AtMost(0.05)).promised


def test_one_entry_alone_has_no_near_misses() -> None:
    found = cold_start(Matcher.build(ENTRIES[:1], FakeEncoder()))
    assert np.unique(found.kind).tolist() == [0, 1]


def test_each_kind_stands_for_its_share_of_visitors(matcher: Matcher) -> None:
    found = cold_start(matcher, Mix(own=0.5, near=0.3, off_topic=0.2))
    shares = [found.weight[found.kind == kind].sum() for kind in range(3)]
    assert shares == pytest.approx([0.5, 0.3, 0.2])


def test_the_test_is_the_same_each_time_and_another_with_another_seed(matcher: Matcher, asked: Asked) -> None:
    again, other = cold_start(matcher), cold_start(matcher, seed=1)
    assert (again.labels, again.results) == (asked.labels, asked.results)
    assert other.labels != asked.labels


def test_made_up_questions_count_for_few_and_never_make_labels_needless(asked: Asked) -> None:
    assert asked.worth == 50 < len(asked)
    assert choose(asked, AtMost(0.05)).more > 0


def test_no_text_of_the_faq_is_encoded_where_its_vectors_are_known(matcher: Matcher) -> None:
    encoder = FakeEncoder()
    known = dict(zip(texts_of(ENTRIES), encoder.encode(texts_of(ENTRIES)), strict=True))
    fresh: list[str] = []

    def encode(texts: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        fresh.extend(text for text in texts if text not in known)
        return encoder.encode(texts)

    cold_start(matcher, encode=encode)  # type: ignore[arg-type]
    assert set(fresh) & set(texts_of(ENTRIES)) == set()


def test_a_studied_faq_is_asked_of_maps_learned_without_the_question() -> None:
    flat = StudyMap(np.zeros((DIMENSION, DIMENSION), np.float32))
    studied = Matcher.build(ENTRIES, FakeEncoder(), studied=flat)
    told: list[float] = []
    found = cold_start(studied, progress=lambda doing, share: told.append(share))
    assert found.outcomes.in_scope.any()
    assert told == sorted(told)
    assert told[-1] == 1.0
    left_out = LeftOut.draw(studied, studied.encoder.encode, np.random.default_rng(0))
    maps = [left_out.fold(fold, lambda share: None).source.studied for fold in range(2)]
    assert maps[0] is not None
    assert maps[1] is not None
    assert not np.array_equal(maps[0].matrix, maps[1].matrix)


@pytest.mark.parametrize("shares", [(1.5, 0.1, 0.1), (0.5, -0.1, 0.1), (0.0, 0.0, 0.0)])
def test_shares_that_can_not_be_are_refused(shares: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="share"):
        Mix(*shares)


def test_the_sample_faq_is_not_off_topic() -> None:
    assert not {same_text_key(text) for text in off_topic()} & set(SAMPLE_FAQ.read_text(encoding="utf-8").splitlines())
