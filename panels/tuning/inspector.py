"""One question's way through every stage: plain words first, numbers one click deeper."""

from dataclasses import replace
from html import escape

from matcher.decide import decide
from matcher.ingest.report import shorten
from matcher.tune.asked import Asked
from matcher.tune.inspect import Inspection, Traced
from matcher.tune.verdicts import VERDICTS, verdicts
from matcher.types import Reply, ReplyKind, Result, Thresholds
from panels.actions import button
from panels.markup import safe_markdown, table
from panels.tuning.measured import Measured
from panels.tuning.moving import move
from panels.tuning.questions import badge, reached
from panels.why import how_sure, source_line

_SHOWN = 5
_FAR, _AHEAD, _JUST = 0.4, 0.15, 0.05  # in confidence: where one speaks of far ahead, ahead, just ahead
EMPTY = (
    '<p class="fm-note">Type a question as a visitor would, or click one in the list above: here is what they would '
    "get, and why.</p>"
)


def redecided(inspection: Inspection, thresholds: Thresholds) -> Inspection:
    """Return the same findings as these thresholds decide on them; no model is asked."""
    result = Result(inspection.reply.question, inspection.reply.candidates)
    verdict = None
    if inspection.label is not None:
        verdict = VERDICTS[int(verdicts(Asked.of([inspection.label], [result]), thresholds)[0])]
    best = result.candidates[0].confidence if result.candidates else 0.0
    return replace(
        inspection,
        reply=decide(result, thresholds),
        above_answer=best - thresholds.answer_at,
        above_suggest=best - thresholds.suggest_at,
        verdict=verdict,
    )


def inspector(inspection: Inspection, thresholds: Thresholds, measured: Measured, *, fresh: bool = False) -> str:
    """Return what a visitor would get, the way there, and the candidates; fresh where it was just opened."""
    shown = redecided(inspection, thresholds)
    focus = " data-focus" if fresh else ""
    items = "".join(_candidate(each, number, thresholds) for number, each in enumerate(shown.traced[:_SHOWN]))
    candidates = f'<h4>What came close</h4><ol class="fm-candidates">{items}</ol>' if items else ""
    return (
        f'<div class="fm-outcome"><h3 tabindex="-1"{focus}>“{escape(shorten(shown.reply.question, 300))}”</h3>'
        f"{_judged(shown, measured)}{_reply(shown.reply, thresholds)}<h4>How it came to that</h4>"
        f'<ol class="fm-way">{_way(shown, thresholds)}</ol>{move(shown, thresholds, measured)}'
        f"{candidates}{_numbers(shown)}</div>"
    )


def _judged(shown: Inspection, measured: Measured) -> str:
    if shown.label is None or shown.verdict is None:
        return '<p class="fm-note">No test question: nobody has said yet what is right here.</p>'
    expected = reached(measured, shown.label.expected)
    said = f"Should reach: {escape(expected)}" if shown.label.expected else f"It {escape(expected)}."
    learned = ""
    if len(measured.fair.matchers) > 1:
        learned = '<p class="fm-note">Asked as if the FAQ had not learned from this test question, as in the table.</p>'
    return f"<p>{badge(shown.verdict)} <span>{said}</span></p>{learned}"


def _reply(reply: Reply, thresholds: Thresholds) -> str:
    if reply.kind is ReplyKind.ANSWER and reply.entry:
        line = source_line(reply.entry, how_sure(reply.confidence, thresholds))
        answer = f'<div class="fm-answer">{safe_markdown(reply.entry.answer)}</div>'
        return f"<h4>Would answer</h4>{answer}{line}"
    if reply.kind is ReplyKind.SUGGESTIONS:
        items = "".join(f"<li>{escape(candidate.entry.question)}</li>" for candidate in reply.suggestions)
        return f"<h4>Would ask: did you mean</h4><ul>{items}</ul>"
    return "<h4>Would say that there is no answer</h4><p>And give the contact.</p>"


