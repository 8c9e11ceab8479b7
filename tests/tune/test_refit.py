from dataclasses import replace

import numpy as np
import pytest

from matcher.confidence import RankedConfidence
from matcher.errors import StoreError
from matcher.fair import FairMatchers
from matcher.fitted import Fitted, shipped_confidence, with_fit
from matcher.matcher import Matcher
from matcher.models import WEIGHTS
from matcher.tune import refit as module
from matcher.tune.refit import refit
from matcher.types import Entry, Label
from tests.fakes import FakeEncoder

WORDS = ("parcel", "refund", "voucher", "invoice", "delivery", "warranty", "account", "password", "shop", "size")
ENTRIES = tuple(Entry(word, f"what about my {word}", f"About {word}.") for word in WORDS)


@pytest.fixture
def matcher() -> Matcher:
    """A matcher whose fake encoder counts as the one that the shipped confidence was fitted for."""
    import json

    fingerprint = json.loads((WEIGHTS / "confidence.json").read_text(encoding="utf-8"))["fits"][0]["encoder"][
        "fingerprint"
    ]
    return Matcher.build(ENTRIES, FakeEncoder(fingerprint))


def labelled(count: int, outside: float, seed: int = 0) -> list[Label]:
    rng = np.random.default_rng(seed)
    labels = []
    for number in range(count):
        word = str(rng.choice(WORDS))
        filler = " ".join(f"w{rng.integers(1000)}" for _ in range(int(rng.integers(1, 5))))
        labels.append(Label(f"{word} {filler} {number}", frozenset() if rng.random() < outside else frozenset({word})))
    return labels


def fitted_on(matcher: Matcher, labels: list[Label]) -> module.Refit:
    return refit(FairMatchers((matcher,)), labels, matcher.encoder.encode([label.question for label in labels]))


def test_too_few_labels_keep_the_shipped_confidence_and_say_how_many_it_takes(matcher: Matcher) -> None:
    found = fitted_on(matcher, labelled(30, 0.5))
    assert (found.kept, found.enough, found.fitted) == (False, False, None)
    assert "30 test questions are too few" in found.describe()
    assert str(module.LEAST_QUESTIONS) in found.describe()


def test_labels_that_the_shipped_confidence_is_wrong_about_move_it(matcher: Matcher) -> None:
    found = fitted_on(matcher, labelled(200, 0.7))
    assert found.kept
    assert found.fitted is not None
    assert found.log_loss[1] < found.log_loss[0]
    assert found.brier[1] < found.brier[0]
    fresh = labelled(300, 0.7, seed=1)
    better = with_fit(matcher, found.fitted)
    assert loss(better, fresh) < loss(matcher, fresh)
    assert "more truthful" in found.describe()


def test_labels_that_agree_with_the_shipped_confidence_leave_it(matcher: Matcher) -> None:
    labels, rng = labelled(150, 0.0), np.random.default_rng(3)
    results = matcher.ask_many([label.question for label in labels])
    drawn = [
        label if rng.random() < result.candidates[0].confidence else Label(label.question, frozenset())
        for label, result in zip(labels, results, strict=True)
    ]
    found = fitted_on(matcher, drawn)
    assert not found.kept
    assert found.enough
    assert "it is no better" in found.describe()


def test_a_fit_moves_no_candidate_past_another(matcher: Matcher) -> None:
    found = fitted_on(matcher, labelled(200, 0.7)).fitted
    assert found is not None
    before, after = matcher.ask("my parcel and refund"), with_fit(matcher, found).ask("my parcel and refund")
    assert [c.entry.id for c in before.candidates] == [c.entry.id for c in after.candidates]
    assert before != after


def test_other_models_are_answered_by_their_own_confidence(matcher: Matcher) -> None:
    found = fitted_on(matcher, labelled(200, 0.7)).fitted
    assert found is not None
    assert with_fit(matcher, replace(found, encoder="another")).confidence == shipped_confidence(matcher)
    assert with_fit(matcher, replace(found, studied=True)).confidence == shipped_confidence(matcher)
    assert with_fit(with_fit(matcher, found), None).confidence == shipped_confidence(matcher)
    moved = with_fit(matcher, found).confidence
    assert isinstance(moved, RankedConfidence)
    assert (moved.refitted, moved.bias) == (True, found.bias)


def test_an_uncalibrated_confidence_is_not_fitted() -> None:
    matcher = Matcher.build(ENTRIES, FakeEncoder())
    assert fitted_on(matcher, labelled(200, 0.5)).fitted is None


def test_fitted_parameters_read_back_the_same_and_damaged_ones_are_refused() -> None:
    fitted = Fitted("e", "none", False, 1.0, 0.5, -2.0, 80)
    assert Fitted.from_json(fitted.to_json()) == fitted
    for damaged in ({}, {**fitted.to_json(), "lead": -1.0}, {**fitted.to_json(), "bias": "much"}):
        with pytest.raises(StoreError, match="damaged"):
            Fitted.from_json(damaged)


def loss(matcher: Matcher, labels: list[Label]) -> float:
    results = matcher.ask_many([label.question for label in labels])
    losses = []
    for label, result in zip(labels, results, strict=True):
        best = result.candidates[0]
        chance = best.confidence if best.entry.id in label.expected else 1 - best.confidence
        losses.append(-np.log(max(chance, 1e-9)))
    return float(np.mean(losses))
