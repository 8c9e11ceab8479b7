"""Where the slider would have to stand for one question, and what that would do to all others."""

import math

from matcher.tune.inspect import Inspection
from matcher.tune.verdicts import Totals, Verdict, totals
from matcher.types import Thresholds
from panels.actions import button
from panels.tuning.measured import Measured


def move(shown: Inspection, thresholds: Thresholds, measured: Measured) -> str:
    """Say where the slider would have to stand, and what that would do to all others."""
    to = _place(shown, thresholds)
    if to is None or measured.asked is None:
        return ""
    moved = Thresholds(to, min(thresholds.suggest_at, to))
    before, after = totals(measured.asked, thresholds), totals(measured.asked, moved)
    what = "decline it or ask back" if to > thresholds.answer_at else "answer it"
    return (
        f"<h4>Move the slider?</h4><p>At {to:.2f} it would {what}. {totals_moved(before, after)}</p>"
        f"{button('at', f'Move it to {to:.2f}', f'{to:.2f} ')}"
    )


def _place(shown: Inspection, thresholds: Thresholds) -> float | None:
    """Return where the first slider would make the reply better; None where no place would."""
    if not shown.traced or shown.verdict is None:
        return None
    sure = shown.traced[0].candidate.confidence
    if shown.verdict in (Verdict.INTRUDED, Verdict.WRONG):
        above = math.floor(sure * 100) / 100 + 0.01
        return above if above <= 1 else None
    if shown.traced[0].expected and sure < thresholds.answer_at:
        return math.floor(sure * 100) / 100
    return None


def totals_moved(before: Totals, after: Totals) -> str:
    """Say what 100 visitors get before and after."""
    pairs = (("right answers", before.right, after.right), ("wrong answers", before.wrong_answers, after.wrong_answers))
    return "Of 100 visitors: " + ", ".join(f"{name} {_moved(old, new)}" for name, old, new in pairs) + "."


def _moved(old: float, new: float) -> str:
    if abs(new - old) < 0.05:
        return f"{old:.0f} as before"
    digits = 0 if round(old) != round(new) else 1
    return f"{old:.{digits}f} → {new:.{digits}f}"