def _way(shown: Inspection, thresholds: Thresholds) -> str:
    if not shown.traced:
        return "<li>Nothing in the FAQ comes anywhere near.</li>"
    best = shown.traced[0].candidate
    sure = how_sure(best.confidence, thresholds)
    steps = [
        f"<strong>Found.</strong> {len(shown.traced)} entries have something in common with it; of the best of them, "
        f"these words are closest: “{escape(shorten(best.phrasing, 160))}”.",
        f"<strong>Compared.</strong> {_lead(shown)}",
        f"<strong>How sure.</strong> For “{escape(shorten(best.entry.question, 90))}”: {sure}."
        f"{_gauge(shown, thresholds)}",
        f"<strong>Decided.</strong> {_decided(shown)}",
    ]
    return "".join(f"<li>{step}</li>" for step in steps)


def _lead(shown: Inspection) -> str:
    best, second = shown.traced[0].candidate, shown.runner_up
    name = f"“{escape(shorten(best.entry.question, 90))}”"
    if second is None:
        return f"{name} has no rival."
    rival = f"“{escape(shorten(second.candidate.entry.question, 90))}”"
    if shown.lead < _JUST:
        return f"{name} and {rival} are about level: it can hardly tell them apart."
    how = "far ahead of" if shown.lead >= _FAR else "ahead of" if shown.lead >= _AHEAD else "only just ahead of"
    return f"{name} is {how} {rival}."


def _gauge(shown: Inspection, thresholds: Thresholds) -> str:
    """Return a bar of the best confidence with a mark for each slider."""
    best = shown.traced[0].candidate.confidence
    return (
        f'<div class="fm-gauge" role="img" aria-label="Sure {best:.2f}; answers from {thresholds.answer_at:.2f}, '
        f'suggests from {thresholds.suggest_at:.2f}"><span style="width:{100 * best:.1f}%"></span>'
        f'<i class="fm-line-suggest" style="left:{100 * thresholds.suggest_at:.1f}%" title="suggests from here"></i>'
        f'<i class="fm-line-answer" style="left:{100 * thresholds.answer_at:.1f}%" title="answers from here"></i></div>'
    )


def _decided(shown: Inspection) -> str:
    if shown.above_answer >= 0:
        return f"That is {_far(shown.above_answer)} above the slider for answers, so it answers."
    short = f"That is {_far(-shown.above_answer)} below the slider for answers"
    if shown.above_suggest >= 0:
        return f"{short}, and {_far(shown.above_suggest)} above the one for suggestions, so it asks “did you mean”."
    return f"{short}, and {_far(-shown.above_suggest)} below the one for suggestions, so it says that it has no answer."


def _far(distance: float) -> str:
    how = "a hair" if distance < _JUST else "a little" if distance < _AHEAD else "clearly"
    return f"{how} ({distance:.2f})"


def _candidate(traced: Traced, number: int, thresholds: Thresholds) -> str:
    candidate = traced.candidate
    matched = ""
    if candidate.phrasing != candidate.entry.question:
        matched = f'<span class="fm-matched">matched “{escape(shorten(candidate.phrasing, 160))}”</span>'
    right = '<span class="fm-badge fm-as-right">should reach this</span>' if traced.expected else ""
    name = candidate.entry.question
    pick = (
        "" if traced.expected else button("right", "This is right", candidate.entry.id, label=f"This is right: {name}")
    )
    return (
        f'<li><span class="fm-question">{number + 1}. {escape(name)} {right}</span>'
        f'<span class="fm-sure">{how_sure(candidate.confidence, thresholds)}</span>'
        f'<span class="fm-bar fm-bar-{round(candidate.confidence * 20)}" aria-hidden="true"><span></span></span>'
        f"{matched}{pick}</li>"
    )


def _numbers(shown: Inspection) -> str:
    if not shown.traced:
        return ""
    evidence = list(shown.traced[0].evidence)
    head = ["Entry", "Confidence", "Similarity", "Relevance", "Utility", "Share", *evidence]
    rows = [
        [
            shorten(each.candidate.entry.question, 60),
            f"{each.candidate.confidence:.3f}",
            f"{each.candidate.similarity:.3f}",
            _number(each.candidate.relevance),
            _number(each.utility),
            _number(each.share),
            *(f"{each.evidence[name]:.3f}" for name in evidence),
        ]
        for each in shown.traced
    ]
    shown_table = table(head, rows, "Every stage’s numbers, for every entry that was found")
    return f"<details><summary>The numbers</summary>{shown_table}</details>"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
