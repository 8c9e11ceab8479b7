from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.compare import Verdict, compare_matchers
from matcher.errors import StoreError
from matcher.matcher import Matcher
from matcher.preview import compare_with_live
from matcher.types import Entry, Label, Thresholds
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening
from tests.studies import SECONDS, TEACHABLE, WITH_PASSAGE, HeldEncoder, NoisyEncoder, ended, learned

LABELS = (
    Label("How do I return an item?", frozenset({"returns"})),
    Label("Which cards do you accept?", frozenset({"cards"})),
    Label("zebra crossing", frozenset()),
)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path / "home") as open_base:
        yield open_base


def test_a_draft_is_held_against_what_is_live_and_nothing_is_published(opened: Opener) -> None:
    base = opened()
    live = base.publish([RETURNS, DELIVERY], author="ada")
    base.set_thresholds(Thresholds(0.9, 0.9))
    matcher = base.matcher
    comparison = compare_with_live(base, [DELIVERY, CARDS], LABELS)
    assert {c.label.question: (c.verdict, c.missing) for c in comparison.changes} == {
        "How do I return an item?": (Verdict.WORSE, ("returns",)),
        "Which cards do you accept?": (Verdict.BETTER, ()),
    }
    assert comparison.missing == LABELS[:1]
    assert (base.live, base.matcher is matcher, len(base.revisions())) == (live, True, 2)


def test_what_is_live_already_changes_nothing(opened: Opener) -> None:
    base = opened()
    base.publish([RETURNS, DELIVERY], author="ada")
    assert compare_with_live(base, [RETURNS, DELIVERY], LABELS).changes == ()


def test_both_sides_are_compared_as_they_are_once_studied(opened: Opener) -> None:
    base = opened(NoisyEncoder(), study=True)
    base.publish(TEACHABLE, author="ada")
    ended(base)
    assert learned(base) is not None
    # of labels with two answers nothing is learned, so the same matchers are asked
    labels = [Label(f"topic{i} strange words", frozenset({f"id{i}", f"id{i - 1}"})) for i in range(1, 12)]
    assert compare_with_live(base, TEACHABLE, labels).changes == ()
    draft = TEACHABLE[1:]
    comparison = compare_with_live(base, draft, labels)
    base.publish(draft, author="ada")
    ended(base)
    before = opened(NoisyEncoder(), study=True)
    before.make_live(2)
    assert learned(before) is not None
    assert comparison == compare_matchers(before.matcher, base.matcher, labels)


def test_a_comparison_while_the_study_is_under_way_studies_both_sides(opened: Opener) -> None:
    encoder = HeldEncoder()
    base = opened(encoder, study=True)
    base.publish(WITH_PASSAGE, author="ada")
    assert encoder.reached.wait(SECONDS)
    encoder.let_go.set()
    labels = [Label(f"topic{i} strange words", frozenset({f"id{i}"})) for i in range(12)]
    assert compare_with_live(base, WITH_PASSAGE, labels).changes == ()


@pytest.mark.parametrize("entries", [(), (RETURNS, RETURNS)])
def test_what_can_not_be_published_can_not_be_compared(opened: Opener, entries: tuple[Entry, ...]) -> None:
    base = opened()
    matcher: Matcher = base.matcher
    with pytest.raises(StoreError):
        compare_with_live(base, entries, LABELS)
    assert base.matcher is matcher
