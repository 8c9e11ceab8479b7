import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.studied import Studied, StudyFolder, fingerprint_of, study_entries
from matcher.study import StudyMap, StudyReport
from matcher.texts import texts_of
from matcher.types import Entry
from tests.studies import NoisyEncoder, teachable

LONG = " ".join(f"word{i}" for i in range(60))
ENTRIES = (
    Entry("a", "How do I pay?", LONG, ("card?", "cash?"), "Money", ("x",)),
    Entry("b", "Where are you?", "Here."),
)
KEPT = Studied(StudyMap(np.arange(16, dtype=np.float32).reshape(4, 4)), StudyReport(True, 100, 0.5, 0.75))
NOT_KEPT = Studied(None, StudyReport(False, 40, 0.5, 0.5))


def as_value(studied: Studied | None) -> object:
    return studied and (studied.map and studied.map.matrix.tolist(), studied.report)


@pytest.mark.parametrize("studied", [KEPT, NOT_KEPT])
def test_an_outcome_comes_back_as_it_was(studied: Studied) -> None:
    assert as_value(Studied.from_bytes(studied.to_bytes())) == as_value(studied)


def test_damaged_bytes_are_an_error_or_what_was_written() -> None:
    data = KEPT.to_bytes()
    damaged = [data[:end] for end in range(len(data))]
    damaged += [data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :] for at in range(len(data)) for flip in (1, 8, 64)]
    for each in damaged:
        try:
            read = Studied.from_bytes(each)
        except ValueError:
            continue
        assert as_value(read) == as_value(KEPT)


@pytest.mark.parametrize(
    "matrix",
    [np.zeros((2, 3), np.float32), np.zeros((0, 0), np.float32), np.full((2, 2), np.nan, np.float32), np.zeros((2, 2))],
)
def test_a_matrix_that_can_not_be_applied_is_an_error(matrix: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match="no outcome of a study"):
        Studied.from_bytes(Studied(StudyMap(matrix), KEPT.report).to_bytes())


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: replace(entry, question="How can I pay?"),
        lambda entry: replace(entry, alternates=("card?",)),
        lambda entry: replace(entry, alternates=("cash?", "card?")),
        lambda entry: replace(entry, question="How do I pay?card?", alternates=("cash?",)),
        lambda entry: replace(entry, answer="By card."),
        lambda entry: replace(entry, answer=entry.answer.replace("word30", "other")),
        lambda entry: replace(entry, category="Payment"),
    ],
)
def test_the_fingerprint_changes_with_every_text(change: Callable[[Entry], Entry]) -> None:
    changed = (change(ENTRIES[0]), ENTRIES[1])
    assert fingerprint_of(changed, "model") != fingerprint_of(ENTRIES, "model")


def test_the_fingerprint_changes_with_encoder_seed_and_who_owns_a_phrasing() -> None:
    moved = (Entry("a", "one", "", ("two",)), Entry("b", "three", ""))
    back = (Entry("a", "one", ""), Entry("b", "two", "", ("three",)))
    fingerprints = [
        fingerprint_of(ENTRIES, "model"),
        fingerprint_of(ENTRIES, "other model"),
        fingerprint_of(ENTRIES, "model", seed=1),
        fingerprint_of(ENTRIES[::-1], "model"),
        fingerprint_of(moved, "model"),
        fingerprint_of(back, "model"),
    ]
    assert len(set(fingerprints)) == len(fingerprints)
    assert {len(each) for each in fingerprints} == {32}


def test_the_fingerprint_does_not_change_with_ids_and_tags() -> None:
    renamed = [replace(entry, id=f"{entry.id}2", tags=("new",)) for entry in ENTRIES]
    assert fingerprint_of(renamed, "model") == fingerprint_of(ENTRIES, "model")


def test_a_fingerprint_can_be_taken_of_any_text() -> None:
    assert fingerprint_of([Entry("a", "\ud800\x00", "")], "model")


def test_a_folder_gives_back_what_it_was_given(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path / "new" / "studies")
    assert folder.load("one") is None
    folder.save("one", KEPT)
    folder.save("two", NOT_KEPT)
    assert [as_value(folder.load(name)) for name in ("one", "two")] == [as_value(KEPT), as_value(NOT_KEPT)]
    assert sorted(path.name for path in (tmp_path / "new" / "studies").iterdir()) == ["one.npz", "two.npz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"not at all", KEPT.to_bytes()[:-40]])
def test_a_damaged_file_counts_as_missing(tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes) -> None:
    (tmp_path / "one.npz").write_bytes(content)
    assert StudyFolder(tmp_path).load("one") is None
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_folder_that_can_not_be_written_is_done_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "studies").write_text("a file in the way")
    StudyFolder(tmp_path / "studies").save("one", KEPT)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_studying_entries_gives_a_map_for_vectors_of_the_encoder() -> None:
    encoder = NoisyEncoder()
    entries = teachable()
    studied = study_entries(entries, encoder.encode(texts_of(entries)), encoder.encode, seed=2)
    assert studied.map is not None
    assert (studied.map.matrix.shape, studied.report.kept) == ((encoder.dimension, encoder.dimension), True)
