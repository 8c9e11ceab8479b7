from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.apart import StoppedError
from matcher.editing import Typed
from matcher.errors import EntryError
from matcher.rebase import Choice
from matcher.types import Label, Thresholds
from panels.findings import Check
from panels.shelf import Shelf
from panels.stopping import Stopping
from panels.what_changes import Told
from tests.panels.shelves import ADA, BOB, pressed, shelf_in

DELIVERY = Label("How long does delivery take please?", frozenset({"delivery"}))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path) as opened:
        yield opened


def edit(shelf: Shelf, person: dict[str, str], answer: str, entry_id: str = "delivery") -> None:
    shelf.bench.save(person["draft"], person["name"], entry_id, Typed(f"Question of {entry_id}?", "", answer, "", ""))


def shown(shelf: Shelf, person: dict[str, str], choices: dict[str, Choice] | None = None) -> tuple[str, str, str, str]:
    """What the page shows of findings, of a stale base, of the changes, and on the button."""
    bench = shelf.bench.open(person["draft"])
    _, _, findings, stale, changes, button, *_ = shelf.publishing.shown(
        bench, shelf.publishing.check(person), choices or {}, 30
    )
    return findings, stale, changes, button.get("value", "hidden")


def test_check_and_changes_are_shown_before_the_publish_and_then_it_is_live(shelf: Shelf) -> None:
    edit(shelf, ADA, "Soon.")
    findings, stale, changes, button = shown(shelf, ADA)
    assert "Check</h3>" in findings and stale == "" and button == "Publish 3 entries"
    assert "against revision 1" in changes and "<ins>Soon.</ins>" in changes
    said, note, check = shelf.publishing.publish(ADA, " because ")
    assert "Live: 3 entries." in said and "revision 2: 1 changed, 2 unchanged" in said
    assert (note, check) == ("", None)
    live = shelf.bench.knowledge_base.live
    assert (live.number, live.author, live.note) == (2, "Ada", "because")


def test_dangers_stand_on_the_button(shelf: Shelf) -> None:
    for answer in ("Yes.", "No."):
        shelf.bench.save(ADA["draft"], "Ada", "", Typed("Kites?", "", answer, "", ""))
    assert shown(shelf, ADA)[3] == "Publish 5 entries in spite of 1 danger"


def test_a_draft_without_entries_can_not_be_published(shelf: Shelf) -> None:
    for entry in shelf.bench.open(ADA["draft"]).entries:
        shelf.bench.remove(ADA["draft"], "Ada", entry.id)
    bench = shelf.bench.open(ADA["draft"])
    button = shelf.publishing.shown(bench, Check((), ()), {}, 30)[5]
    assert (button["interactive"], button["value"]) == (False, "The draft has no entries to publish")


def test_without_a_check_or_changes_the_steps_are_hidden(shelf: Shelf) -> None:
    bench = shelf.bench.open(ADA["draft"])
    assert shelf.publishing.shown(bench, Check((), ()), {}, 30)[1]["visible"] is False


def test_a_stale_publish_is_told_shown_and_goes_on_top_once_conflicts_are_decided(shelf: Shelf) -> None:
    edit(shelf, ADA, "Ada's.")
    edit(shelf, ADA, "Ada's too.", "track")
    edit(shelf, BOB, "Bob's.")
    shelf.publishing.publish(BOB, "")
    check = shelf.publishing.check(ADA)
    said, note, kept = shelf.publishing.publish(ADA, "note", check)
    assert "Not published." in said and (note, kept) == ("note", check)
    assert shelf.bench.knowledge_base.live.author == "Bob"
    _, stale, changes, button = shown(shelf, ADA)
    for text in ("Revision 2 is live now; your draft began at revision 1.", "by Bob", "What changed meanwhile", "Mine"):
        assert text in stale
    assert "1 entry was changed on both sides: 1 still to decide" in stale
    assert (changes, button) == ("", "hidden")
    with pytest.raises(EntryError):
        shelf.publishing.settle(ADA, {}, pressed("rebase"))
    chosen = shelf.publishing.settle(ADA, {}, pressed("theirs", "delivery"))
    assert chosen == {"delivery": Choice.THEIRS}
    assert "all decided" in shown(shelf, ADA, chosen)[1]
    assert shelf.publishing.settle(ADA, {}, pressed("all-mine")) == {"delivery": Choice.MINE}
    assert shelf.publishing.settle(ADA, chosen, pressed("rebase")) == {}
    shelf.publishing.publish(ADA, "")
    assert [entry.answer for entry in shelf.bench.knowledge_base.matcher.entries[1:]] == ["Bob's.", "Ada's too."]


