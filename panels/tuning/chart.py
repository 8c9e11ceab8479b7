"""What the charts share: a frame with axes from 0, lines, bands and labels as SVG in the colours of the page."""

from html import escape

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 38, 408, 14, 222
PLOT_WIDTH, PLOT_HEIGHT = RIGHT - LEFT, BOTTOM - TOP
_LETTER = 7.4  # mean width of a letter of a label
_GAP = 7  # between a label and its line

Floats = NDArray[np.float64]


def x_of(share: float) -> float:
    """Horizontal position of a number in [0, 1]."""
    return LEFT + share * PLOT_WIDTH


def y_of(value: float, top: float) -> float:
    """Vertical position of a number in [0, top]."""
    return BOTTOM - min(value / top, 1.0) * PLOT_HEIGHT


def chart(content: str, title: str, top: float, left: str, right: str, unit: str = "") -> str:
    """Return a chart with a scale from 0 to top and from 0 to 1, and what the ends of the latter mean."""
    rows = "".join(_row(top * step / 4, top, unit) for step in range(5))
    ends = (
        f'<text x="{LEFT}" y="{HEIGHT - 8}">{escape(left)}</text>'
        f'<text x="{RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(right)}</text>'
    )
    columns = "".join(
        f'<text x="{x_of(share):.0f}" y="{BOTTOM + 15}" text-anchor="middle">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    return (
        f'<svg class="fm-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f'<g class="fm-axes">{rows}{columns}{ends}</g>{content}</svg>'
    )


def scale(largest: float) -> float:
    """Return a round number at or above the largest value that is to be shown, of at most 100."""
    return next((step for step in (4.0, 8.0, 12.0, 20.0, 40.0, 60.0, 80.0) if largest <= step), 100.0)


def line(at: Floats, values: Floats, top: float, look: str) -> str:
    """Return a line through (n,) values."""
    return f'<polyline class="fm-line {look}" points="{_points(at, values, top)}"/>'


def band(at: Floats, low: Floats, high: Floats, top: float, look: str) -> str:
    """Return the area between (n,) lower and upper ends."""
    there, back = _points(at, high, top), _points(at[::-1], low[::-1], top)
    return f'<polygon class="fm-band {look}" points="{there} {back}"/>'


def label(words: str, look: str, at: Floats, values: Floats, top: float, *, end: bool, above: bool) -> str:
    """Return words at one end of a line, above or below the whole stretch that they cover."""
    width = len(words) * _LETTER / PLOT_WIDTH
    covered = values[(at >= at[-1] - width) if end else (at <= at[0] + width)]
    y = y_of(float(covered.max()), top) - _GAP if above else y_of(float(covered.min()), top) + 2 * _GAP + 2
    y = min(max(y, TOP + 11.0), BOTTOM - 5.0)
    x, anchor = (x_of(float(at[-1])) - 4, "end") if end else (x_of(float(at[0])) + 6, "start")
    return f'<text class="fm-label fm-as-{look}" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'


def mark(name: str, words: str) -> str:
    """Return an upright line that stands where the style --fm-NAME, in [0, 1], puts it."""
    return (
        f'<g class="fm-mark fm-mark-{name}"><line x1="{LEFT}" x2="{LEFT}" y1="{TOP}" y2="{BOTTOM}"/>'
        f"<title>{escape(words)}</title></g>"
    )


def _points(at: Floats, values: Floats, top: float) -> str:
    return " ".join(f"{x_of(x):.1f},{y_of(y, top):.1f}" for x, y in zip(at.tolist(), values.tolist(), strict=True))


def _row(value: float, top: float, unit: str) -> str:
    y = y_of(value, top)
    return (
        f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}{unit}</text>'
    )
