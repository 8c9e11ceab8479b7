"""A page about a choice of thresholds that can be mailed: one file, no scripts, light and dark."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from pathlib import Path

from matcher.errors import MatcherError
from matcher.tune.charts import WORDS, bar, diagram, lines
from matcher.tune.summary import Tuned
from matcher.tune.verdicts import HEADLINES, VERDICTS, Verdict, rows_with, verdicts

_STYLE = Path(__file__).with_name("report.css")
_MOST_ROWS = 60
_STEP = 10  # of the curve's hundred thresholds, in its table
_QUARTERS = 8  # the scale of wrong answers ends at a multiple, so that its quarters are whole numbers


def write_report(tuned: Tuned, name: str, path: Path) -> None:
    """Write the page. Raises MatcherError where that can't be done."""
    try:
        path.write_text(report(tuned, name), encoding="utf-8")
    except OSError as error:
        raise MatcherError(f"{path}: the report can't be written: {error.strerror}") from error


def report(tuned: Tuned, name: str) -> str:
    """Return the page as HTML; name says which FAQ it is about."""
    title = f"When to answer: {name}"
    sections = (_summary(tuned), _picture(tuned), _curve(tuned), _truth(tuned), _questions(tuned))
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<meta name='color-scheme' content='light dark'><title>{escape(title)}</title>"
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body><main><h1>{escape(title)}</h1>"
        f"{''.join(sections)}</main></body></html>\n"
    )


def _summary(tuned: Tuned) -> str:
    choice = tuned.choice
    said = [f"Goal: {choice.goal.describe()}."]
    if tuned.mix:
        said.append(
            f"There were no test questions, so the FAQ was tried on itself: {len(tuned.asked):,} questions, counted as "
            f"if {_percent(tuned.mix.own)} of visitors asked what it answers, {_percent(tuned.mix.near)} something "
            f"close that it does not answer, and {_percent(tuned.mix.off_topic)} something else. Test questions of "
            "your own tell more."
        )
    else:
        outside = int((~tuned.asked.outcomes.in_scope).sum())
        said.append(f"Measured with {len(tuned.asked):,} test questions, of which {outside:,} should not be answered.")
        if choice.more:
            said.append(f"Add {choice.more:,} more to be sure within 5 points.")
    if choice.within_goal is False:
        said.append(
            "On questions that the choice did not see, the goal is not quite met: more test questions would help."
        )
    if not tuned.calibrated:
        said.append("Confidence is not calibrated for these models: trust the numbers below, not its value.")
    if tuned.refit:
        said.append(tuned.refit.describe())
    models = f"{tuned.models['encoder']}, reranker {tuned.models['reranker']}"
    return (
        f"<p class='big'>Answer from <b>{choice.thresholds.answer_at:.3f}</b> on, suggest from "
        f"<b>{choice.thresholds.suggest_at:.3f}</b> on.</p><p>{escape(' '.join(said))}</p>"
        f"<p class='quiet'>{date.today().isoformat()} · {escape(models)}</p>"
    )


def _picture(tuned: Tuned) -> str:
    before, now = tuned.totals_before, tuned.totals
    legend = "".join(f"<span><i class='{name}'></i>{escape(WORDS[name])}</span>" for name in HEADLINES)
    head = ("", "chosen", "before", "on questions not seen", "95 % interval")
    rows = []
    for name in HEADLINES:
        span = tuned.choice.promised.get(name)
        estimate = (f"{span.value:.1f}", f"{span.low:.1f} to {span.high:.1f}") if span else ("too few questions", "")
        rows.append((WORDS[name], f"{getattr(now, name):.1f}", f"{getattr(before, name):.1f}", *estimate))
    return (
        "<section><h2>Of 100 visitors</h2>"
        f"<h3>Chosen</h3>{bar(now, 'Of 100 visitors, with the chosen thresholds')}"
        f"<h3>Before: {tuned.before.answer_at:g} and {tuned.before.suggest_at:g}</h3>"
        f"{bar(before, 'Of 100 visitors, with the thresholds before')}<p class='legend'>{legend}</p>"
        f"{_table(head, rows)}</section>"
    )


