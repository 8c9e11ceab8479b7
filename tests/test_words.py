import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.types import Entry
from matcher.words import Words, share_of_best, words

TEXT = st.text(st.sampled_from("ab ä,.ß1"), max_size=12)
ENTRIES = (
    Entry("return", "how do I return it", "Send it back.", ("give it back",)),
    Entry("pay", "how do I pay", "By card."),
    Entry("order", "how do I order X-200", "In the shop."),
    Entry("blank", "?", ""),
)


def test_words_are_casefolded_and_without_punctuation() -> None:
    assert words("Straße, STRASSE! X-200 naïve") == ["strasse", "strasse", "x", "200", "naïve"]
    assert words(" ?! ") == []


@given(st.lists(TEXT, max_size=5), TEXT)
def test_bm25_is_a_finite_number_for_every_entry(texts: list[str], asked: str) -> None:
    scores = Words([Entry(f"{i}", text, text) for i, text in enumerate(texts)]).bm25(words(asked))
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


def test_bm25_reads_phrasings_and_answers() -> None:
    found = Words(ENTRIES)
    assert int(found.bm25(words("X-200")).argmax()) == 2
    assert int(found.bm25(words("by card")).argmax()) == 1
    assert int(found.bm25(words("give")).argmax()) == 0
    assert found.bm25(words("zebra")).tolist() == [0, 0, 0, 0]


def test_the_order_of_entries_changes_nothing() -> None:
    order = np.random.default_rng(0).permutation(len(ENTRIES)).tolist()
    straight, shuffled = Words(ENTRIES), Words([ENTRIES[i] for i in order])
    asked = words("how do I return X-200")
    assert shuffled.bm25(asked) == pytest.approx(straight.bm25(asked)[order], abs=1e-6)


@given(st.lists(st.floats(0, 100, width=32), max_size=6))
def test_shares_of_the_best_keep_the_order_and_stay_below_1(scores: list[float]) -> None:
    shares = share_of_best(np.array(scores, np.float32))
    assert ((shares >= 0) & (shares < 1)).all()
    order = np.argsort(scores, kind="stable")
    assert (np.diff(shares[order]) >= 0).all()
