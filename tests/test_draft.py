from matcher.draft import Draft, Start, Step, changes_between
from tests.bases import CARDS, DELIVERY, RETURNS

BASE = (RETURNS, DELIVERY)


def test_steps_are_taken_in_order_on_top_of_the_base() -> None:
    later = CARDS.__class__("delivery", "When does it come?", "Tomorrow.")
    draft = Draft("d", "ada", 1, (Step("add", {"cards": CARDS}), Step("edit", {"delivery": later, "returns": None})))
    assert draft.entries(BASE) == (later, CARDS)


def test_a_file_that_replaces_all_leaves_nothing_of_the_base_and_keeps_its_order() -> None:
    upload = Step("upload", {"cards": CARDS, "returns": RETURNS}, Start.NOTHING, "new.csv", "csv")
    draft = Draft("d", "ada", 1, (Step("delete", {"returns": None}), upload))
    assert (draft.entries(BASE), draft.sources, draft.format) == ((CARDS, RETURNS), ("new.csv",), "csv")


def test_what_was_discarded_counts_no_more() -> None:
    upload = Step("upload", {"cards": CARDS}, Start.NOTHING, "new.csv", "csv")
    draft = Draft("d", "ada", 1, (upload, Step("discard", {}, Start.BASE)))
    assert (draft.entries(BASE), draft.sources, draft.format) == (BASE, (), "")


def test_the_changes_between_two_make_the_second_of_the_first() -> None:
    changes = changes_between(BASE, (CARDS, DELIVERY))
    assert changes == {"cards": CARDS, "returns": None}
    assert Draft("d", "ada", 1, (Step("all", changes),)).entries(BASE) == (DELIVERY, CARDS)
