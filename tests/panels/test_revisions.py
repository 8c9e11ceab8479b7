from datetime import UTC, datetime

from matcher.types import Revision
from panels.revisions import history_table, live_card

OLD = Revision(1, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "startup", "", "shop.csv", 62, 180)
NEW = Revision(2, datetime(2026, 2, 3, 4, 5, tzinfo=UTC), "admin", "<why>", "<b>.csv", 2, 3)


def test_the_live_revision_is_marked() -> None:
    shown = history_table([NEW, OLD], OLD)
    assert '<td data-label="Revision">1 (live)</td>' in shown and "&lt;why&gt;" in shown


def test_the_live_card_says_how_much_since_when_by_whom_why_and_escapes_it() -> None:
    card = live_card(NEW)
    for text in ("Live: revision 2", "03 Feb 2026, 04:05 UTC", "admin", "&lt;b&gt;.csv", "&lt;why&gt;"):
        assert text in card


def test_the_live_card_says_how_the_study_went_where_there_was_one() -> None:
    assert '<p class="fm-note">It &lt;went&gt; well.</p>' in live_card(OLD, "It <went> well.")
    assert "fm-note" not in live_card(OLD)
