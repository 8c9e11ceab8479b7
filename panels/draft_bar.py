"""The line that says how a draft stands, and what can be done with it."""

from collections.abc import Sequence
from html import escape

from matcher.diff import summary
from matcher.draft import Draft
from matcher.ingest.report import shorten
from matcher.workbench import Bench
from panels.actions import button
from panels.changes import changes_html
from panels.report import counted

_NONE = (
    '<p class="fm-note" data-say>You have no unpublished changes. Edit an entry in the table below, or upload a '
    "file: what you change is kept in a draft, and visitors see nothing of it until you publish.</p>"
)
_STALE = "Revision {} went live since. Check and publish shows what changed, and puts your changes on top of it."


def draft_bar(bench: Bench, others: Sequence[Draft], shown: int) -> str:
    """Return how many changes there are and since when; others are the drafts of other people or browsers."""
    if not bench.changes:
        return _NONE + _others(others)
    counts = summary(bench.difference).rpartition(", ")[0] or summary(bench.difference)
    stale = f"<p><strong>{escape(_STALE.format(bench.live.number))}</strong></p>" if bench.stale else ""
    from_files = f" Files in it: {', '.join(bench.draft.sources)}." if bench.draft.sources else ""
    return (
        f'<div class="fm-draft"><strong data-say>Draft: {counted(bench.changes, "change", "changes")}</strong> '
        f"since revision {bench.draft.base}: {escape(counts)}.{escape(from_files)} "
        f'<span class="fm-quiet">Kept here through reloads and restarts; visitors see nothing of it yet.</span>'
        f'<details data-keep="bar"><summary>See the changes</summary>'
        f"{changes_html(bench.difference, shown, place='bar-', restore=True)}</details>{stale}</div>"
    )


def undo_label(bench: Bench) -> str:
    """Return what the button says that takes the last step back; empty where there is none."""
    steps = bench.draft.steps
    return f"Undo {shorten(steps[-1].label)}" if steps else ""


def discard_label(bench: Bench) -> str:
    """Return what the button says that gives all up: it names what is lost."""
    return f"Discard draft: {counted(bench.changes, 'change', 'changes')}"


def _others(others: Sequence[Draft]) -> str:
    items = "".join(
        f"<li>{escape(draft.owner or 'somebody')}, {draft.updated_at:%d %b %Y, %H:%M} UTC, since revision {draft.base} "
        f"{button('adopt', 'Go on with it', draft.id, label=f'Go on with the draft of {draft.owner}')}</li>"
        for draft in others
    )
    opened = f"<summary>{counted(len(others), 'other draft', 'other drafts')}</summary><ul>{items}</ul>"
    return f'<details class="fm-others" data-keep="others">{opened}</details>' if others else ""
