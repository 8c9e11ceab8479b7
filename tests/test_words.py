import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.words import Overlap, words

TEXT = st.text(st.sampled_from("ab ä,.ß1"), max_size=12)
PHRASINGS = ["how do I return it", "how do I pay", "how do I order X-200", ""]


def test_words_are_casefolded_and_without_punctuation() -> None:
    assert words("Straße, STRASSE! X-200 naïve") == {"strasse", "x", "200", "naïve"}
    assert words(" ?! ") == frozenset()


@given(st.lists(TEXT, min_size=1, max_size=5), TEXT)
def test_overlap_is_a_share(phrasings: list[str], question: str) -> None:
    overlap = Overlap(phrasings)
    for position, phrasing in enumerate(phrasings):
        value = overlap.with_phrasing(words(question), position)
        assert 0 <= value <= 1 + 1e-12
        assert (value > 0) == bool(words(question) & words(phrasing))


def test_the_same_words_overlap_wholly_and_none_not_at_all() -> None:
    overlap = Overlap(PHRASINGS)
    assert overlap.with_phrasing(words("Return it: how DO I?"), 0) == pytest.approx(1)
    assert overlap.with_phrasing(words("something else"), 0) == 0
    assert overlap.with_phrasing(words(""), 0) == 0
    assert overlap.with_phrasing(words(""), 3) == 0


def test_a_rare_word_in_common_says_more_than_a_frequent_one() -> None:
    overlap = Overlap(PHRASINGS)
    assert overlap.with_phrasing(words("pay"), 1) > overlap.with_phrasing(words("how"), 1)


def test_overlap_does_not_depend_on_the_order_of_phrasings() -> None:
    order = np.random.default_rng(0).permutation(len(PHRASINGS)).tolist()
    straight, shuffled = Overlap(PHRASINGS), Overlap([PHRASINGS[i] for i in order])
    asked = words("how do I return X-200")
    assert [shuffled.with_phrasing(asked, order.index(i)) for i in range(len(PHRASINGS))] == pytest.approx(
        [straight.with_phrasing(asked, i) for i in range(len(PHRASINGS))]
    )
