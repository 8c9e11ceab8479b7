"""Whether the confidence keeps its word: a chart, how far it is off, and whether the owner's labels were fitted."""

from html import escape

from matcher.fitted import Fitted
from matcher.matcher import Matcher
from matcher.tune.refit import LEAST_OF_EACH, LEAST_QUESTIONS, Refit
from matcher.tune.reliability import Bin, Reliability
from panels.actions import button
from panels.markup import table
from panels.tuning import chart

_FEW = 10  # questions in a bin; with fewer, its bar says little and is drawn pale
_ENDS = ("← it was hardly sure", "it was very sure →")


def calibration(matcher: Matcher) -> str:
    """Warn where the confidence was fitted on other models than those that run."""
    if matcher.calibrated:
        return ""
    return (
        '<p class="fm-banner" role="note"><strong>Not calibrated.</strong> The confidence was not fitted on the models '
        "that run now: its numbers order the candidates, but are no probabilities. Choose the sliders by trying.</p>"
    )


def trust(found: Reliability) -> str:
    """Return the reliability diagram with its error, and the same numbers as a table."""
    bars = "".join(_bar(each) for each in found.bins if each.questions)
    svg = chart.chart(bars, "Of 100 questions at each sureness, how many were right", 100, *_ENDS)
    off = 100 * found.ece
    return (
        "<h3>Does it keep its word?</h3><p>Where it is 80 % sure, 8 in 10 should be right. Each bar shows how many "
        f"were; the mark across it, how sure it was. On average they are <strong>{off:.0f} points</strong> apart.</p>"
        f'<figure class="fm-figure"><figcaption>Right, of 100</figcaption>{svg}</figure>{_numbers(found)}'
    )


def fit_line(fitted: Fitted | None, questions: int, *, calibrated: bool) -> str:
    """Say whether the confidence is fitted to the owner's test questions, and offer what can be done."""
    if fitted:
        return (
            "<p><strong>Fitted to your questions: yes</strong>, on "
            f"{fitted.questions:,} of them.</p>{button('fit', 'Fit it anew')} {button('unfit', 'Use the shipped one')}"
        )
    if not calibrated:
        return "<p><strong>Fitted to your questions: no.</strong> There is no fit for the models that run.</p>"
    if questions < LEAST_QUESTIONS:
        return (
            "<p><strong>Fitted to your questions: no</strong>, there are too few: it takes "
            f"{LEAST_QUESTIONS}, and there are {questions}. The fit that came with the product is used.</p>"
        )
    return (
        "<p><strong>Fitted to your questions: no.</strong> The fit that came with the product is used. It can be tried "
        f"whether one on your questions is more truthful.</p>{button('fit', 'Try it')}"
    )


def fit_result(found: Refit) -> str:
    """Say what trying came to."""
    if found.fitted is None:
        said = (
            f"It takes {LEAST_QUESTIONS} test questions, of which at least {LEAST_OF_EACH} find the right entry and "
            f"{LEAST_OF_EACH} do not, and there are not so many. Nothing was changed."
        )
        return f'<p class="fm-note">{said}</p>'
    use = button("use-fit", "Use it", look="fm-act fm-main")
    kept = "it is more truthful." if found.kept else "it is no better, so nothing was changed."
    after = (
        f'<p class="fm-note">Visitors are answered with it at once, and the sliders then need another look.</p>{use}'
        if found.kept
        else ""
    )
    return (
        f"<p>Tried on questions that the fit had not seen: {kept}</p>{after}<details><summary>The numbers</summary>"
        f"<p>{escape(found.describe())} Brier score {found.brier[0]:.3f} to {found.brier[1]:.3f}.</p></details>"
    )


def _bar(each: Bin) -> str:
    left, right = chart.x_of(each.low) + 3, chart.x_of(each.high) - 3
    top, said = chart.y_of(100 * each.right, 100), chart.y_of(100 * each.confidence, 100)
    pale = " fm-pale" if each.questions < _FEW else ""
    title = (
        f"{100 * each.low:.0f} to {100 * each.high:.0f} % sure: {each.questions:,} questions, "
        f"{100 * each.right:.0f} of 100 right, {100 * each.confidence:.0f} expected"
    )
    return (
        f'<g class="fm-bin{pale}"><rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
        f'height="{chart.BOTTOM - top:.1f}"/><line x1="{left - 2:.1f}" x2="{right + 2:.1f}" y1="{said:.1f}" '
        f'y2="{said:.1f}"/><title>{title}</title></g>'
    )


def _numbers(found: Reliability) -> str:
    rows = [
        [f"{100 * each.low:.0f} to {100 * each.high:.0f} %", f"{each.questions:,}"]
        + ([f"{100 * each.confidence:.0f}", f"{100 * each.right:.0f}"] if each.questions else ["", ""])
        for each in found.bins
    ]
    shown = table(["How sure", "Questions", "Expected right, of 100", "Right, of 100"], rows, "Expected and right")
    return f"<details><summary>The numbers</summary><p>Calibration error (ECE): {found.ece:.3f}</p>{shown}</details>"
