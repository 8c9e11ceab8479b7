"""What would make a question right: the ways there are, and what each would do to all test questions."""

from html import escape

from matcher.ingest.report import shorten
from matcher.tune.fixes import AddAlternate, Change, Effect
from matcher.tune.inspect import Inspection
from panels.actions import button, enter_button
from panels.report import counted
from panels.tuning.measured import Measured
from panels.tuning.moving import totals_moved
from panels.tuning.questions import badge

_SHOWN = 10
_MOST_CHOICES = 2_000


def mending(shown: Inspection, measured: Measured) -> str:
    """Return the ways to make a question right by changing the FAQ or the test questions."""
    options = "".join(
        f'<option value="{escape(entry.question)}"></option>' for entry in measured.matcher.entries[:_MOST_CHOICES]
    )
    return (
        f'<div class="fm-outcome"><h3>What would make this right</h3>'
        f"{_teach(shown, measured)}{_write(shown)}{_scope(shown)}"
        f'<datalist id="fm-right">{options}</datalist></div>'
    )


def effect_html(effect: Effect, questions: int) -> str:
    """Say what a fix would do before it is accepted; questions: how many were tried."""
    title = "With these words as an alternate" if isinstance(effect.fix, AddAlternate) else "With this new entry"
    better, worse = len(effect.better), len(effect.worse)
    said = f"{counted(better, 'question gets', 'questions get')} better, {counted(worse, 'gets', 'get')} worse."
    if not effect.changes:
        said = "visitors would get the same as now."
    tried = (
        f"{counted(questions, 'test question', 'test questions')} and this one" if questions else "this question alone"
    )
    items = "".join(_change(each) for each in effect.changes[:_SHOWN])
    rest = len(effect.changes) - _SHOWN
    more = f'<li class="fm-quiet">and {rest:,} more</li>' if rest > 0 else ""
    mood = "warn" if worse > better else "good"
    accept = button("accept", "Publish with it", look="fm-act fm-main")
    return (
        f'<div class="fm-banner fm-{mood}"><strong tabindex="-1" data-focus>{title}</strong>'
        f"<p>Tried on {tried}: {said}</p>"
        f'<p>{totals_moved(effect.before, effect.after)}</p><ul class="fm-effects">{items}{more}</ul>'
        f'<div class="fm-acts">{accept}{button("leave", "Leave it")}</div></div>'
    )


def _teach(shown: Inspection, measured: Measured) -> str:
    """Offer to give an entry these words, or to keep the question with the entry that is right."""
    expected = [name for name in sorted(shown.label.expected) if name in measured.entries] if shown.label else []
    first = expected[0] if expected else shown.traced[0].candidate.entry.id if shown.traced else ""
    value = measured.entries[first].question if first in measured.entries else ""
    closed = shown.label is not None and not shown.label.expected
    try_it = enter_button("try-alternate", "See what adding these words would do")
    fields = (
        '<div data-fields><label class="fm-labelled"><span>The right entry</span>'
        f'<input name="entry" class="fm-field" list="fm-right" value="{escape(value)}"></label>'
        f'<div class="fm-acts">{try_it}{button("keep-label", "Only keep it as a test question")}</div></div>'
    )
    if closed:
        return f"<details><summary>An entry should answer this after all</summary>{fields}</details>"
    return f"<h4>Teach an entry these words</h4>{fields}"


def _write(shown: Inspection) -> str:
    question = escape(shown.reply.question)
    return (
        '<details><summary>No entry answers this yet: write a new one</summary><div data-fields class="fm-fields-down">'
        f'<label class="fm-labelled"><span>Question</span><input name="question" class="fm-field" value="{question}">'
        '</label><label class="fm-labelled"><span>Answer</span><textarea name="answer" class="fm-field" rows="4">'
        '</textarea></label><label class="fm-labelled"><span>Category</span><input name="category" class="fm-field">'
        f'</label><div class="fm-acts">{button("try-entry", "See what this entry would do")}</div></div></details>'
    )


def _scope(shown: Inspection) -> str:
    if shown.label is not None and not shown.label.expected:
        return ""
    return (
        '<h4>It should not be answered</h4><p class="fm-note">Kept as a test question; the sliders are then chosen so '
        f"that such questions are declined.</p>{button('out', 'Mark as “should not be answered”')}"
    )


def _change(change: Change) -> str:
    word = "Better" if change.better else "Worse"
    return (
        f"<li><strong>{word}:</strong> “{escape(shorten(change.label.question, 120))}” {badge(change.before)} → "
        f"{badge(change.after)}</li>"
    )
