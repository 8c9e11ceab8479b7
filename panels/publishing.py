"""The last two steps, the same for uploads and edits: check what would go live, then publish it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr

from matcher.background_study import FAILURES
from matcher.diff import diff, summary
from matcher.errors import EntryError, StaleBaseError
from matcher.preview import lint_with
from matcher.rebase import Choice, conflicts
from matcher.workbench import Bench, Workbench
from panels.actions import Act
from panels.changes import changes_html
from panels.findings import Check, findings_html, key_of, merges
from panels.person import Person
from panels.report import banner, counted, step
from panels.stale import stale_html
from panels.stopping import Stopping, telling
from panels.what_changes import Told, how_they_fare

# Up to here a check takes well under a second, so that it is made again after each change without asking.
_CHECKED_AT_ONCE = 500

_CHOICES = {choice.value: choice for choice in Choice}
_EVERY = {"all-mine": Choice.MINE, "all-theirs": Choice.THEIRS}


@dataclass(frozen=True, slots=True)
class Publishing:
    """What the two steps do."""

    bench: Workbench
    default_name: str
    stopping: Stopping = field(default_factory=Stopping)

    def check(
        self,
        kept: Any,  # noqa: ANN401
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> Check:
        """Look for what would make the draft answer wrongly."""
        draft_id = Person.of(kept, self.default_name).draft
        tell = self.stopping.begin(draft_id, progress)
        entries = self.bench.open(draft_id).entries
        return Check.of(
            entries, lint_with(self.bench.knowledge_base, entries, tell), self.bench.knowledge_base.store.ignored.keys()
        )

    def stop(self, kept: Any) -> None:  # noqa: ANN401
        """Stop the check or the publish that is under way."""
        self.stopping.stop(Person.of(kept, self.default_name).draft)

    def mend(self, kept: Any, check: Check | None, event: gr.EventData) -> Check | None:  # noqa: ANN401
        """Do what was pressed at a finding."""
        act = Act.of(event)
        if check is None:
            return None
        if act.do == "more":
            return check.with_more(act.to)
        if act.do == "unignore":
            self.bench.knowledge_base.store.ignored.clear()
            return self.check(kept, gr.Progress())
        found = check.of_group(act.to) if act.do.endswith("-all") else [check.finding(act.to.partition(":")[0])]
        known = [each for each in found if each]
        if not known:
            raise EntryError("This finding is dealt with already.")
        if act.do.startswith("ignore"):
            self.bench.knowledge_base.store.ignored.add(map(key_of, known))
            return replace(check.without(known), ignored=check.ignored + len(known))
        person = Person.of(kept, self.default_name)
        stays = act.to.partition(":")[2]
        ways = [fix for fix in merges(known[0]) if fix.entries[0] == stays]
        fixes = ways if act.do == "merge" else [each.fix for each in known]
        self.bench.fix(person.draft, person.name, f"fix of “{known[0].kind.heading}”", fixes)
        return check.without(known)

    def settle(self, kept: Any, choices: dict[str, Choice], event: gr.EventData) -> dict[str, Choice]:  # noqa: ANN401
        """Do what was pressed where another revision went live meanwhile; return what is chosen."""
        act, draft_id = Act.of(event), Person.of(kept, self.default_name).draft
        if act.do in _CHOICES:
            return {**choices, act.to: _CHOICES[act.do]}
        if act.do in _EVERY:
            bench = self.bench.open(draft_id)
            theirs = self.bench.revision_entries(bench.live.number)
            return {each.id: _EVERY[act.do] for each in conflicts(bench.base_entries, bench.entries, theirs)}
        if act.do == "rebase":
            self.bench.rebase(draft_id, choices)
            return {}
        return {} if act.do == "look" else choices

    def publish(
        self,
        kept: Any,  # noqa: ANN401
        note: str,
        check: Check | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[str, str, Check | None]:
        """Make the draft live; return what to say, the note that is left, and the check, closed where it went live."""
        person = Person.of(kept, self.default_name)
        before = self.bench.open(person.draft)
        tell = self.stopping.begin(person.draft, progress)
        try:
            revision = self.bench.publish(person.draft, author=person.name, note=note.strip(), progress=tell)
        except StaleBaseError:
            said = banner("warn", "Not published.", "Somebody else published meanwhile. See below what changed.")
            return said, note, check
        told = f"{counted(revision.phrasings, 'phrasing', 'phrasings')}, revision {revision.number}: "
        changed = f"{told}{summary(before.difference)}. The chat answers from it now; what was is in the history."
        return banner("good", f"Live: {counted(revision.entries, 'entry', 'entries')}.", changed), "", None

    def look(
        self,
        kept: Any,  # noqa: ANN401
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> Told:
        """Tell what publishing the draft would change for the test questions, or why that can't be told."""
        draft_id = Person.of(kept, self.default_name).draft
        tell = self.stopping.begin(draft_id, progress)
        entries = self.bench.open(draft_id).entries
        try:
            return Told.of(self.bench.knowledge_base, entries, tell)
        except FAILURES as error:
            return Told.failed(self.bench.knowledge_base, entries, error)

    def fare(
        self,
        check: Check | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> str:
        """Say how the test questions fare once the draft went live, which closed the check."""
        return "" if check else how_they_fare(self.bench.knowledge_base, telling(progress))

    def shown(
        self, bench: Bench, check: Check | None, choices: Mapping[str, Choice], diffs: int, told: Told | None = None
    ) -> tuple[Check | None, Any, str, str, str, Any, Any, str]:
        """Return the check, the frame, findings, what went live meanwhile, the diff, both buttons, what was told."""
        hidden = gr.update(visible=False)
        if check is None or not bench.changes:
            return None, hidden, "", "", "", hidden, hidden, ""
        current = check.entries == bench.entries
        if not current and len(bench.entries) <= _CHECKED_AT_ONCE:
            found = lint_with(self.bench.knowledge_base, bench.entries)
            again = Check.of(bench.entries, found, self.bench.knowledge_base.store.ignored.keys())
            check, current = replace(again, shown=check.shown), True
        findings = f"{step(3, 'Check')}{findings_html(check, current=current)}"
        live_entries = self.bench.revision_entries(bench.live.number)
        if bench.stale:
            stale = f"{step(4, 'Publish')}{stale_html(bench, live_entries, choices, diffs)}"
            return check, gr.update(visible=True), findings, stale, "", hidden, hidden, ""
        changes = changes_html(diff(live_entries, bench.entries), diffs, place="publish-", restore=True)
        live = f"{step(4, 'Publish')}<h4>What changes for visitors, against revision {bench.live.number}</h4>{changes}"
        look = gr.update(visible=bool(bench.entries), interactive=True)
        tried = told.html if told and told.holds(self.bench.knowledge_base, bench.entries) else ""
        return check, gr.update(visible=True), findings, "", live, _publish_button(bench, check), look, tried


def _publish_button(bench: Bench, check: Check) -> Any:  # noqa: ANN401 - what Gradio's update is
    if not bench.entries:
        return gr.update(visible=True, interactive=False, value="The draft has no entries to publish")
    dangers = f" in spite of {counted(check.dangers, 'danger', 'dangers')}" if check.dangers else ""
    label = f"Publish {counted(len(bench.entries), 'entry', 'entries')}{dangers}"
    return gr.update(visible=True, interactive=True, value=label)
