from dataclasses import replace

from matcher.diff import diff
from matcher.types import Entry
from panels.changes import changes_html, was_and_is
from tests.bases import CARDS, DELIVERY, RETURNS


def test_added_removed_and_changed_entries_are_told_apart() -> None:
    new = (replace(RETURNS, answer="Within 60 days.", alternates=("refund please", "<give> back")), CARDS)
    shown = changes_html(diff((RETURNS, DELIVERY), new), restore=True)
    for text in (
        "1 added, 1 removed, 1 changed, 0 unchanged",
        "Within<del> 30</del> days.",
        "Within<ins> 60</ins> days.",
        "<ins>&lt;give&gt; back</ins>",
        "<del>send it back</del>",
        'data-do="restore" data-to="cards"',
    ):
        assert text in shown


def test_texts_with_little_in_common_are_shown_whole() -> None:
    shown = was_and_is("Answer", "All of them are fine.", "No.")
    assert "<del>All of them are fine.</del>" in shown and "<ins>No.</ins>" in shown
    assert '<span class="fm-quiet">nothing</span>' in was_and_is("Category", "", "Ways")


def test_a_long_list_is_cut_and_offers_more() -> None:
    many = [Entry(str(number), f"{number}?", "Yes.") for number in range(70)]
    assert changes_html(diff((), many), 30).count("<li>") == 30
    assert 'data-do="more"' in changes_html(diff((), many), 30)
    assert 'data-do="more"' not in changes_html(diff((), many), 90)


def test_no_difference_says_so() -> None:
    assert changes_html(diff((CARDS,), (CARDS,))) == '<p class="fm-note">No entry differs.</p>'
