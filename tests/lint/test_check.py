import json

import numpy as np
import pytest

from matcher.lint import Action, Fix, Kind, Severity, apply, lint
from matcher.types import Entry
from tests.fakes import FakeEncoder
from tests.lint.samples import entry

ENTRIES = [
    Entry("a", "how do I return shoes", "Send them back.", ("send shoes back",), "Returns"),
    Entry("b", "where is my parcel", "See [tracking](javascript:x).", ("?",), "returns"),
    Entry("c", "How do I return shoes", "Bring them back.", (), "Returns"),
]


def test_findings_come_by_danger() -> None:
    findings = lint(ENTRIES, FakeEncoder())
    assert [(finding.severity, finding.kind) for finding in findings if finding.severity is not Severity.HINT] == [
        (Severity.DANGER, Kind.SAME_QUESTION),
        (Severity.DANGER, Kind.UNSAFE_LINK),
        (Severity.WARNING, Kind.VAGUE_ALTERNATE),
        (Severity.WARNING, Kind.CATEGORY_SPELLING),
    ]


def test_every_finding_names_entries_that_are_there_and_fits_json() -> None:
    for finding in lint(ENTRIES, FakeEncoder()):
        assert set(finding.entries) <= {"a", "b", "c"}
        assert json.loads(json.dumps(finding.as_dict()))["heading"] == finding.kind.heading


def test_every_kind_has_a_heading() -> None:
    assert len({kind.heading for kind in Kind}) == len(Kind)


def test_an_automatic_fix_ends_its_finding() -> None:
    entries = tuple(ENTRIES)
    for finding in lint(entries, FakeEncoder()):
        if finding.fix.automatic:
            entries = apply(entries, finding.fix)
    left = {finding.kind for finding in lint(entries, FakeEncoder())}
    assert left - {Kind.CONFUSED} == {Kind.SAME_QUESTION, Kind.UNSAFE_LINK}


def test_the_order_of_the_entries_changes_nothing_but_the_order() -> None:
    kinds = sorted(finding.kind for finding in lint(ENTRIES, FakeEncoder()))
    assert sorted(finding.kind for finding in lint(ENTRIES[::-1], FakeEncoder())) == kinds


def test_vectors_that_are_given_are_not_encoded_again() -> None:
    encoder = FakeEncoder()
    vectors = np.eye(3, 4, dtype=np.float32)
    lint([Entry("a", "one", "", ("two", "three"))], encoder, vectors=vectors)
    assert encoder.encoded == []


def test_another_number_of_vectors_is_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match="1 vectors for 4 texts"):
        lint([entry("a", "one"), entry("b", "two")], FakeEncoder(), vectors=np.ones((1, 2), np.float32))


def test_nothing_is_found_in_nothing() -> None:
    assert lint([], FakeEncoder()) == ()


def test_a_fix_to_ignore_is_automatic() -> None:
    assert Fix(Action.IGNORE).automatic
