"""The line that says what went live while a page is open."""

from html import escape

from matcher.workbench import Bench
from panels.actions import button
from panels.stale import live_again, published_by, stale_words

_SHOWN = "This page shows it."
_TYPING = "The entry that you are editing stays as it is."


def line(title: str, text: str, buttons: str) -> str:
    """Return the line; it stays at the bottom of the window until it is answered."""
    return (
        f'<div class="fm-meanwhile"><p><strong>{escape(title)}</strong> {escape(text)}</p>'
        f'<div class="fm-acts">{buttons}</div></div>'
    )


def meanwhile_html(bench: Bench, known: int, *, editing: bool = False) -> str:
    """Say what went live since the person last knew of what is; known is the number of that revision, 0 for none yet.

    editing: whether an entry is open, whose form stays as it is.
    """
    if known in (0, bench.live.number):
        return ""
    if bench.stale:
        see = button("check", "See what changed", look="fm-act fm-main")
        return line(*stale_words(bench.live, bench.draft.base), see + button("known", "Not now"))
    text = f"{published_by(bench.live)} {_TYPING if editing else _SHOWN}"
    return line(f"{live_again(bench.live, known)}.", text, button("known", "OK"))
