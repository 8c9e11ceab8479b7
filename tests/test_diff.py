import random
from dataclasses import replace

import pytest

from matcher.diff import Difference, EntryChange, FieldChange, describe, diff, summary
from matcher.types import Entry

A = Entry("a", "pay?", "By card.", ("card", "cash"), "Money", ("x", "y"))
B = Entry("b", "return?", "Send it.")
C = Entry("c", "shop?", "Here.\nAnd there.")


def test_entries_added_and_removed_are_told_by_their_ids() -> None:
    assert diff([A, B], [C, A]) == Difference((C,), (B,), (), 1)


def test_fields_and_phrasings_that_changed_are_told() -> None:
    new = replace(A, question="how to pay?", answer="By card or cash.", alternates=("cash", "cheque"), tags=("y",))
    assert diff([A, B], [new, B]).changed == (
        EntryChange(
            "a",
            "how to pay?",
            (
                FieldChange("question", "pay?", "how to pay?"),
                FieldChange("answer", "By card.", "By card or cash."),
                FieldChange("tags", "x, y", "y"),
            ),
            ("cheque",),
            ("card",),
        ),
    )


def test_order_never_counts() -> None:
    turned = replace(A, alternates=A.alternates[::-1], tags=A.tags[::-1])
    difference = diff([A, B, C], [C, turned, B])
    assert (difference, difference.empty) == (Difference((), (), (), 3), True)


def test_a_difference_in_case_or_space_counts() -> None:
    assert not diff([A], [replace(A, question="Pay?")]).empty


def test_an_alternate_that_stands_twice_counts_twice() -> None:
    (change,) = diff([A], [replace(A, alternates=("card", "cash", "card"))]).changed
    assert (change.alternates_added, change.alternates_removed) == (("card",), ())


def test_from_the_other_side_added_and_removed_are_turned() -> None:
    rng = random.Random(0)
    for _ in range(50):
        old, new = (
            [Entry(i, rng.choice("qr"), "a", tuple(rng.choices("xyz", k=2))) for i in "abcdef" if rng.random() < 0.7]
            for _ in range(2)
        )
        there, back = diff(old, new), diff(new, old)
        assert (there.added, there.removed, there.unchanged) == (back.removed, back.added, back.unchanged)
        assert {c.id: c.alternates_added for c in there.changed} == {c.id: c.alternates_removed for c in back.changed}


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="2 entries share the id 'a'"):
        diff([A, replace(A, answer="x")], [])


def test_it_reads_as_lines() -> None:
    difference = diff([A, B], [replace(A, category="", alternates=("card", "cheque")), C])
    assert describe(difference) == [
        "+ c: shop?",
        "- b: return?",
        "~ a: pay?",
        "    category: Money -> (empty)",
        "    alternate added: cheque",
        "    alternate removed: cash",
    ]
    assert summary(difference) == "1 added, 1 removed, 1 changed, 0 unchanged"
    assert summary(diff([A], [A])) == "nothing changed, 1 unchanged"


def test_as_a_dict_it_holds_plain_values() -> None:
    added = {"id": "b", "question": "return?", "answer": "Send it.", "alternates": (), "category": "", "tags": ()}
    assert diff([], [B]).as_dict() == {"added": (added,), "removed": (), "changed": (), "unchanged": 0}
