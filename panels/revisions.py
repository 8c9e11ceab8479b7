"""How revisions and entries look: what is live, what was before, and the table to search in."""

from collections.abc import Sequence
from html import escape

from matcher.types import Entry, Revision
from panels.markup import listed, table

# A page that stays quick; the search finds the rest.
_ROWS = 50
_HISTORY = 20


def live_card(revision: Revision, study: str = "") -> str:
    """Return what is live: how much, since when, by whom, from where, and how well it was studied."""
    facts = [
        ("Entries", f"{revision.entries:,}"),
        ("Phrasings", f"{revision.phrasings:,}"),
        ("Published", _moment(revision)),
        ("By", escape(revision.author or "unknown")),
        ("From", escape(revision.source or "unknown")),
    ]
    note = f'<p class="fm-note">{escape(study)}</p>' if study else ""
    return f'<div class="fm-live"><h3>Live: revision {revision.number}</h3>{listed(facts)}{note}</div>'


def history_table(revisions: Sequence[Revision], live: Revision) -> str:
    """Return the newest revisions as a table."""
    rows = [
        [
            f"{each.number} (live)" if each.number == live.number else str(each.number),
            f"{each.entries:,}",
            _moment(each),
            each.author,
            each.source or each.note,
        ]
        for each in revisions[:_HISTORY]
    ]
    return table(["Revision", "Entries", "Published", "By", "From"], rows, "History")


def earlier(revisions: Sequence[Revision], live: Revision) -> list[tuple[str, int]]:
    """Return what one can go back to, as labels and revision numbers."""
    return [
        (f"Revision {each.number}: {each.entries:,} entries, {_moment(each)}", each.number)
        for each in revisions[:_HISTORY]
        if each.number != live.number
    ]


def entries_table(entries: Sequence[Entry], search: str = "", category: str = "") -> str:
    """Return the entries that hold every word of the search, in any of their texts."""
    words = search.casefold().split()
    found = [
        entry
        for entry in entries
        if (not category or entry.category == category) and all(word in _text(entry) for word in words)
    ]
    if not found:
        return '<p class="fm-note">No entry holds these words. Try fewer of them, or another category.</p>'
    shown = f"{len(found):,} of {len(entries):,} entries"
    caption = shown if len(found) <= _ROWS else f"{shown}; the first {_ROWS} are shown, search to see others"
    return entry_rows(found[:_ROWS], caption)


def entry_rows(entries: Sequence[Entry], caption: str) -> str:
    """Return entries as a table."""
    rows = [[entry.question, _shortened(entry.answer), entry.category, str(len(entry.alternates))] for entry in entries]
    return table(["Question", "Answer", "Category", "Alternates"], rows, caption)


def _text(entry: Entry) -> str:
    return " ".join((entry.id, *entry.phrasings, entry.answer, entry.category, *entry.tags)).casefold()


def _shortened(text: str, length: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]}…"


def _moment(revision: Revision) -> str:
    return f"{revision.created_at:%d %b %Y, %H:%M} UTC"
