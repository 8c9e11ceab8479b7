from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.editing import Typed
from matcher.errors import EntryError
from matcher.lint import Kind
from panels.findings import Check, findings_html, key_of, merges
from panels.shelf import Shelf
from tests.panels.shelves import ADA, pressed, shelf_in

KITES = ("Only in autumn.", "Never.")


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path) as opened:
        for answer in KITES:
            opened.bench.save(ADA["draft"], "Ada", "", Typed("Do you sell kites?", "", answer, "Kites", ""))
        yield opened


@pytest.fixture
def check(shelf: Shelf) -> Check:
    return shelf.publishing.check(ADA)


def answers(shelf: Shelf) -> list[str]:
    return [entry.answer for entry in shelf.bench.open(ADA["draft"]).entries if "kites" in entry.question]


def test_the_dangerous_come_first_and_name_their_entries_and_fixes(check: Check) -> None:
    assert (check.findings[0].kind, check.dangers) == (Kind.SAME_QUESTION, 1)
    shown = findings_html(check, current=True)
    assert shown.index("Same question, different answers") < shown.index("Hint")
    for text in ("1 danger", *KITES, "Merge, keep this answer", 'data-do="edit"', 'data-do="ignore"', "left to chance"):
        assert text in shown


def test_entries_are_merged_under_the_answer_that_is_chosen(shelf: Shelf, check: Check) -> None:
    found = check.findings[0]
    assert [fix.entries[0] for fix in merges(found)] == list(found.entries)
    left = shelf.publishing.mend(ADA, check, pressed("merge", f"{key_of(found)}:{found.entries[1]}"))
    assert left is not None and left.dangers == 0
    assert answers(shelf) == ["Never."]
    assert shelf.bench.undo(ADA["draft"]) == "fix of “Same question, different answers”"


def test_what_is_ignored_stays_ignored_in_later_checks_until_it_is_shown_again(shelf: Shelf, check: Check) -> None:
    key = key_of(check.findings[0])
    left = shelf.publishing.mend(ADA, check, pressed("ignore", key))
    again = shelf.publishing.check(ADA)
    assert left is not None
    assert (left.dangers, left.ignored, again.dangers, again.ignored) == (0, 1, 0, 1)
    assert "1 finding is ignored." in findings_html(again, current=True)
    back = shelf.publishing.mend(ADA, again, pressed("unignore"))
    assert back is not None and (back.dangers, back.ignored) == (1, 0)


def test_a_finding_that_is_dealt_with_already_says_so(shelf: Shelf, check: Check) -> None:
    with pytest.raises(EntryError, match="dealt with already"):
        shelf.publishing.mend(ADA, check, pressed("fix", "0" * 32))
    assert shelf.publishing.mend(ADA, None, pressed("fix", "x")) is None


def test_a_long_list_is_cut_can_be_shown_further_and_fixed_as_a_whole(tmp_path: Path) -> None:
    with shelf_in(tmp_path) as shelf:
        for number in range(30):
            typed = Typed(f"Number {number} of what we sell?", "the\n", f"Answer {number}.", "", "")
            shelf.bench.save(ADA["draft"], "Ada", "", typed)
        check = shelf.publishing.check(ADA)
        vague = "warning-vague_alternate"
        count = len(check.of_group(vague))
        assert count == 30
        assert findings_html(check, current=True).count("Remove “the”") == 5
        assert "Show 20 more of 30" in findings_html(check, current=True)
        more = shelf.publishing.mend(ADA, check, pressed("more", vague))
        assert more is not None and findings_html(more, current=True).count("Remove “the”") == 25
        left = shelf.publishing.mend(ADA, more, pressed("fix-all", vague))
        assert left is not None and left.of_group(vague) == ()
        assert not any(entry.alternates == ("the",) for entry in shelf.bench.open(ADA["draft"]).entries)


def test_nothing_to_mend_and_a_check_of_entries_that_changed_since_are_told() -> None:
    assert "Nothing to mend." in findings_html(Check((), ()), current=True)
    assert 'data-do="check"' in findings_html(Check((), ()), current=False)
