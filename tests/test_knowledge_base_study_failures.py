import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import connect

import pytest

from matcher.background_study import StudyState
from matcher.study import StudyReport
from tests.bases import RETURNS, Opener, opening
from tests.studies import SECONDS, TEACHABLE, TOPICS, VARIANTS, WITH_PASSAGE, HeldEncoder, NoisyEncoder, ended, learned


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path / "home") as open_base:
        yield lambda encoder=None, **given: open_base(encoder or NoisyEncoder(), **{"study": True, **given})


def test_a_newer_publish_wins_over_the_study_of_an_older_one(opened: Opener) -> None:
    encoder = HeldEncoder()
    base = opened(encoder)
    base.publish(WITH_PASSAGE, author="ada")
    assert encoder.reached.wait(SECONDS)
    newer = base.publish([RETURNS], author="bob")
    encoder.let_go.set()
    state = ended(base)
    assert (base.live, base.matcher.entries, learned(base)) == (newer, (RETURNS,), None)
    assert state == StudyState("done", 1.0, StudyReport(False, 0, 0.0, 0.0))


def test_a_service_that_ends_between_publish_and_study_studies_after_its_restart(opened: Opener) -> None:
    encoder = HeldEncoder()
    base = opened(encoder)
    revision = base.publish(WITH_PASSAGE, author="ada")
    assert encoder.reached.wait(SECONDS)  # the first is stuck for good, as if it had been killed here
    again = opened()
    assert (again.live, learned(again)) == (revision, None) or ended(again).doing == "done"
    assert (ended(again).doing, learned(again) is not None) == ("done", True)
    encoder.let_go.set()


@pytest.mark.parametrize("error", [RuntimeError("no memory"), ValueError("odd")])
def test_a_study_that_fails_leaves_the_live_matcher_answering(
    opened: Opener, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    base = opened(HeldEncoder(error))
    revision = base.publish(WITH_PASSAGE, author="ada")
    before = base.matcher
    assert ended(base) == StudyState("failed")
    assert (base.live, base.matcher) == (revision, before)
    assert base.matcher.ask("topic3 asked").candidates[0].entry == WITH_PASSAGE[3]
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        "the study failed; questions are answered without it"
    ]


def test_a_damaged_study_is_made_again(opened: Opener, tmp_path: Path) -> None:
    base = opened()
    base.publish(TEACHABLE, author="ada")
    state = ended(base)
    base.close()
    with connect(tmp_path / "home" / "faq.sqlite3") as outside:
        outside.execute("UPDATE studies SET data = zeroblob(100)")
    assert ended(opened()) == state


def test_a_study_that_can_not_be_kept_is_used_all_the_same(opened: Opener, tmp_path: Path) -> None:
    base = opened()
    ended(base)
    with connect(tmp_path / "home" / "faq.sqlite3") as outside:
        outside.execute("CREATE TRIGGER refuse BEFORE INSERT ON studies BEGIN SELECT RAISE(ABORT, 'refused'); END")
    base.publish(TEACHABLE, author="ada")
    assert (ended(base).doing, learned(base) is not None) == ("done", True)


def test_questions_during_study_and_swap_are_answered_by_one_matcher(opened: Opener) -> None:
    base = opened()
    base.publish(TEACHABLE, author="ada")
    over = threading.Event()

    def ask() -> list[str]:
        found = []
        while not over.is_set():
            found.append(base.matcher.ask("topic7 asked").candidates[0].entry.id)
        return found

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask) for _ in range(2)]
        state = ended(base)
        over.set()
        answers = {answer for future in asked for answer in future.result()}
    assert state.report is not None
    assert (answers, state.report.questions) == ({"id7"}, TOPICS * VARIANTS)


def test_closing_during_a_study_ends_it_and_changes_nothing(opened: Opener) -> None:
    base = opened()
    base.publish(TEACHABLE, author="ada")
    base.close()
    live = base.matcher
    assert [thread for thread in threading.enumerate() if thread.name == "study"] == []
    assert base.matcher is live
    assert base.matcher.ask("topic3 asked").candidates[0].entry == TEACHABLE[3]
