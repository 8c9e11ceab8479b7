"""How revisions look: what is live, and what was before."""

from collections.abc import Sequence
from html import escape

from matcher.types import Revision
from panels.markup import listed, table

_HISTORY = 20


def live_card(revision: Revision, study: str = "", pulse: str = "") -> str:
    """Return what is live: how much, since when, by whom, from where, and how well it was studied.

    pulse: what of the page's pulse this card shows, by which the page knows whether it is still right.
    """
    facts = [
        ("Entries", f"{revision.entries:,}"),
        ("Phrasings", f"{revision.phrasings:,}"),
        ("Published", moment(revision)),
        ("By", escape(revision.author or "unknown")),
        ("From", escape(revision.source or "unknown")),
    ]
    said = f'<p class="fm-note">“{escape(revision.note)}”</p>' if revision.note else ""
    note = f'<p class="fm-note">{escape(study)}</p>' if study else ""
    head = f"<h3>Live: revision {revision.number}</h3>"
    return f'<div class="fm-live" data-pulse="{escape(pulse)}">{head}{listed(facts)}{said}{note}</div>'


def history_table(revisions: Sequence[Revision], live: Revision) -> str:
    """Return the newest revisions as a table."""
    rows = [
        [
            f"{each.number} (live)" if each.number == live.number else str(each.number),
            f"{each.entries:,}",
            f"{each.phrasings:,}",
            moment(each),
            each.author,
            each.source,
            each.note,
        ]
        for each in revisions[:_HISTORY]
    ]
    more = f": the newest {_HISTORY} of {len(revisions):,}" if len(revisions) > _HISTORY else ""
    return table(["Revision", "Entries", "Phrasings", "Published", "By", "From", "Note"], rows, f"History{more}")


def moment(revision: Revision) -> str:
    """Return when a revision was published."""
    return f"{revision.created_at:%d %b %Y, %H:%M} UTC"
