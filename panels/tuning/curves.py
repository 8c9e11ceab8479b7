"""What each place of the first slider buys: two charts, and the same numbers as a table."""

from collections.abc import Callable
from html import escape

from matcher.tune.curve import Curve, Line
from matcher.types import Thresholds
from panels.markup import table
from panels.tuning import chart

_HIT = 2  # steps between two places that can be pointed at
_LEAST = 2.0  # of 100 visitors
_ROW = 5  # steps between two rows of the table
_ENDS = ("← answers more", "answers less →")
_SHAPE = (
    "Each line shows what would come of it if the first slider stood there; the shaded band is where it likely lies. "
    "Click anywhere to move the slider there and see the questions."
)


def curves(curve: Curve) -> str:
    """Return both charts and their table; marks() puts the sliders into them."""
    return (
        '<h3>What each place of the slider brings</h3><div class="fm-charts">'
        f"{_figure('Who gets an answer', _answers(curve))}{_figure('Who gets a wrong answer', _wrong(curve))}</div>"
        '<p class="fm-note fm-marks"><span class="fm-mark-slider">┃</span> the slider '
        '<span class="fm-mark-live">┇</span> what visitors get now</p>'
        f'<p class="fm-note">{_SHAPE}</p>{_numbers(curve)}'
    )


def marks(thresholds: Thresholds, saved: Thresholds) -> str:
    """Return the style that puts the marks of the slider and of what is live into every chart."""
    return f"<style>#curves {{ --fm-slider: {thresholds.answer_at:.4f}; --fm-live: {saved.answer_at:.4f} }}</style>"


def _figure(title: str, svg: str) -> str:
    return f'<figure class="fm-figure"><figcaption>{escape(title)}, of 100</figcaption>{svg}</figure>'


def _answers(curve: Curve) -> str:
    answered, right = _times(curve.answered), _times(curve.precision)
    told = max(2, int((answered.value >= _LEAST).sum()))  # beyond, too few are answered to speak of the right ones
    content = (
        _drawn(curve.at, answered, 100, "fm-of-accent")
        + _drawn(curve.at[:told], _first(right, told), 100, "fm-of-right fm-dashed")
        + chart.label("visitors answered", "accent", curve.at, answered.value, 100, end=True, above=True)
        + chart.label(
            "answers that are right", "right", curve.at[:told], right.value[:told], 100, end=True, above=False
        )
        + _marks()
        + _hits(curve, "answered", lambda step: _said_answers(answered, right, step))
    )
    return chart.chart(content, "Visitors answered, and answers that are right, of 100", 100, *_ENDS)


def _wrong(curve: Curve) -> str:
    top = chart.scale(float(curve.wrong.high.max()))
    content = (
        _drawn(curve.at, curve.wrong, top, "fm-of-wrong_answers")
        + _drawn(curve.at, curve.intruded, top, "fm-of-suggestions fm-dashed")
        + chart.label("all wrong answers", "wrong_answers", curve.at, curve.wrong.value, top, end=False, above=True)
        + chart.label("out of scope", "suggestions", curve.at, curve.intruded.value, top, end=False, above=False)
        + _marks()
        + _hits(curve, "wrong_answers", lambda step: _said_wrong(curve, step))
    )
    return chart.chart(content, "Wrong answers, of 100 visitors", top, *_ENDS)


def _drawn(at: chart.Floats, shown: Line, top: float, look: str) -> str:
    return chart.band(at, shown.low, shown.high, top, look) + chart.line(at, shown.value, top, look)


def _first(shown: Line, steps: int) -> Line:
    return Line(shown.value[:steps], shown.low[:steps], shown.high[:steps])


def _marks() -> str:
    return chart.mark("live", "What visitors get now") + chart.mark("slider", "The slider")


def _hits(curve: Curve, outcome: str, said: Callable[[int], str]) -> str:
    """Return the places that can be pointed at; each says its numbers."""
    width = chart.PLOT_WIDTH * _HIT / (len(curve.at) - 1)
    return "".join(
        f'<g class="fm-hit" data-do="at" data-to="{at:.2f} {outcome}"><rect x="{chart.x_of(at) - width / 2:.1f}" '
        f'y="{chart.TOP}" width="{width:.2f}" height="{chart.PLOT_HEIGHT}"/><line x1="{chart.x_of(at):.1f}" '
        f'x2="{chart.x_of(at):.1f}" y1="{chart.TOP}" y2="{chart.BOTTOM}"/>'
        f"<title>Slider at {at:.2f}: {escape(said(step))}</title></g>"
        for step, at in list(enumerate(curve.at.tolist()))[::_HIT]
    )


def _said_answers(answered: Line, right: Line, step: int) -> str:
    return f"{_span(answered, step)} of 100 visitors get an answer; of 100 answers, {_span(right, step)} are right"


def _said_wrong(curve: Curve, step: int) -> str:
    return (
        f"{_span(curve.wrong, step)} of 100 visitors get a wrong answer; {_span(curve.intruded, step)} of them asked "
        "what should not be answered"
    )


def _numbers(curve: Curve) -> str:
    head = ["Slider at", "Visitors answered", "Of 100 answers, right", "Wrong answers", "Answered though out of scope"]
    lines = (_times(curve.answered), _times(curve.precision), curve.wrong, curve.intruded)
    rows = [[f"{curve.at[step]:.2f}", *(_span(each, step) for each in lines)] for step in range(0, len(curve.at), _ROW)]
    return f"<details><summary>The numbers</summary>{table(head, rows, 'Of 100, with likely ranges')}</details>"


def _times(shares: Line) -> Line:
    return Line(100 * shares.value, 100 * shares.low, 100 * shares.high)


def _span(shown: Line, step: int) -> str:
    return f"{shown.value[step]:.0f} ({shown.low[step]:.0f} to {shown.high[step]:.0f})"
