import pytest

from matcher.ingest import Merged, MergeMode, merge
from matcher.types import Entry

_A, _B, _C = Entry("a", "A?", "1"), Entry("b", "B?", "2"), Entry("c", "C?", "3")
_LIVE = (_A, _B)


def test_replace_all_keeps_only_the_new_ones() -> None:
    changed = Entry("b", "B?", "other")
    assert merge(_LIVE, (changed, _C), MergeMode.REPLACE_ALL) == Merged((changed, _C), 1, 1, 0, 1)


def test_the_same_id_takes_its_place_and_others_are_added_last() -> None:
    changed = Entry("a", "New?", "other")
    assert merge(_LIVE, (_C, changed, _B), MergeMode.BY_ID) == Merged((changed, _B, _C), 1, 1, 1)


def test_the_same_question_keeps_the_live_id() -> None:
    new = (Entry("x", "ａ?", "other"), Entry("a", "C?", "3"))
    found = merge(_LIVE, new, MergeMode.BY_QUESTION)
    assert found == Merged((Entry("a", "ａ?", "other"), _B, Entry("c", "C?", "3")), 1, 1, 0)


def test_a_second_new_entry_with_a_question_is_added() -> None:
    found = merge(_LIVE, (Entry("x", "A?", "1"), Entry("y", "a?", "9")), MergeMode.BY_QUESTION)
    assert found == Merged((_A, _B, Entry("y", "a?", "9")), 1, 0, 1)


@pytest.mark.parametrize("mode", MergeMode)
def test_merging_the_same_again_changes_nothing(mode: MergeMode) -> None:
    once = merge(_LIVE, (_C, _B), mode).entries
    again = merge(once, (_C, _B), mode)
    assert (set(again.entries), again.added, again.updated, again.unchanged) == (set(once), 0, 0, 2)
