import numpy as np
import pytest

from matcher.matcher import Matcher
from matcher.types import Entry
from matcher.verbatim import verbatim_owners, with_verbatim
from tests.fakes import FakeEncoder

NEAR = Entry("near", "where is the shop", "In Galway.", ("where is the shop in galway", "shop in galway where"))
OWN = Entry("own", "stock", "Look it up.", ("Do they have it in Galway?",))
ENTRIES = (NEAR, OWN)


@pytest.mark.parametrize(
    "asked", ["Do they have it in Galway?", "do they have it in galway", "  DO THEY  have it in galway !?"]
)
def test_a_question_that_is_a_phrasing_is_answered_by_its_entry(asked: str) -> None:
    first = Matcher.build(ENTRIES, FakeEncoder()).ask(asked).candidates[0]
    assert (first.entry, first.phrasing) == (OWN, "Do they have it in Galway?")
    assert first.confidence >= 0.95 - 1e-9


def test_any_other_question_is_left_as_it_was() -> None:
    confidence = np.array([0.3, 0.2])
    owners = verbatim_owners(ENTRIES)
    assert with_verbatim(confidence, np.array([0, 1]), "do they have it in cork", owners) is confidence


def test_the_others_share_what_is_left_in_proportion() -> None:
    given = with_verbatim(np.array([0.6, 0.1, 0.2]), np.array([0, 1, 2]), "stock", {"stock": (1,)})
    assert given == pytest.approx([0.0375, 0.95, 0.0125])


def test_entries_with_the_same_phrasing_share_by_what_else_speaks_for_them() -> None:
    given = with_verbatim(np.array([0.3, 0.1, 0.1]), np.array([4, 7, 9]), "Stock?", {"stock": (4, 7)})
    assert given == pytest.approx([0.7125, 0.2375, 0.05])
    nothing = with_verbatim(np.zeros(2), np.array([4, 7]), "stock", {"stock": (4, 7)})
    assert nothing == pytest.approx([0.475, 0.475])


def test_more_confidence_is_never_lowered() -> None:
    confidence = np.array([0.97, 0.01])
    assert with_verbatim(confidence, np.array([0, 1]), "stock", {"stock": (0,)}) is confidence


def test_a_phrasing_of_signs_alone_is_no_key() -> None:
    assert verbatim_owners([Entry("a", "???", "x"), Entry("b", "What?", "y")]) == {"what": (1,)}


def test_a_category_keeps_other_entries_out() -> None:
    entries = (Entry("a", "stock", "x", category="One"), Entry("b", "stock", "y", category="Two"))
    found = Matcher.build(entries, FakeEncoder()).ask("Stock?", category="Two").candidates
    assert [candidate.entry.id for candidate in found] == ["b"]
