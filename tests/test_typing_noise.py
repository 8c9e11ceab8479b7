import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.training.typing_noise import mistype

QUESTION = "How long does the delivery of my parcel take, please?"


@given(st.text(max_size=60), st.integers(0, 1000))
def test_a_text_that_is_not_blank_never_becomes_blank(text: str, seed: int) -> None:
    assert bool(mistype(text, np.random.default_rng(seed)).strip()) == bool(text.strip())


def test_the_same_seed_gives_the_same_noise() -> None:
    assert mistype(QUESTION, np.random.default_rng(3)) == mistype(QUESTION, np.random.default_rng(3))


def test_most_texts_change_but_stay_near() -> None:
    rng = np.random.default_rng(0)
    noisy = [mistype(QUESTION, rng) for _ in range(200)]
    assert len(set(noisy)) > 100
    assert all(abs(len(text) - len(QUESTION)) < 20 for text in noisy)
