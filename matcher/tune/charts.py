"""Charts as inline SVG, in the colours of the page's style sheet; the page has the numbers of each in a table."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from matcher.tune.curve import Curve, Line
from matcher.tune.reliability import Reliability
from matcher.tune.verdicts import HEADLINES, Totals
from matcher.types import Thresholds

# Room for letters that are twice as large beside the lines on a phone.
_WIDTH, _HEIGHT = 640.0, 320.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 66.0, 16.0, 58.0, 52.0
_BAR, _LEAST_LABELLED = 46.0, 7.0
_POINT = 5.0
_LABELLED_AT = 30  # step of the hundred at which a line has its name: the lines are apart there

WORDS = {
    "right": "right answer",
    "wrong_answers": "wrong answer",
    "suggestions": "did you mean",
    "no_answer": "no answer",
}
"""How the parts of the bar are called; the names of HEADLINES are their classes in the style sheet."""


def bar(totals: Totals, caption: str) -> str:
    """Of 100 visitors, as one bar."""
    parts, x = [], 0.0
    for name in HEADLINES:
        value = float(getattr(totals, name))
        width = _WIDTH * value / 100
        label = f"<text class='on-{name}' x='{x + width / 2:.1f}' y='29' text-anchor='middle'>{value:.0f}</text>"
        parts.append(
            f"<g><title>{WORDS[name]}: {value:.1f} of 100</title>"
            f"<rect class='{name}' x='{x:.1f}' y='0' width='{max(width - 2, 0):.1f}' height='{_BAR:.0f}'/>"
            f"{label if value >= _LEAST_LABELLED else ''}</g>"
        )
        x += width
    return _svg(caption, _BAR, "".join(parts))


def lines(curve: Curve, named: Sequence[tuple[str, str]], thresholds: Thresholds, caption: str, most: float) -> str:
    """Curves with their bands over all thresholds, as (name in Curve, label); most: the top of the scale."""
    drawn = [_axes(most, "answers from this confidence on")]
    heights = [float(getattr(curve, name).value[_LABELLED_AT]) for name, _ in named]
    for number, (name, label) in enumerate(named):
        drawn.append(_band(curve.at, getattr(curve, name), most, number))
        y = _y(heights[number], most) + (-10 if heights[number] == max(heights) else 20)
        x = _x(_LABELLED_AT / 100)
        drawn.append(f"<text class='small line-{number}' x='{x:.1f}' y='{y:.1f}'>{escape(label)}</text>")
    for value, label in ((thresholds.answer_at, "answer"), (thresholds.suggest_at, "suggest")):
        x = _x(value)
        drawn.append(f"<line class='mark {label}' x1='{x:.1f}' x2='{x:.1f}' y1='{_TOP}' y2='{_HEIGHT - _BOTTOM}'/>")
        anchor = "start" if value < 0.5 else "end"
        shift = 4 if value < 0.5 else -4
        y = _TOP - (8 if label == "answer" else 34)
        drawn.append(
            f"<text class='small' x='{x + shift:.1f}' y='{y}' text-anchor='{anchor}'>{label} at {value:.2f}</text>"
        )
    return _svg(caption, _HEIGHT, "".join(drawn))


def diagram(found: Reliability, caption: str) -> str:
    """Reliability diagram: how often the best candidate was right, by confidence."""
    drawn = [_axes(1.0, "confidence")]
    for each in found.bins:
        if each.questions:
            x, width = _x(each.low) + 2, _x(each.high) - _x(each.low) - 4
            top = _y(each.right, 1.0)
            which = f"confidence {each.low:.1f} to {each.high:.1f}"
            title = f"{which}: {100 * each.right:.0f} % right, {each.questions} questions"
            drawn.append(
                f"<g><title>{title}</title><rect class='right' x='{x:.1f}' y='{top:.1f}' width='{width:.1f}' "
                f"height='{_HEIGHT - _BOTTOM - top:.1f}'/><circle class='dot' cx='{_x(each.confidence):.1f}' "
                f"cy='{top:.1f}' r='{_POINT}'/></g>"
            )
    drawn.append(f"<line class='ideal' x1='{_x(0)}' y1='{_y(0, 1):.1f}' x2='{_x(1):.1f}' y2='{_y(1, 1):.1f}'/>")
    return _svg(caption, _HEIGHT, "".join(drawn))


def _band(at: NDArray[np.float64], line: Line, most: float, number: int) -> str:
    xs = [_x(value) for value in at.tolist()]
    low, high, value = ([_y(each, most) for each in part.tolist()] for part in (line.low, line.high, line.value))
    around = " ".join(
        f"{x:.1f},{y:.1f}" for x, y in [*zip(xs, high, strict=True), *zip(xs[::-1], low[::-1], strict=True)]
    )
    along = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, value, strict=True))
    kind = f"line-{number}"
    return f"<polygon class='band {kind}' points='{around}'/><polyline class='line {kind}' points='{along}'/>"


def _axes(most: float, name: str) -> str:
    drawn = []
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        y, x = _y(part * most, most), _x(part)
        shown = f"{100 * part:.0f} %" if most == 1.0 else f"{part * most:.0f}"
        drawn.append(f"<line class='grid' x1='{_LEFT}' x2='{_WIDTH - _RIGHT}' y1='{y:.1f}' y2='{y:.1f}'/>")
        drawn.append(f"<text class='small' x='{_LEFT - 6}' y='{y + 4:.1f}' text-anchor='end'>{shown}</text>")
        drawn.append(
            f"<text class='small' x='{x:.1f}' y='{_HEIGHT - _BOTTOM + 22}' text-anchor='middle'>{part:g}</text>"
        )
    drawn.append(f"<text class='small' x='{_x(0.5):.1f}' y='{_HEIGHT - 4}' text-anchor='middle'>{escape(name)}</text>")
    return "".join(drawn)


def _x(value: float) -> float:
    return _LEFT + value * (_WIDTH - _LEFT - _RIGHT)


def _y(value: float, most: float) -> float:
    return _TOP + (1 - min(value / most, 1.0)) * (_HEIGHT - _TOP - _BOTTOM)


def _svg(caption: str, height: float, inside: str) -> str:
    box = f"viewBox='0 0 {_WIDTH:.0f} {height:.0f}'"
    return f"<svg {box} role='img' aria-label='{escape(caption, quote=True)}'>{inside}</svg>"
