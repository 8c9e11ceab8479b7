import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.confidence import SHIPPED, RankedConfidence
from matcher.fitted import Fitted, setting_of
from matcher.knowledge_base import KnowledgeBase
from matcher.tune.refit import Refit
from matcher.tune.tuning import Tuning
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening
from tests.fakes import FakeEncoder

FINGERPRINT = str(json.loads(SHIPPED.read_text(encoding="utf-8"))["fits"][0]["encoder"]["fingerprint"])
FITTED = Fitted(FINGERPRINT, "none", False, 0.3, 0.9, -3.0, 100)
FOUND = Refit(True, True, 100, (0.5, 0.4), (0.2, 0.1), FITTED)


@pytest.fixture
def open_base(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path) as opener:
        yield opener


def bias(base: KnowledgeBase) -> float:
    confidence = base.matcher.confidence
    assert isinstance(confidence, RankedConfidence)
    return confidence.bias


def test_a_fitted_confidence_is_used_at_once_after_a_publish_and_after_a_restart(open_base: Opener) -> None:
    base = open_base(FakeEncoder(FINGERPRINT))
    shipped = bias(base)
    Tuning(base).use_refit(FOUND)
    assert bias(base) == FITTED.bias != shipped
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    assert bias(base) == FITTED.bias
    again = open_base(FakeEncoder(FINGERPRINT))
    assert bias(again) == FITTED.bias
    assert Tuning(again).fitted() == FITTED
    Tuning(again).use_refit(None)
    assert bias(again) == shipped
    assert bias(open_base(FakeEncoder(FINGERPRINT))) == shipped


def test_other_models_do_not_use_it_and_the_first_ones_do_again(open_base: Opener) -> None:
    Tuning(open_base(FakeEncoder(FINGERPRINT))).use_refit(FOUND)
    other = open_base(FakeEncoder("another"))
    assert not other.matcher.calibrated
    assert Tuning(other).fitted() is None
    assert bias(open_base(FakeEncoder(FINGERPRINT))) == FITTED.bias


def test_a_new_fit_asks_for_another_look_at_the_thresholds(open_base: Opener) -> None:
    base = open_base(FakeEncoder(FINGERPRINT))
    tuning = Tuning(base)
    tuning.set_by_hand(base.thresholds, author="ann")
    tuning.use_refit(FOUND)
    review = tuning.review()
    assert review is not None
    assert review.reasons == ("the confidence was fitted anew",)


def test_a_damaged_fit_is_logged_and_done_without(open_base: Opener, caplog: pytest.LogCaptureFixture) -> None:
    base = open_base(FakeEncoder(FINGERPRINT))
    shipped = bias(base)
    base.store.set_setting(setting_of(base.matcher), {"bias": 1})
    assert bias(open_base(FakeEncoder(FINGERPRINT))) == shipped
    assert "the shipped confidence is used instead" in caplog.text
