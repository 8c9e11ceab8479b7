from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.background_study import StudyState
from matcher.study import StudyReport
from matcher.types import Entry, Label, Thresholds
from tests.bases import RETURNS, Opener, opening
from tests.studies import SECONDS, TEACHABLE, TOPICS, WITH_PASSAGE, HeldEncoder, NoisyEncoder, ended, learned

UNTEACHABLE = tuple(Entry(str(i), f"question{i} number", "") for i in range(60))
ALONE = tuple(replace(entry, alternates=()) for entry in TEACHABLE)
NOTHING = StudyState("done", 1.0, StudyReport(False, 0, 0.0, 0.0))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path / "home") as open_base:
        yield lambda encoder=None, **given: open_base(encoder or NoisyEncoder(), **{"study": True, **given})


def test_a_publish_is_live_at_once_and_studied_in_the_background(opened: Opener) -> None:
    encoder = HeldEncoder()
    base = opened(encoder)
    revision = base.publish(WITH_PASSAGE, author="ada")
    assert encoder.reached.wait(SECONDS)
    assert (base.live, base.study.doing, learned(base)) == (revision, "studying", None)
    assert base.matcher.ask("topic3 asked").candidates[0].entry == WITH_PASSAGE[3]
    encoder.let_go.set()
    state = ended(base)
    assert state.report is not None
    assert (state.doing, state.report.kept, base.live) == ("done", True, revision)
    assert learned(base) is not None
    assert base.matcher.ask("topic3 asked").candidates[0].entry == WITH_PASSAGE[3]


def test_a_restart_does_not_study_again(opened: Opener) -> None:
    base = opened()
    base.publish(TEACHABLE, author="ada")
    state, found = ended(base), learned(base)
    base.close()
    again = opened()
    kept = learned(again)
    assert found is not None and kept is not None
    assert (again.study, np.array_equal(kept.matrix, found.matrix)) == (state, True)
    question = "topic3 strange"
    assert again.matcher.ask(question) == base.matcher.ask(question)


def test_a_map_that_was_not_kept_is_not_studied_again(opened: Opener) -> None:
    base = opened()
    base.publish(UNTEACHABLE, author="ada")
    before = base.matcher
    assert (ended(base), learned(base)) == (NOTHING, None)
    assert base.matcher is before
    base.close()
    assert opened().study == NOTHING


def test_the_same_entries_published_again_use_the_kept_study_at_once(opened: Opener) -> None:
    base = opened()
    base.publish(TEACHABLE, author="ada")
    state = ended(base)
    base.publish([replace(entry, tags=("new",)) for entry in TEACHABLE], author="ada")
    assert base.study == state
    assert learned(base) is not None


def test_going_back_brings_back_what_was_learned(opened: Opener) -> None:
    base = opened()
    first = base.publish(TEACHABLE, author="ada")
    state = ended(base)
    base.publish([RETURNS], author="ada")
    ended(base)
    base.make_live(first.number)
    assert (base.live, base.study, learned(base) is not None) == (first, state, True)


def test_without_study_there_is_none(opened: Opener) -> None:
    base = opened(study=False)
    base.publish(TEACHABLE, author="ada")
    assert (base.study, learned(base)) == (StudyState("off"), None)


def test_another_seed_is_another_study(opened: Opener) -> None:
    base = opened()
    base.publish(TEACHABLE, author="ada")
    ended(base)
    first = learned(base)
    base.close()
    other = opened(seed=1)
    ended(other)
    second = learned(other)
    assert first is not None and second is not None
    assert not np.array_equal(first.matrix, second.matrix)


def test_thresholds_set_during_a_study_are_kept_at_the_swap(opened: Opener) -> None:
    encoder = HeldEncoder()
    base = opened(encoder)
    base.publish(WITH_PASSAGE, author="ada")
    assert encoder.reached.wait(SECONDS)
    base.set_thresholds(Thresholds(0.9, 0.3))
    encoder.let_go.set()
    assert (ended(base).doing, learned(base) is not None) == ("done", True)
    assert (base.thresholds, base.matcher.thresholds) == (Thresholds(0.9, 0.3), Thresholds(0.9, 0.3))


def test_labels_are_studied_with_the_revision_and_once(opened: Opener) -> None:
    asked = [Label(f"topic{t} asks {i}", frozenset({f"id{t}"})) for t in range(TOPICS) for i in range(5)]
    base = opened()
    base.publish(ALONE, author="ada")
    assert (ended(base), learned(base)) == (NOTHING, None)
    base.labels.add(asked, author="ada")
    base.publish(ALONE, author="ada")
    report, found = ended(base).report, learned(base)
    assert report is not None and found is not None
    assert (report.kept, report.questions > 40) == (True, True)
    assert base.matcher.ask("topic3 asks 1").candidates[0].phrasing == "topic3 asked"
    base.close()
    again = opened()
    kept = learned(again)
    assert kept is not None and np.array_equal(kept.matrix, found.matrix)
