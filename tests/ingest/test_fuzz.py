"""A few hundred cases of the fuzzer, always the same ones, and that it notices what should not be."""

import random
import signal
from collections.abc import Iterator

import pytest

from matcher.ingest import peek
from tests.ingest import fuzz

CASES = 300


@pytest.fixture
def watched() -> Iterator[None]:
    before = signal.getsignal(signal.SIGVTALRM)
    fuzz.watch()
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("watched")
def test_damaged_files_end_in_entries_or_in_one_error() -> None:
    assert [(case, trouble) for case in range(CASES) if (trouble := fuzz.fuzz(case))] == []


def test_a_case_is_the_same_each_time() -> None:
    assert fuzz.damaged(random.Random(7)) == fuzz.damaged(random.Random(7))


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize(
    ("reader", "told"),
    [
        (lambda *_: [][1], "IndexError"),
        (lambda content, _: peek(content, name="nobody said"), "an error that does not name the file"),
        (lambda *_: endless(), "Hangs: more than 0.2 s"),
    ],
)
def test_what_should_not_be_is_told(monkeypatch: pytest.MonkeyPatch, reader: object, told: str) -> None:
    monkeypatch.setattr(fuzz, "_READERS", (reader,))
    monkeypatch.setattr(fuzz, "_SECONDS", 0.2)
    monkeypatch.setattr(fuzz, "damaged", lambda _chance: b" ")
    assert told in fuzz.fuzz(0)


def endless() -> None:
    while True:
        pass
