from pathlib import Path

from tests.crash.kills import kill_often

KILLS = 5


def test_a_killed_server_answers_from_the_old_or_the_new_revision_and_loses_none(tmp_path: Path) -> None:
    seen = kill_often(tmp_path, KILLS, seed=9)
    assert seen.changes >= 3
    assert len(seen.whole) >= len(seen.published)
