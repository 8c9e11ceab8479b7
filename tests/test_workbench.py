from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.editing import Typed
from matcher.errors import EntryError, StaleBaseError
from matcher.ingest import Ingested, Limits, MergeMode, read_faq
from matcher.knowledge_base import KnowledgeBase
from matcher.lint import Action, Fix
from matcher.rebase import Choice
from matcher.workbench import Workbench
from tests.bases import CARDS, DELIVERY, RETURNS, opening

LATER = replace(DELIVERY, answer="Three days.")
NEW = b"id,question,answer\ndelivery,How long does delivery take?,Three days.\nkites,Kites?,Yes.\n"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    with opening(tmp_path / "home") as open_base:
        base = open_base()
        base.publish([RETURNS, DELIVERY, CARDS], author="ada", format="qnabot-json")
        yield Workbench(base, Limits())


@pytest.fixture
def file() -> Ingested:
    return read_faq(NEW, name="new.csv")


def edit(bench: Workbench, draft: str = "mine", answer: str = "Three days.", entry_id: str = "delivery") -> None:
    bench.save(draft, "ada", entry_id, replace(Typed.of(DELIVERY), answer=answer))


def live_ids(base: KnowledgeBase) -> list[str]:
    return [entry.id for entry in base.matcher.entries]


def test_nothing_is_live_before_it_is_published(bench: Workbench) -> None:
    edit(bench)
    bench.remove("mine", "ada", "cards")
    added = bench.save("mine", "ada", "", Typed("Kites?", "", "Yes.", "", ""))
    stands = bench.open("mine")
    assert stands.entries == (RETURNS, LATER, added)
    assert (stands.changes, stands.stale, bench.knowledge_base.matcher.entries) == (
        3,
        False,
        (RETURNS, DELIVERY, CARDS),
    )
    revision = bench.publish("mine", author="Ada", note="why")
    assert bench.knowledge_base.matcher.entries == (RETURNS, LATER, added)
    assert (revision.author, revision.note, revision.source, revision.format) == (
        "Ada", "why", "edits of revision 2", "qnabot-json"
    )  # fmt: skip
    assert bench.knowledge_base.store.drafts.get("mine") is None


def test_an_edit_that_changes_nothing_is_no_step(bench: Workbench) -> None:
    edit(bench, answer="Two days.")
    assert bench.open("mine").draft.steps == ()
    with pytest.raises(EntryError, match="nothing to publish"):
        bench.publish("mine", author="ada")


def test_every_step_and_discarding_them_all_can_be_undone(bench: Workbench) -> None:
    edit(bench)
    bench.remove("mine", "ada", "cards")
    assert bench.discard("mine", "ada") == "1 removed, 1 changed, 1 unchanged"
    assert bench.open("mine").changes == 0
    assert bench.undo("mine") == "discarding of the draft (1 removed, 1 changed, 1 unchanged)"
    assert bench.undo("mine") == "deletion of “Which cards do you accept?”"
    assert bench.open("mine").entries == (RETURNS, LATER, CARDS)
    with pytest.raises(EntryError, match="nothing to discard"):
        bench.discard("other", "ada")


def test_a_single_change_can_be_taken_back(bench: Workbench) -> None:
    edit(bench)
    bench.remove("mine", "ada", "cards")
    bench.restore("mine", "ada", "cards")
    assert set(bench.open("mine").entries) == {RETURNS, LATER, CARDS}


@pytest.mark.parametrize(
    ("mode", "ids"),
    [
        (MergeMode.REPLACE_ALL, ["delivery", "kites"]),
        (MergeMode.BY_ID, ["returns", "delivery", "cards", "kites"]),
        (MergeMode.BY_QUESTION, ["returns", "delivery", "cards", "kites"]),
    ],
)
def test_a_file_is_merged_into_the_draft_and_published_from_there(
    bench: Workbench, file: Ingested, mode: MergeMode, ids: list[str]
) -> None:
    bench.take("mine", "ada", "new.csv", file, mode)
    revision = bench.publish("mine", author="ada")
    assert (live_ids(bench.knowledge_base), revision.source, revision.format) == (ids, "new.csv", "csv")


def test_a_file_taken_again_takes_its_own_place(bench: Workbench, file: Ingested) -> None:
    bench.save("mine", "ada", "", Typed("Tents?", "", "Yes.", "", ""))
    bench.take("mine", "ada", "new.csv", file, MergeMode.REPLACE_ALL)
    merged = bench.weigh("mine", "new.csv", file, MergeMode.BY_ID)
    bench.take("mine", "ada", "new.csv", file, MergeMode.BY_ID)
    assert [entry.id for entry in bench.open("mine").entries] == ["returns", "delivery", "cards", "tents", "kites"]
    assert (merged.added, merged.updated, merged.removed) == (1, 1, 0)
    assert len(bench.open("mine").draft.steps) == 2


