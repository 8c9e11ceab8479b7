from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.rebase import Choice, Conflict, conflicts, rebase
from matcher.types import Entry
from tests.bases import CARDS, DELIVERY, RETURNS

BASE = (RETURNS, DELIVERY)
MINE = replace(DELIVERY, answer="Three days.")
THEIRS = replace(DELIVERY, answer="One day.")

ENTRIES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["x", "y", "z"])).map(
    lambda texts: tuple(Entry(name, f"{name}?", text) for name, text in texts.items())
)


def test_changes_of_different_entries_go_together() -> None:
    theirs = (replace(RETURNS, answer="Never."), DELIVERY)
    assert conflicts(BASE, (RETURNS, MINE, CARDS), theirs) == ()
    assert rebase(BASE, (RETURNS, MINE, CARDS), theirs, {}) == (theirs[0], MINE, CARDS)


def test_an_entry_changed_on_both_sides_is_for_a_person_to_choose() -> None:
    mine, theirs = (RETURNS, MINE), (RETURNS, THEIRS)
    assert conflicts(BASE, mine, theirs) == (Conflict("delivery", DELIVERY, MINE, THEIRS),)
    assert rebase(BASE, mine, theirs, {"delivery": Choice.MINE}) == mine
    assert rebase(BASE, mine, theirs, {"delivery": Choice.THEIRS}) == theirs
    both = rebase(BASE, mine, theirs, {"delivery": Choice.BOTH})
    assert both == (RETURNS, THEIRS, replace(MINE, id="how-long-does-delivery-take"))


def test_an_entry_taken_away_on_one_side_and_changed_on_the_other_is_a_conflict_without_both() -> None:
    (found,) = conflicts(BASE, (RETURNS,), (RETURNS, THEIRS))
    assert found.choices == (Choice.MINE, Choice.THEIRS)
    assert rebase(BASE, (RETURNS,), (RETURNS, THEIRS), {"delivery": Choice.MINE}) == (RETURNS,)
    assert rebase(BASE, (RETURNS, MINE), (RETURNS,), {"delivery": Choice.MINE}) == (RETURNS, MINE)


@pytest.mark.parametrize("choices", [{}, {"delivery": Choice.BOTH}])
def test_a_conflict_needs_one_of_its_choices(choices: dict[str, Choice]) -> None:
    with pytest.raises(ValueError, match="the conflict over 'delivery' needs one of mine, theirs"):
        rebase(BASE, (RETURNS,), (RETURNS, THEIRS), choices)


@given(ENTRIES, ENTRIES)
def test_without_changes_on_one_side_the_other_wins_as_it_is(base: tuple[Entry, ...], other: tuple[Entry, ...]) -> None:
    assert conflicts(base, base, other) == conflicts(base, other, base) == conflicts(base, other, other) == ()
    assert rebase(base, base, other, {}) == other
    assert set(rebase(base, other, base, {})) == set(other)


@given(ENTRIES, ENTRIES, ENTRIES)
def test_nothing_of_theirs_is_lost_but_where_mine_was_chosen_or_theirs_was_the_base(
    base: tuple[Entry, ...], mine: tuple[Entry, ...], theirs: tuple[Entry, ...]
) -> None:
    found = conflicts(base, mine, theirs)
    together = rebase(base, mine, theirs, {each.id: Choice.THEIRS for each in found})
    assert set(theirs) - set(base) <= set(together)
    assert {each.id for each in found} <= {entry.id for entry in (*base, *mine)}
