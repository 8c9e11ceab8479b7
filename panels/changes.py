"""How a difference looks: entries added, removed and changed, and inside a changed one what was and what is."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from html import escape

from matcher.diff import Difference, EntryChange, summary
from matcher.types import Entry
from panels.actions import button
from panels.markup import Html, plain

SHOWN = 30
"""How many entries of each kind are shown at first."""

_WORDS = re.compile(r"\s*(?:\w+|[^\s\w]+)|\s+")
_MOST_WORDS = 600  # comparing word by word takes the square of it
_LEAST_ALIKE = 0.4  # below it, what two texts have in common is chance


def changes_html(difference: Difference, shown: int = SHOWN, *, place: str = "", restore: bool = False) -> str:
    """Return the difference as lists, each kind cut at shown; restore offers to take single changes back.

    place keeps the lists of several differences on one page apart.
    """
    if difference.empty:
        return '<p class="fm-note">No entry differs.</p>'
    kinds = (
        ("added", "Added", [_whole(entry, restore=restore) for entry in difference.added[:shown]]),
        ("changed", "Changed", [_changed(change, restore=restore) for change in difference.changed[:shown]]),
        ("removed", "Removed", [_whole(entry, restore=restore) for entry in difference.removed[:shown]]),
    )
    counts = {"added": difference.added, "changed": difference.changed, "removed": difference.removed}
    blocks = "".join(
        _block(f"{place}{name}", title, items, len(counts[name]), name) for name, title, items in kinds if items
    )
    hidden = max(map(len, counts.values())) > shown
    show_more = button("more", f"Show {SHOWN} more of each") if hidden else ""
    return f'<p class="fm-counts">{escape(summary(difference))}</p>{blocks}{show_more}'


def was_and_is(name: str, old: str, new: str) -> str:
    """Return a field before and after, with the words marked that differ."""
    before, after = (text or '<span class="fm-quiet">nothing</span>' for text in _marked(old, new))
    return (
        f'<dt>{escape(name)}</dt><dd><div class="fm-was"><span class="fm-tag">was</span> {before}</div>'
        f'<div class="fm-is"><span class="fm-tag">is</span> {after}</div></dd>'
    )


def _block(key: str, title: str, items: Sequence[str], count: int, name: str) -> str:
    more = f'<p class="fm-note">The first {len(items):,} of {count:,}.</p>' if count > len(items) else ""
    opened = " open" if count <= SHOWN else ""
    return (
        f'<details class="fm-changes fm-{name}" data-keep="{key}"{opened}><summary>{title}: {count:,}</summary>'
        f"<ul>{''.join(items)}</ul>{more}</details>"
    )


def _whole(entry: Entry, *, restore: bool) -> str:
    return (
        f"<li><strong>{escape(entry.question)}</strong>{_restore(entry.id, entry.question, restore=restore)}"
        f'<div class="fm-quiet">{escape(_start(plain(entry.answer)))}</div></li>'
    )


def _changed(change: EntryChange, *, restore: bool) -> str:
    fields = [was_and_is(each.field.capitalize(), each.old, each.new) for each in change.fields]
    fields += _alternates("Alternate added", "fm-is", change.alternates_added)
    fields += _alternates("Alternate removed", "fm-was", change.alternates_removed)
    back = _restore(change.id, change.question, restore=restore)
    return f'<li><strong>{escape(change.question)}</strong>{back}<dl class="fm-fields">{"".join(fields)}</dl></li>'


def _alternates(name: str, look: str, texts: Iterable[str]) -> list[str]:
    mark = "ins" if look == "fm-is" else "del"
    return [f'<dt>{name}</dt><dd class="{look}"><{mark}>{escape(text)}</{mark}></dd>' for text in texts]


def _restore(entry_id: str, question: str, *, restore: bool) -> str:
    return button("restore", "Take back", entry_id, label=f"Take back the change of {question}") if restore else ""


def _marked(old: str, new: str) -> tuple[Html, Html]:
    """Return both texts as HTML, with the words marked that only one of them has."""
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    whole = Html(_mark("del", old)), Html(_mark("ins", new))
    if len(a) * len(b) > _MOST_WORDS**2:
        return whole
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return whole
    before, after = [], []
    for kind, i, j, k, m in matcher.get_opcodes():
        left, right = "".join(a[i:j]), "".join(b[k:m])
        before.append(escape(left) if kind == "equal" else _mark("del", left))
        after.append(escape(right) if kind == "equal" else _mark("ins", right))
    return Html("".join(before)), Html("".join(after))


def _mark(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""


def _start(text: str, length: int = 160) -> str:
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]}…"