def test_fixes_of_findings_are_one_step(bench: Workbench) -> None:
    merge, remove = (
        Fix(Action.MERGE, ("cards", "delivery")),
        Fix(Action.REMOVE, ("returns",), "alternates", "send it back"),
    )
    bench.fix("mine", "ada", "fix of two", [merge, remove])
    assert {entry.id: entry.alternates for entry in bench.open("mine").entries} == {
        "returns": ("refund please",),
        "cards": ("How long does delivery take?",),
    }
    assert bench.undo("mine") == "fix of two"


def test_a_stale_draft_is_told_and_goes_on_top_of_what_is_live(bench: Workbench) -> None:
    edit(bench, "mine", "Mine.")
    bench.remove("mine", "ada", "cards")
    edit(bench, "other", "Theirs.")
    bench.publish("other", author="bob")
    assert bench.open("mine").stale
    with pytest.raises(StaleBaseError):
        bench.publish("mine", author="ada")
    with pytest.raises(EntryError, match="Choose first, for 1 changed on both sides"):
        bench.rebase("mine", {})
    bench.rebase("mine", {"delivery": Choice.MINE})
    stands = bench.open("mine")
    assert (stands.stale, stands.draft.base, stands.changes) == (False, 3, 2)
    bench.publish("mine", author="ada")
    assert bench.knowledge_base.matcher.entries == (RETURNS, replace(DELIVERY, answer="Mine."))


def test_a_draft_without_changes_follows_what_is_live(bench: Workbench) -> None:
    edit(bench)
    bench.discard("mine", "ada")
    edit(bench, "other", "Theirs.")
    bench.publish("other", author="bob")
    assert not bench.open("mine").stale
    bench.remove("mine", "ada", "cards")
    assert (bench.open("mine").draft.base, bench.open("mine").changes) == (3, 1)


def test_what_is_added_while_it_is_published_stays_in_the_draft(bench: Workbench) -> None:
    edit(bench)

    def meanwhile(doing: str, share: float) -> None:
        if doing == "saving":
            bench.remove("mine", "ada", "cards")

    bench.publish("mine", author="ada", progress=meanwhile)
    bench.rebase("mine", {})
    assert [entry.id for entry in bench.open("mine").difference.removed] == ["cards"]


def test_a_draft_goes_in_the_same_step_in_which_it_is_published(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    edit(bench)
    monkeypatch.setattr(bench.knowledge_base._live, "swap", killed)  # the first thing after the store has it
    with pytest.raises(SystemExit):
        bench.publish("mine", author="ada")
    assert bench.knowledge_base.newest().number == 3
    assert bench.knowledge_base.store.drafts.get("mine") is None


def test_a_draft_that_changes_nothing_stands_at_what_is_live_and_can_still_be_undone(bench: Workbench) -> None:
    edit(bench)
    bench.discard("mine", "ada")
    bench.knowledge_base.publish([RETURNS, CARDS], author="bob")
    stands = bench.open("mine")
    assert (stands.entries, stands.base_entries, stands.changes, stands.stale) == (
        (RETURNS, CARDS),
        (RETURNS, CARDS),
        0,
        False,
    )
    bench.undo("mine")
    assert (bench.open("mine").entries, bench.open("mine").stale) == ((RETURNS, LATER, CARDS), True)


def test_what_was_typed_over_an_earlier_revision_is_a_draft_of_that_one(bench: Workbench) -> None:
    seen = bench.knowledge_base.live.number
    theirs = replace(DELIVERY, answer="A week.")
    bench.knowledge_base.publish([RETURNS, theirs, CARDS], author="bob")
    bench.save("mine", "ada", "delivery", replace(Typed.of(DELIVERY), answer="Three days."), seen)
    stands = bench.open("mine")
    assert (stands.draft.base, stands.stale, stands.entries) == (seen, True, (RETURNS, LATER, CARDS))
    with pytest.raises(StaleBaseError):
        bench.publish("mine", author="ada")
    bench.remove("hers", "eve", "cards", seen)
    assert bench.open("hers").draft.base == seen


def test_what_was_not_changed_while_another_revision_went_live_is_no_step(bench: Workbench) -> None:
    seen = bench.knowledge_base.live.number
    bench.knowledge_base.publish([RETURNS, LATER, CARDS], author="bob")
    bench.save("mine", "ada", "delivery", Typed.of(DELIVERY), seen)
    assert bench.open("mine").draft.steps == ()
