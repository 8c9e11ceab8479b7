import numpy as np
import pytest

from matcher.training.contrasts import contrast, restate

CHANGED = {
    "can i pay before noon": {"can i pay after noon", "can i not pay before noon"},
    "transfer 100 from checking to savings": {
        "transfer 100 from savings to checking",
        *(f"transfer {n} from checking to savings" for n in (102, 103, 105, 110, 200, 300, 500, 1000)),
    },
    "money to my account": {"money from my account"},
    "the app is not working": {"the app is working"},
    "i received nothing": {"i did not receive nothing", "i sent nothing"},
    "convert dollars to euros": {"convert euros to dollars"},
}


@pytest.mark.parametrize("text", CHANGED)
def test_each_rule_that_fits_changes_the_sense_and_nothing_else(text: str) -> None:
    rng = np.random.default_rng(0)
    assert {contrast(text, rng) for _ in range(400)} == CHANGED[text]


def test_a_text_that_no_rule_fits_has_no_contrast() -> None:
    assert contrast("opening times", np.random.default_rng(0)) == "closing times"
    assert contrast("shipping", np.random.default_rng(0)) is None


def test_an_opposite_keeps_its_capital() -> None:
    assert contrast("Before you go", np.random.default_rng(1)) in {"After you go", "Before you come"}


def test_restating_keeps_every_word_that_matters() -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        told = restate("How do I cancel order 17?", rng).lower()
        assert "cancel order 17" in told


def test_the_same_seed_changes_alike() -> None:
    texts = list(CHANGED)
    one, other = (np.random.default_rng(3) for _ in range(2))
    assert [contrast(t, one) for t in texts] == [contrast(t, other) for t in texts]
