from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.errors import StoreError
from matcher.knowledge_base import KnowledgeBase
from matcher.tune.asked import Asked
from matcher.tune.choose import choose
from matcher.tune.chosen import CHOSEN, Chosen
from matcher.tune.fixes import AddAlternate, OutOfScope
from matcher.tune.goals import AtMost, Cost
from matcher.tune.refit import Refit
from matcher.tune.tuning import Tuning
from matcher.tune.verdicts import spans
from matcher.types import Label, Thresholds
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening
from tests.fakes import FakeEncoder

LABELS = tuple(
    Label(f"{text} {number}", frozenset({name} if name else ()))
    for number in range(4)
    for text, name in (
        ("send it back", "returns"),
        ("delivery take", "delivery"),
        ("which cards", "cards"),
        ("rain", ""),
    )
)


@pytest.fixture
def open_base(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path) as opener:
        yield opener


@pytest.fixture
def base(open_base: Opener) -> KnowledgeBase:
    opened = open_base()
    opened.publish([RETURNS, DELIVERY, CARDS], author="me")
    opened.labels.add(LABELS, author="me")
    return opened


def asked_of(tuning: Tuning) -> Asked:
    asked = tuning.asked()
    assert asked is not None
    return asked


def test_labels_are_asked_once_until_they_or_the_entries_change(base: KnowledgeBase) -> None:
    tuning = Tuning(base)
    first = asked_of(tuning)
    assert first.labels == LABELS
    base.set_thresholds(Thresholds(0.9, 0.1))
    assert tuning.asked() is first
    base.labels.add([Label("new", frozenset())], author="me")
    second = asked_of(tuning)
    assert len(second) == len(first) + 1
    base.publish([RETURNS, DELIVERY], author="me")
    third = asked_of(tuning)
    assert len(third) == len(second) - 4
    assert [kept.missing for kept in tuning.flagged()] == [{"cards"}] * 4


def test_without_labels_there_is_nothing_asked_but_a_cold_start(open_base: Opener) -> None:
    base = open_base()
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    tuning = Tuning(base)
    assert tuning.asked() is None
    cold = tuning.cold()
    assert tuning.cold() is cold
    chosen = tuning.accept(choose(cold, AtMost(0.05)), author="me", cold=True)
    assert chosen.questions == 0


def test_an_accepted_choice_decides_and_outlives_a_restart(base: KnowledgeBase, open_base: Opener) -> None:
    tuning = Tuning(base)
    assert tuning.chosen() is None
    assert tuning.review() is None
    choice = choose(asked_of(tuning), Cost(2))
    kept = tuning.accept(choice, author="ann")
    assert base.thresholds == choice.thresholds
    assert (kept.goal, kept.questions, kept.author, kept.revision) == (Cost(2), 16, "ann", base.live.number)
    again = open_base()
    assert Tuning(again).chosen() == kept
    assert again.thresholds == choice.thresholds


def test_a_choice_holds_until_entries_or_models_change(base: KnowledgeBase, open_base: Opener) -> None:
    tuning = Tuning(base)
    tuning.accept(choose(asked_of(tuning), AtMost(0.1)), author="ann")
    review = tuning.review()
    assert review is not None
    assert (review.needed, review.reasons) == (False, ())
    assert review.now == review.chosen.came == spans(asked_of(tuning), base.thresholds)
    assert review.moved == ()
    base.publish([replace(RETURNS, alternates=()), DELIVERY, CARDS], author="me")
    changed = tuning.review()
    assert changed is not None
    assert changed.needed
    assert changed.reasons[0].startswith(f"revision {base.live.number} is live, and the choice was made for ")
    other = Tuning(open_base(FakeEncoder("another"))).review()
    assert other is not None
    assert any("encoder" in reason for reason in other.reasons)


def test_thresholds_moved_past_the_choice_are_told(base: KnowledgeBase) -> None:
    tuning = Tuning(base)
    tuning.accept(choose(asked_of(tuning), Cost(1)), author="ann")
    base.set_thresholds(Thresholds(1.0, 1.0))
    review = tuning.review()
    assert review is not None
    assert review.reasons == ("the thresholds in use are others than the chosen ones",)


def test_what_moved_is_said_in_plain_words(base: KnowledgeBase) -> None:
    tuning = Tuning(base)
    kept = tuning.accept(choose(asked_of(tuning), Cost(1)), author="ann")
    base.publish([replace(RETURNS, question="x", alternates=()), DELIVERY, replace(CARDS, question="y")], author="me")
    review = tuning.review()
    assert review is not None
    assert review.chosen == kept
    assert any(
        line.startswith("right answers: ") and "when the thresholds were chosen" in line for line in review.moved
    )


def test_thresholds_set_by_hand_promise_nothing(base: KnowledgeBase) -> None:
    tuning = Tuning(base)
    chosen = tuning.set_by_hand(Thresholds(0.8, 0.3), author="ann")
    assert (chosen.goal, chosen.promised) == (None, {})
    assert Tuning(base).chosen() == chosen
    assert base.thresholds == Thresholds(0.8, 0.3)


def test_a_damaged_choice_is_told(base: KnowledgeBase) -> None:
    base.store.set_setting(CHOSEN, {"thresholds": {"answer_at": 3, "suggest_at": 0}})
    with pytest.raises(StoreError, match="the chosen thresholds in the knowledge base are damaged"):
        Tuning(base).chosen()
    with pytest.raises(StoreError):
        Chosen.from_json({})


def test_an_accepted_alternate_is_published(base: KnowledgeBase) -> None:
    tuning = Tuning(base)
    fix = AddAlternate("cards", "is plastic fine")
    assert tuning.effect(fix).after.right >= 0
    revision = tuning.apply(fix, author="ann")
    assert revision == base.live
    assert base.matcher.entries[2].alternates == ("is plastic fine",)


def test_marking_as_out_of_scope_adds_a_label_and_no_revision(base: KnowledgeBase) -> None:
    tuning = Tuning(base)
    before = base.live
    assert tuning.apply(OutOfScope("tell me a joke"), author="ann") is None
    assert base.live == before
    assert base.labels.all()[-1].label == Label("tell me a joke", frozenset())


def test_the_inspector_knows_the_labels(base: KnowledgeBase) -> None:
    tuning = Tuning(base)
    assert tuning.inspect("rain 0").label == LABELS[3]
    assert tuning.inspect("something new").label is None


def test_too_few_labels_leave_the_shipped_confidence(base: KnowledgeBase) -> None:
    tuning = Tuning(base)
    found = tuning.refit()
    assert isinstance(found, Refit)
    assert (found.kept, tuning.fitted()) == (False, None)