def _curve(tuned: Tuned) -> str:
    curve, at = tuned.curve, tuned.choice.thresholds
    shares = (("answered", "visitors answered"), ("precision", "answers that are right"))
    wrongs = (("wrong", "wrong answers"), ("intruded", "out of scope, answered"))
    top = _QUARTERS * math.ceil(float(curve.wrong.high.max()) / _QUARTERS) or _QUARTERS
    head = ("answer from", *(label for _, label in (*shares, *wrongs)))
    rows = [
        (
            f"{curve.at[i]:.1f}",
            *(f"{100 * getattr(curve, name).value[i]:.0f} %" for name, _ in shares),
            *(f"{getattr(curve, name).value[i]:.1f}" for name, _ in wrongs),
        )
        for i in range(0, len(curve.at), _STEP)
    ]
    return (
        "<section><h2>What other thresholds would buy</h2>"
        "<h3>Share of visitors answered, and of answers that are right</h3>"
        f"{lines(curve, shares, at, 'Shares by threshold', 1.0)}"
        f"<h3>Wrong answers in 100 visitors</h3>{lines(curve, wrongs, at, 'Wrong answers by threshold', top)}"
        "<p class='quiet'>Bands: 95 % of what other questions of the same kind would have given.</p>"
        f"{_table(head, rows)}</section>"
    )


def _truth(tuned: Tuned) -> str:
    found = tuned.reliability
    rows = []
    for each in found.bins:
        told = (f"{each.confidence:.2f}", f"{100 * each.right:.0f} %") if each.questions else ("", "")
        rows.append((f"{each.low:.1f} to {each.high:.1f}", f"{each.questions:,}", *told))
    return (
        "<section><h2>Does confidence keep its word?</h2>"
        f"<p>On average it is off by {100 * found.ece:.0f} points (expected calibration error {found.ece:.3f}).</p>"
        f"{diagram(found, 'How often the best candidate is right, by confidence')}"
        f"{_table(('confidence', 'questions', 'their mean', 'right'), rows)}</section>"
    )


def _questions(tuned: Tuned) -> str:
    thresholds = tuned.choice.thresholds
    bad = (Verdict.WRONG, Verdict.INTRUDED, Verdict.IN_VAIN, Verdict.MISSED)
    found, numbers = rows_with(tuned.asked, thresholds, *bad), verdicts(tuned.asked, thresholds)
    rows = []
    for row in found[:_MOST_ROWS]:
        label, result = tuned.asked.labels[row], tuned.asked.results[row]
        best = result.candidates[0] if result.candidates else None
        rows.append(
            (
                VERDICTS[int(numbers[row])].heading,
                label.question,
                ", ".join(sorted(label.expected)) or "nothing",
                best.entry.id if best else "",
                f"{best.confidence:.2f}" if best else "",
            )
        )
    more = f"<p class='quiet'>The first {_MOST_ROWS} of {len(found):,}.</p>" if len(found) > _MOST_ROWS else ""
    head = ("what happens", "question", "expected", "best candidate", "confidence")
    return f"<section><h2>Questions to look at, the worst first</h2>{_table(head, rows, words=True)}{more}</section>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, words: bool = False) -> str:
    titles = "".join(f"<th scope='col'>{escape(text)}</th>" for text in head)
    body = "".join(
        f"<tr><th scope='row'>{escape(first)}</th>{''.join(map(_cell, head[1:], rest))}</tr>" for first, *rest in rows
    )
    kind = " class='words'" if words else ""
    return f"<div class='scroll'><table{kind}><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"


def _cell(head: str, text: str) -> str:
    return f"<td data-head='{escape(head)}'>{escape(text)}</td>"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
