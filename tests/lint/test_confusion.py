from dataclasses import replace

from matcher.lint import Action, Fix, Kind, Severity
from tests.lint.samples import directions, entry, found

ENTRIES = [
    entry("a", "red one", "x", "green one", "blue one"),
    entry("b", "red two", "y", "green two", "blue two"),
]
ASTRAY = directions(0, 1.5, 2.6, 2.05, 2.0, 2.1, 0, 2.05)
APART = directions(0, 0.1, 0.2, 2, 2.1, 2.2, 0.1, 2.1)


def test_entries_whose_phrasings_lie_apart_are_not_confused() -> None:
    assert found(ENTRIES, Kind.CONFUSED, vectors=APART) == []


def test_an_entry_that_wins_several_phrasings_of_another_is_named_with_how_many_and_by_how_much() -> None:
    (finding,) = found(ENTRIES, Kind.CONFUSED, vectors=ASTRAY)
    assert (finding.entries, set(finding.phrasings)) == (("a", "b"), {"green one", "blue one"})
    assert finding.message.startswith(
        "Asked as if they were new, 2 of the 3 phrasings of “red one” reach “red two” instead "
        "(similarity up to 1.38 higher)"
    )
    assert (finding.severity, finding.fix) == (Severity.HINT, Fix(Action.EDIT, ("a", "b"), "alternates"))


def test_entries_that_confuse_three_phrasings_are_a_warning_and_named_once() -> None:
    vectors = directions(0, 1.5, 2.6, 2.05, 2.1, -0.6, 0, 2.05)
    (finding,) = found(ENTRIES, Kind.CONFUSED, vectors=vectors)
    assert finding.severity is Severity.WARNING
    assert "of the other reach this one in turn" in finding.message


def test_a_single_phrasing_that_goes_astray_is_not_told() -> None:
    vectors = directions(0, 0.1, 2.6, 2.05, 2.0, 2.1, 0.1, 2.05)
    assert found(ENTRIES, Kind.CONFUSED, vectors=vectors) == []


def test_entries_with_the_same_answer_are_no_rivals() -> None:
    entries = [ENTRIES[0], replace(ENTRIES[1], answer="X.")]
    assert found(entries, Kind.CONFUSED, vectors=ASTRAY) == []


def test_an_entry_without_alternates_is_not_asked() -> None:
    entries = [entry("a", "red one"), entry("b", "red two")]
    assert found(entries, Kind.CONFUSED, vectors=directions(0, 0.5, 1, 0)) == []
