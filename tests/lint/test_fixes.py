import pytest

from matcher.lint import Action, Fix, apply
from matcher.types import Entry

A = Entry("a", "pay", "By card.", ("card",), "", ("x",))
B = Entry("b", "Pay", "By card", ("how to pay", "CARD"), "Money", ("x", "y"))
C = Entry("c", "shoes", "See www.c.org", ("boots", "boots"))


def test_merging_keeps_the_first_and_all_phrasings_and_tags() -> None:
    merged = Entry("a", "pay", "By card.", ("card", "how to pay"), "Money", ("x", "y"))
    assert apply([A, C, B], Fix(Action.MERGE, ("a", "b"))) == (merged, C)


def test_merging_with_entries_that_are_gone_changes_nothing() -> None:
    assert apply([A, C], Fix(Action.MERGE, ("a", "gone"))) == (A, C)


def test_removing_takes_the_alternate_from_the_entries_named_alone() -> None:
    fix = Fix(Action.REMOVE, ("b",), "alternates", "card")
    assert apply([A, B], fix) == (A, Entry("b", "Pay", "By card", ("how to pay",), "Money", ("x", "y")))


def test_removing_an_alternate_that_stands_twice_leaves_one() -> None:
    assert apply([C], Fix(Action.REMOVE, ("c",), "alternates", "boots"))[0].alternates == ("boots",)


def test_editing_sets_the_category_and_replaces_in_the_answer() -> None:
    assert apply([A], Fix(Action.EDIT, ("a",), "category", new="Money"))[0].category == "Money"
    fix = Fix(Action.EDIT, ("c",), "answer", "www.c.org", "https://www.c.org")
    assert apply([C], fix)[0].answer == "See https://www.c.org"


def test_ignoring_changes_nothing() -> None:
    assert apply([A, B], Fix(Action.IGNORE)) == (A, B)


def test_what_a_person_has_to_write_is_refused() -> None:
    fix = Fix(Action.EDIT, ("a",), "answer")
    assert not fix.automatic
    with pytest.raises(ValueError, match="the answer of a has to be edited by a person"):
        apply([A], fix)