def told(shelf: Shelf, kept: Told) -> str:
    """What the page shows below its buttons of what was told about Ada's draft."""
    bench = shelf.bench.open(ADA["draft"])
    return shelf.publishing.shown(bench, shelf.publishing.check(ADA), {}, 30, kept)[-1]


def test_what_would_change_for_the_test_questions_is_shown_until_the_draft_is_another(shelf: Shelf) -> None:
    knowledge_base = shelf.bench.knowledge_base
    knowledge_base.set_thresholds(Thresholds(0.5, 0.3))
    knowledge_base.labels.add([DELIVERY], author="Ada")
    shelf.bench.remove(ADA["draft"], "Ada", "delivery")
    kept = shelf.publishing.look(ADA)
    assert "Of 1 test question, 0 get a better reply and 1 a worse one." in told(shelf, kept)
    assert "How long does delivery take please?" in told(shelf, kept)
    edit(shelf, ADA, "Another.", "track")
    assert told(shelf, kept) == ""
    shelf.bench.undo(ADA["draft"])
    assert told(shelf, kept) == kept.html
    assert knowledge_base.live.number == 1


def test_what_was_told_is_put_away_once_labels_thresholds_or_what_is_live_are_others(shelf: Shelf) -> None:
    knowledge_base = shelf.bench.knowledge_base
    edit(shelf, ADA, "Soon.")
    kept = shelf.publishing.look(ADA)
    assert "Add some on the page Tuning" in told(shelf, kept)
    knowledge_base.labels.add([DELIVERY], author="Ada")
    assert told(shelf, kept) == ""
    kept = shelf.publishing.look(ADA)
    knowledge_base.set_thresholds(Thresholds(0.9, 0.8))
    assert told(shelf, kept) == ""
    kept = shelf.publishing.look(ADA)
    edit(shelf, BOB, "Bob's.", "track")
    shelf.publishing.publish(BOB, "")
    assert told(shelf, kept) == ""


def test_the_look_can_be_stopped(shelf: Shelf) -> None:
    shelf.bench.knowledge_base.labels.add([DELIVERY], author="Ada")
    edit(shelf, ADA, "Soon.")

    def stop(share: float, desc: str) -> None:
        shelf.publishing.stop(ADA)

    kept = shelf.publishing.look(ADA, stop)  # type: ignore[arg-type]
    assert "Not compared." in told(shelf, kept) and "Stopped. Nothing was published" in told(shelf, kept)


def test_after_a_publish_it_is_said_how_the_test_questions_fare(tmp_path: Path) -> None:
    with shelf_in(tmp_path, study=False) as shelf:
        knowledge_base = shelf.bench.knowledge_base
        knowledge_base.set_thresholds(Thresholds(0.5, 0.3))
        edit(shelf, ADA, "By the link.", "track")
        check = shelf.publishing.check(ADA)
        assert (shelf.publishing.fare(check), shelf.publishing.fare(None)) == ("", "")
        wrong = Label("How long does delivery take now?", frozenset({"returns"}))
        far = Label("moonlight over quiet harbours", frozenset())
        knowledge_base.labels.add([DELIVERY, far, wrong], author="Ada")
        *_, closed = shelf.publishing.publish(ADA, "", check)
        said = shelf.publishing.fare(closed)
    assert said == '<p class="fm-note" data-say>Tried on 3 test questions: 2 right, 1 wrong.</p>'


def test_a_long_task_can_be_stopped_and_another_one_not_by_it() -> None:
    stopping = Stopping()
    seen: list[str] = []
    tell = stopping.begin("ada", lambda share, desc: seen.append(f"{desc} {share:.0%}"))  # type: ignore[arg-type]
    other = stopping.begin("bob", lambda share, desc: seen.append("bob"))  # type: ignore[arg-type]
    tell("encoding", 0.5)
    stopping.stop("ada")
    with pytest.raises(StoppedError, match="Nothing was published"):
        tell("encoding", 0.75)
    other("encoding", 1.0)
    assert seen == ["Encoding 50%", "bob"]
