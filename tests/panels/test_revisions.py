from datetime import UTC, datetime

from matcher.types import Entry, Revision
from panels.revisions import earlier, entries_table, history_table, live_card

ENTRIES = (
    Entry("a", "How do I return it?", "Send it.", ("Give back",), "Returns", ("parcel",)),
    Entry("b", "How long does it take?", "Two days.", (), "Delivery"),
)
OLD = Revision(1, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "startup", "", "shop.csv", 62, 180)
NEW = Revision(2, datetime(2026, 2, 3, 4, 5, tzinfo=UTC), "admin", "", "<b>.csv", 2, 3)


def rows(text: str) -> int:
    return text.count("<tr>") - 1


def test_every_word_of_a_search_must_be_somewhere_in_the_entry() -> None:
    counts = [rows(entries_table(ENTRIES, words)) for words in ("", "HOW", "give PARCEL", "returns")]
    assert counts == [2, 2, 1, 1]
    assert "No entry holds these words" in entries_table(ENTRIES, "give delivery")


def test_a_category_limits_the_search() -> None:
    assert rows(entries_table(ENTRIES, "how", "Delivery")) == 1


def test_a_long_list_shows_its_beginning_and_says_so() -> None:
    many = tuple(Entry(str(number), f"Question {number}?", "Yes.") for number in range(1200))
    shown = entries_table(many)
    assert rows(shown) == 50
    assert "1,200 of 1,200 entries; the first 50 are shown" in shown


def test_the_live_revision_is_marked_and_not_offered_to_go_back_to() -> None:
    assert '<td data-label="Revision">1 (live)</td>' in history_table([NEW, OLD], OLD)
    assert earlier([NEW, OLD], OLD) == [("Revision 2: 2 entries, 03 Feb 2026, 04:05 UTC", 2)]


def test_the_live_card_says_how_much_since_when_by_whom_and_escapes_it() -> None:
    card = live_card(NEW)
    for text in ("Live: revision 2", "03 Feb 2026, 04:05 UTC", "admin", "&lt;b&gt;.csv"):
        assert text in card


def test_the_live_card_says_how_the_study_went_where_there_was_one() -> None:
    assert '<p class="fm-note">It &lt;went&gt; well.</p>' in live_card(NEW, "It <went> well.")
    assert "fm-note" not in live_card(NEW)
