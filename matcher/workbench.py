"""Where a draft is made ready: files taken in, entries edited, findings fixed, and all of it published or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from matcher.diff import Difference, diff, summary
from matcher.draft import Changes, Draft, Start, Step, changes_between
from matcher.editing import Typed
from matcher.errors import EntryError
from matcher.ingest import Ingested, Limits, Merged, MergeMode, merge
from matcher.ingest.ids import with_ids
from matcher.ingest.report import shorten
from matcher.knowledge_base import KnowledgeBase
from matcher.lint import Fix, apply
from matcher.rebase import Choice, conflicts, rebase
from matcher.types import Entry, Progress, Revision

_CACHED_REVISIONS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What somebody sees at a moment: the live revision, and their draft with its entries and those it began at."""

    live: Revision
    draft: Draft
    base_entries: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    difference: Difference

    @property
    def changes(self) -> int:
        """How many entries the draft adds, removes or changes."""
        return len(self.difference.added) + len(self.difference.removed) + len(self.difference.changed)

    @property
    def stale(self) -> bool:
        """Whether the draft changes something, and another revision than its base is live."""
        return bool(self.changes) and self.draft.base != self.live.number


class Workbench:
    """What can be done to the drafts of one knowledge base. Every method raises MatcherError."""

    def __init__(self, knowledge_base: KnowledgeBase, limits: Limits) -> None:
        self.knowledge_base = knowledge_base
        self.limits = limits
        self.revision_entries = lru_cache(_CACHED_REVISIONS)(knowledge_base.entries)

    def open(self, draft_id: str) -> Bench:
        """Return how things stand; a draft that changes nothing stands at the live revision."""
        live = self.knowledge_base.newest()
        found = self.knowledge_base.store.drafts.get(draft_id)
        draft = found if found and found.steps else Draft(draft_id, "", live.number)
        base = self.revision_entries(draft.base)
        entries = draft.entries(base)
        difference = diff(base, entries)
        if difference.empty and draft.base != live.number:  # its steps stay, and undoing one goes back to their base
            base = entries = self.revision_entries(live.number)
        return Bench(live, draft, base, entries, difference)

    def seen(self, draft_id: str, base: int) -> tuple[Entry, ...]:
        """Return the entries of the draft or, where it changes nothing, those of the base; 0 for what is live."""
        bench = self.open(draft_id)
        return self.revision_entries(base) if base and not bench.changes else bench.entries

    def take(self, draft_id: str, owner: str, name: str, ingested: Ingested, mode: MergeMode) -> None:
        """Merge a file into the draft; where it was the last that was taken, in its place."""
        label, before = f"upload of {name}", self._before(draft_id, name)
        merged = merge(before, ingested.entries, mode).entries
        steps = self.open(draft_id).draft.steps
        if steps and steps[-1].label == label:
            self.undo(draft_id)
        format = ingested.report.format.value
        if mode is MergeMode.REPLACE_ALL:
            step = Step(label, {entry.id: entry for entry in merged}, Start.NOTHING, name, format)
        else:
            step = Step(label, changes_between(before, merged), source=name, format=format)
        self._add(draft_id, owner, step)

    def weigh(self, draft_id: str, name: str, ingested: Ingested, mode: MergeMode) -> Merged:
        """Return what taking a file would come to."""
        return merge(self._before(draft_id, name), ingested.entries, mode)

    def save(self, draft_id: str, owner: str, entry_id: str, typed: Typed, base: int = 0) -> Entry:
        """Put an entry as it was typed into the draft; without an id it is added.

        base: the revision that was seen while typing, where the draft changed nothing; 0 for the live one. A draft that
        begins at it is stale where another one is live by now, so that what went live is not overwritten in silence.
        """
        before = {entry.id: entry for entry in self.seen(draft_id, base)}
        entry = typed.entry(entry_id, self.limits)
        if not entry_id:
            *_, entry = with_ids([*before.values(), entry])
        if before.get(entry.id) != entry:
            word = "edit of" if entry_id else "new entry"
            self._add(draft_id, owner, Step(f"{word} “{shorten(entry.question)}”", {entry.id: entry}), base)
        return entry

    def remove(self, draft_id: str, owner: str, entry_id: str, base: int = 0) -> None:
        """Take an entry away; base: as for save."""
        entry = next((entry for entry in self.seen(draft_id, base) if entry.id == entry_id), None)
        if entry is None:
            raise EntryError("This entry is not there any more.")
        self._add(draft_id, owner, Step(f"deletion of “{shorten(entry.question)}”", {entry_id: None}), base)

    def restore(self, draft_id: str, owner: str, entry_id: str) -> None:
        """Let one entry be again as it was at the base."""
        before = {entry.id: entry for entry in self.open(draft_id).base_entries}
        self._add(draft_id, owner, Step(f"restoring of {entry_id}", {entry_id: before.get(entry_id)}))

    def fix(self, draft_id: str, owner: str, label: str, fixes: Sequence[Fix]) -> None:
        """Apply what findings propose, as one step."""
        before = self.open(draft_id).entries
        after = before
        for each in fixes:
            after = apply(after, each)
        changes = changes_between(before, after)
        if changes:
            self._add(draft_id, owner, Step(label, changes))

    def undo(self, draft_id: str) -> str:
        """Take the last step back and return its name."""
        return self.knowledge_base.store.drafts.undo(draft_id)

    def discard(self, draft_id: str, owner: str) -> str:
        """Give up all changes, and return what they were; undo brings them back."""
        bench = self.open(draft_id)
        if not bench.changes:
            raise EntryError("There is nothing to discard.")
        lost = summary(bench.difference)
        self._add(draft_id, owner, Step(f"discarding of the draft ({lost})", {}, Start.BASE))
        return lost

    def rebase(self, draft_id: str, choices: Mapping[str, Choice]) -> None:
        """Put the draft on top of what is live. Raises EntryError while a conflict is not decided."""
        bench = self.open(draft_id)
        theirs = self.revision_entries(bench.live.number)
        open_ones = [each for each in conflicts(bench.base_entries, bench.entries, theirs) if each.id not in choices]
        if open_ones:
            raise EntryError(f"Choose first, for {len(open_ones):,} changed on both sides, which one to take.")
        together = rebase(bench.base_entries, bench.entries, theirs, choices)
        changes: Changes = changes_between(theirs, together)
        source, format = ", ".join(bench.draft.sources), bench.draft.format
        step = Step(f"changes put on top of revision {bench.live.number}", changes, source=source, format=format)
        self.knowledge_base.store.drafts.restart(bench.draft, bench.live.number, [step] if changes else [])

    def publish(self, draft_id: str, *, author: str, note: str = "", progress: Progress | None = None) -> Revision:
        """Make the draft live and forget it. Raises StaleBaseError, and keeps it, where its base is not live."""
        bench = self.open(draft_id)
        if not bench.changes:
            raise EntryError("There is nothing to publish: the draft changes nothing.")
        draft, base = bench.draft, bench.draft.base
        formats = {revision.number: revision.format for revision in self.knowledge_base.revisions()}
        return self.knowledge_base.publish(
            bench.entries,
            author=author,
            note=note,
            source=", ".join(draft.sources) or f"edits of revision {base}",
            format=draft.format or formats.get(base, ""),
            base=base,
            draft=draft,
            progress=progress,
        )

    def _before(self, draft_id: str, name: str) -> tuple[Entry, ...]:
        """Return the entries that a file is merged into: the draft, without this file where it came last."""
        bench = self.open(draft_id)
        *earlier, last = bench.draft.steps or (None,)
        if last is None or last.label != f"upload of {name}":
            return bench.entries
        return replace(bench.draft, steps=tuple(earlier)).entries(self.revision_entries(bench.draft.base))

    def _add(self, draft_id: str, owner: str, step: Step, base: int = 0) -> None:
        """Add a step; a draft that changes nothing begins anew at the base, 0 for what is live."""
        bench, drafts = self.open(draft_id), self.knowledge_base.store.drafts
        begins = bench.draft.base if bench.changes else base or bench.live.number
        if bench.draft.steps and bench.draft.base != begins:
            drafts.restart(bench.draft, begins, [])
        drafts.add(draft_id, step, owner=owner, base=begins)
