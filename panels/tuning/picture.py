"""The picture: of 100 visitors' questions, how many get a right answer, a wrong one, a did-you-mean, none."""

from collections.abc import Sequence
from html import escape

import numpy as np

from matcher.tune.asked import Asked
from matcher.tune.charts import WORDS as HEADLINE_WORDS
from matcher.tune.verdicts import Span, Totals, spans, totals
from matcher.types import Thresholds

_NARROW = 7  # of 100; a smaller share has no room for its number


def picture(asked: Asked, thresholds: Thresholds, outcome: str = "") -> str:
    """Return the bar, a button for each share, and what they come to; the outcome that is picked is marked."""
    total, sure = totals(asked, thresholds), spans(asked, thresholds)
    counts = dict(zip(sure, whole([span.value for span in sure.values()]), strict=True))
    said = ", ".join(f"{counts[name]} {words}" for name, words in HEADLINE_WORDS.items())
    bar = "".join(_segment(name, counts[name], sure[name]) for name in HEADLINE_WORDS)
    notes = _notes(total)
    shares = "".join(_share(name, counts[name], sure[name], notes.get(name, ""), outcome) for name in HEADLINE_WORDS)
    return (
        '<h3 id="fm-picture">Of 100 visitors’ questions</h3>'
        f'<div class="fm-stack" role="img" aria-label="Of 100: {escape(said)}">{bar}</div>'
        f'<ul class="fm-shares" aria-labelledby="fm-picture">{shares}</ul>'
        f'<p class="fm-note">{_summary(total)} Click a share to see its questions.</p>'
    )


def whole(values: Sequence[float]) -> list[int]:
    """Round numbers that add up to 100 so that they still do: the largest remainders are rounded up."""
    floors = np.floor(np.asarray(values) + 1e-9).astype(int)
    order = np.argsort(-(np.asarray(values) - floors), kind="stable")
    floors[order[: 100 - int(floors.sum())]] += 1
    counts: list[int] = floors.tolist()
    return counts


def _segment(name: str, count: int, span: Span) -> str:
    number = str(count) if count >= _NARROW else ""
    title = f"{HEADLINE_WORDS[name]}: {count} of 100"
    return (
        f'<span class="fm-seg fm-of-{name}" style="flex-grow:{max(span.value, 0):.2f}" data-do="show" '
        f'data-to="{name}" title="{title}">{number}</span>'
    )


def _share(name: str, count: int, span: Span, note: str, outcome: str) -> str:
    pressed = "true" if outcome == name else "false"
    likely = f"likely {max(0, round(span.low))} to {round(span.high)}"
    more = f'<span class="fm-part">{note}</span>' if note else ""
    return (
        f'<li><button type="button" class="fm-share" data-do="show" data-to="{name}" aria-pressed="{pressed}">'
        f'<span class="fm-key fm-of-{name}"></span><strong>{count}</strong> <span>{HEADLINE_WORDS[name]}</span>'
        f'<span class="fm-part">{likely}</span>{more}</button></li>'
    )


def _notes(total: Totals) -> dict[str, str]:
    return {
        "wrong_answers": f"{total.intruded:.0f} should not be answered at all" if round(total.intruded) else "",
        "suggestions": f"{total.offered:.0f} with the right one among them",
        "no_answer": f"{total.declined:.0f} rightly so",
    }


def _summary(total: Totals) -> str:
    if total.answered < 0.5:
        return "Nobody gets an answer."
    return f"{total.answered:.0f} get an answer at once; of 100 answers, {100 * total.precision:.0f} are right."
