"""The table of entries: searched, filtered, and each opened by its question."""

from collections.abc import Sequence
from html import escape

from matcher.types import Entry
from matcher.workbench import Bench
from panels.actions import button
from panels.markup import Html, plain, table

ROWS = 25
"""How many entries are shown at first; each press shows more."""

MORE = 100

_ANSWER_CHARS = 160


def categories_of(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return what the filter offers: all, each category, and none where some entries have none."""
    names = sorted({entry.category for entry in entries if entry.category}, key=str.casefold)
    return [("All categories", ""), *((name, name) for name in names)]


def entries_table(bench: Bench, search: str, category: str, rows: int) -> str:
    """Return the entries that hold every word of the search, in any of their texts."""
    words = search.casefold().split()
    found = [
        entry
        for entry in bench.entries
        if (not category or entry.category == category) and all(word in _text(entry) for word in words)
    ]
    if not bench.entries:
        return '<p class="fm-note">There are no entries. Add one, or upload a file.</p>'
    if not found:
        return '<p class="fm-note">No entry holds these words. Try fewer of them, or another category.</p>'
    caption = f"{len(found):,} of {len(bench.entries):,} entries"
    if len(found) > rows:
        caption += f"; the first {rows:,} are shown"
    more = button("more", f"Show {min(MORE, len(found) - rows):,} more") if len(found) > rows else ""
    return entry_rows(found[:rows], caption, _marks(bench)) + more


def entry_rows(entries: Sequence[Entry], caption: str, marks: dict[str, str]) -> str:
    """Return entries as a table; marks say of an entry, by its id, that it is new or changed."""
    cells = [
        [_question(entry, marks.get(entry.id, "")), _answer(entry), entry.category, str(len(entry.alternates))]
        for entry in entries
    ]
    return table(["Question", "Answer", "Category", "Alternates"], cells, caption)


def _question(entry: Entry, mark: str) -> Html:
    badge = f' <span class="fm-badge">{mark}</span>' if mark else ""
    edit = button("edit", entry.question, entry.id, look="fm-link", label=f"Edit: {entry.question}")
    return Html(f"{edit}{badge}")


def _answer(entry: Entry) -> Html:
    text = plain(entry.answer[: 8 * _ANSWER_CHARS])
    return Html(escape(text if len(text) <= _ANSWER_CHARS else f"{text[:_ANSWER_CHARS].rsplit(' ', 1)[0]}…"))


def _marks(bench: Bench) -> dict[str, str]:
    changed = {change.id: "changed" for change in bench.difference.changed}
    return {**changed, **{entry.id: "new" for entry in bench.difference.added}}


def _text(entry: Entry) -> str:
    return " ".join((entry.id, *entry.phrasings, entry.answer, entry.category, *entry.tags)).casefold()
