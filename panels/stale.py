"""A draft whose base is not live any more: what changed meanwhile, and what to do where both sides changed an entry."""

from collections.abc import Mapping, Sequence
from html import escape

from matcher.diff import diff
from matcher.ingest.report import shorten
from matcher.rebase import Choice, Conflict, conflicts
from matcher.types import Entry, Revision
from matcher.workbench import Bench
from panels.actions import button
from panels.changes import changes_html, was_and_is
from panels.markup import Html
from panels.report import banner, counted

_SHOWN = 50
_NAMES = {Choice.MINE: "Take mine", Choice.THEIRS: "Take theirs", Choice.BOTH: "Keep both"}


def stale_line(revision: Revision, base: int) -> str:
    """Say what went live meanwhile."""
    return banner("warn", *stale_words(revision, base))


def stale_words(revision: Revision, base: int) -> tuple[str, str]:
    """Return the headline of what went live meanwhile, and the rest."""
    return (
        f"{live_again(revision, base)}; your draft began at revision {base}.",
        f"{published_by(revision)} Your draft is kept, and nothing of it is published yet.",
    )


def live_again(revision: Revision, before: int) -> str:
    """Say which revision is live where another one was before."""
    return f"Revision {revision.number} is live {'now' if revision.number > before else 'again'}"


def published_by(revision: Revision) -> str:
    """Say who published a revision, when and why."""
    note = f" Note: {shorten(revision.note, 120)}." if revision.note else ""
    return f"It was published by {revision.author or 'somebody'}, {revision.created_at:%d %b %Y, %H:%M} UTC.{note}"


def stale_html(bench: Bench, live_entries: Sequence[Entry], choices: Mapping[str, Choice], shown: int) -> str:
    """Return what changed meanwhile, the conflicts to decide, and the ways to go on."""
    found = conflicts(bench.base_entries, bench.entries, live_entries)
    meanwhile = changes_html(diff(bench.base_entries, live_entries), shown, place="meanwhile-")
    left = sum(each.id not in choices for each in found)
    go_on = button("rebase", f"Put my changes on top of revision {bench.live.number}", look="fm-act fm-main")
    again = button("look", "Look again")
    return (
        f"{stale_line(bench.live, bench.draft.base)}<h4>What changed meanwhile</h4>{meanwhile}"
        f'{_conflicts(found, choices, left)}<div class="fm-acts">{go_on}{again}</div>'
    )


def _conflicts(found: Sequence[Conflict], choices: Mapping[str, Choice], left: int) -> str:
    if not found:
        return '<p class="fm-note">Your changes are to other entries: both go together.</p>'
    every = ""
    if len(found) > 1:
        every = button("all-mine", "Take mine everywhere") + button("all-theirs", "Take theirs everywhere")
    items = "".join(_conflict(each, choices.get(each.id)) for each in found[:_SHOWN])
    hidden = f'<p class="fm-note">The first {_SHOWN} of {len(found):,}.</p>' if len(found) > _SHOWN else ""
    still = f"{left:,} still to decide" if left else "all decided"
    return (
        f"<h4>{counted(len(found), 'entry was', 'entries were')} changed on both sides: {still}</h4>"
        f'<div class="fm-acts">{every}</div><ul class="fm-conflicts">{items}</ul>{hidden}'
    )


def _conflict(conflict: Conflict, chosen: Choice | None) -> str:
    known = conflict.mine or conflict.theirs or conflict.base
    question = known.question if known else conflict.id
    buttons = "".join(_choice(conflict, choice, question, chosen is choice) for choice in conflict.choices)
    return (
        f'<li class="fm-finding"><strong>{escape(question)}</strong><div class="fm-sides">'
        f"{_side('Mine', conflict.base, conflict.mine)}{_side('Theirs', conflict.base, conflict.theirs)}</div>"
        f'<div class="fm-acts">{buttons}</div></li>'
    )


def _choice(conflict: Conflict, choice: Choice, question: str, chosen: bool) -> Html:
    text = f"{'✓ ' if chosen else ''}{_NAMES[choice]}"
    look = "fm-act fm-chosen" if chosen else "fm-act"
    return button(choice.value, text, conflict.id, look=look, label=f"{text}: {question}")


def _side(title: str, base: Entry | None, entry: Entry | None) -> str:
    if entry is None:
        return f"<div><h5>{title}</h5><p>Deleted.</p></div>"
    old = _fields(base) if base else {}
    rows = "".join(
        was_and_is(name, old.get(name, ""), text) for name, text in _fields(entry).items() if text != old.get(name, "")
    )
    return f'<div><h5>{title}</h5><dl class="fm-fields">{rows}</dl></div>'


def _fields(entry: Entry) -> dict[str, str]:
    return {
        "Question": entry.question,
        "Alternates": "\n".join(entry.alternates),
        "Answer": entry.answer,
        "Category": entry.category,
        "Tags": ", ".join(entry.tags),
    }
