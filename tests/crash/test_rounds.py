"""The service itself, with its real encoder, killed while somebody works at its admin page."""

from pathlib import Path

import pytest

from matcher.encoder import TransformerEncoder
from tests.crash.ledger import Attempt, Ledger, Verdict, table
from tests.crash.rounds import kill_rounds

_FIRST = Attempt(0, "publish", "publish-0", before=1, target=2, moment=None)
_SECOND = Attempt(1, "upload", "upload-1", before=2, target=3, moment=0.5, study=False)


@pytest.mark.models
def test_the_service_killed_over_http_finds_all_as_before_or_all_done(
    tmp_path: Path, model_cache: Path, encoder: TransformerEncoder
) -> None:
    ledger = kill_rounds(tmp_path, model_cache, 2, seed=1)
    assert [each.attempt.kind for each in ledger.verdicts] == ["publish", "roll back"]
    assert [each.outcome for each in ledger.verdicts] == ["new", "new"]  # the first of a kind is done before the kill
    assert Ledger.read(tmp_path / "rounds.jsonl").verdicts == ledger.verdicts


def test_a_run_goes_on_at_the_attempt_that_has_no_verdict(tmp_path: Path) -> None:
    path = tmp_path / "rounds.jsonl"
    ledger = Ledger(path)
    ledger.begin(_FIRST)
    verdict = Verdict(_FIRST, done=True, seconds=2.0, outcome="new", revisions=2)
    ledger.close(verdict)
    ledger.begin(_SECOND)
    with path.open("a") as file:
        file.write('{"attempt": {"num')  # the disk was full, or the power gone
    assert Ledger.read(path) == Ledger(path, [verdict], _SECOND)
    assert Ledger.read(path).seconds("publish") == 2.0
    assert Ledger.read(path).seconds("upload") is None


def test_the_table_counts_what_was_found_by_kind() -> None:
    verdicts = [
        Verdict(_FIRST, True, 2.0, "new", 2),
        Verdict(_FIRST, False, 0.1, "old", 2),
        Verdict(_SECOND, False, 0.1, "new", 2),
        Verdict(_SECOND, False, 0.1, "lost: revision 2", 1),
    ]
    assert table(verdicts).splitlines()[2:] == [
        "| publish | 2 | 1 | 1 | 0 | 1 | 0 |",
        "| upload | 2 | 2 | 0 | 1 | 0 | 1 |",
        "| all | 4 | 3 | 1 | 1 | 1 | 1 |",
    ]
