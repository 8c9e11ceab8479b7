from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.contrast import read_contrasts
from matcher.errors import IngestError
from matcher.training.near_copies import NearCopies, Part, near_copy_faqs, read_near_copies

HEADER = "part,kind,domain,first,first_asked,second,second_asked,neither\n"
PAIRS = [
    NearCopies("numbers", (f"up to {n} kg", f"over {n} kg"), (("a", "b", "c"), ("d", "e", "f")), "size")
    for n in range(50)
]


def every() -> list[NearCopies]:
    return [pair for part in Part for pairs in read_near_copies(part).values() for pair in pairs]


def test_every_pair_is_whole_and_there_once() -> None:
    pairs = every()
    assert all(
        text.strip() == text and text for pair in pairs for text in (*pair.questions, *pair.asked[0], pair.neither)
    )
    assert {len(asked) for pair in pairs for asked in pair.asked} == {3}
    assert max(Counter(frozenset(text.casefold() for text in pair.questions) for pair in pairs).values()) == 1


def test_nothing_of_the_contrast_set_is_among_them() -> None:
    learned = {text.casefold() for pair in every() for text in (*pair.questions, *pair.asked[0], *pair.asked[1])}
    test = {text.casefold() for row in read_contrasts() for text in (row.question, row.right, row.wrong)}
    assert not learned & test


def test_each_file_is_partly_held_out() -> None:
    learned, held = (read_near_copies(part) for part in (Part.LEARNED, Part.HELD_OUT))
    assert learned.keys() == held.keys()
    assert all(len(held[name]) > 20 and len(learned[name]) > 5 * len(held[name]) for name in learned)


def test_faqs_hold_both_entries_of_each_pair_once() -> None:
    faqs = list(near_copy_faqs("sizes", PAIRS, np.random.default_rng(0)))
    assert [len(faq.entries) for faq in faqs] == [80, 20]
    for faq in faqs:
        ids = {entry.id for entry in faq.entries}
        assert len(ids) == len(faq.entries) == len(faq.rival)
        assert all(faq.rival[faq.rival[one]] == one for one in ids)
        assert {one for label in faq.labels for one in label.expected} == ids
        assert sum(not label.expected for label in faq.labels) * 2 == len(faq.entries)
        shown = {entry.id: entry.question for entry in faq.entries}
        assert not any(shown[one] == label.question for label in faq.labels for one in label.expected)


def test_a_damaged_row_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text(HEADER + "maybe,time,x,A,a,B,b,N\n", encoding="utf-8")
    with pytest.raises(IngestError, match="odd.csv, row 2: .*maybe"):
        read_near_copies(Part.LEARNED, tmp_path)
