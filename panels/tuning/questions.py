"""The table of test questions: picked by outcome, worst first, a page at a time, each to be opened or changed in it."""

from html import escape

from matcher.decide import decide
from matcher.ingest.report import shorten
from matcher.tune.verdicts import VERDICTS, Verdict
from matcher.types import KeptLabel, ReplyKind, Result, Thresholds
from panels.actions import button, enter_button
from panels.markup import Html, table
from panels.tuning.listing import Item, Listing, Picked
from panels.tuning.measured import Measured
from panels.tuning.outcomes import ALL, GONE, headline_of, outcome_words, verdicts_of
from panels.why import how_sure

PAGE = 20
_LONGEST = 200
_MOST_CHOICES = 2_000
_NOT = "should not be answered"
_HEAD = ["Question", "Should reach", "Visitor would get", "Change"]
_FINE = (Verdict.RIGHT, Verdict.DECLINED, Verdict.OFFERED)


def questions(measured: Measured, thresholds: Thresholds, picked: Picked) -> str:
    """Return the buttons that pick, the table and the buttons that turn its page."""
    listing = Listing.of(measured, thresholds, picked)
    pages = max(1, -(-len(listing) // PAGE))
    page = min(picked.page, pages - 1)
    shown = listing.items(page * PAGE, (page + 1) * PAGE)
    lines = [_line(measured, thresholds, item, picked) for item in shown]
    if picked.changing == 0:
        lines.insert(0, _form(measured, None))
    body = table(_HEAD, lines, _caption(len(listing), picked)) if lines else ""
    nothing = "" if lines else f'<p class="fm-note">{_nothing(listing)}</p>'
    choices = _choices(measured) if picked.changing is not None else ""
    return f"{_chips(listing, picked)}{body}{nothing}{_turning(page, pages)}{choices}"


def reached(measured: Measured, expected: frozenset[str]) -> str:
    """Say in words which entries a label expects."""
    names = [shorten(measured.entries[name].question, 90) for name in sorted(expected) if name in measured.entries]
    gone = [f"“{name}”, which is gone" for name in sorted(expected) if name not in measured.entries]
    return " or ".join([*names, *gone]) or _NOT


def badge(verdict: Verdict) -> Html:
    """Return a verdict in words, with its colour and its sign."""
    sign = "✓" if verdict in _FINE else "✗"
    look = f"fm-badge fm-as-{headline_of(verdict)}"
    return Html(f'<span class="{look}">{sign} {escape(verdict.heading)}</span>')


def _line(measured: Measured, thresholds: Thresholds, item: Item, picked: Picked) -> list[str]:
    if item.kept and item.kept.number == picked.changing:
        return _form(measured, item.kept)
    question = shorten(item.question, _LONGEST)
    if measured.cold:
        return [question, _reached_cold(measured, item), _outcome(thresholds, item), ""]
    opened = button("open", question, item.question, look="fm-link")
    return [opened, reached(measured, item.expected), _outcome(thresholds, item), _acts(item)]


def _reached_cold(measured: Measured, item: Item) -> str:
    """Say what a question of the estimate should reach: its own entry may have been left out for the trial."""
    if item.expected or item.question not in measured.phrasings:
        return reached(measured, item.expected)
    return "nothing: its own entry was left out"


def _acts(item: Item) -> Html:
    if not item.kept:
        return Html("")
    number, name = str(item.kept.number), shorten(item.question, 60)
    change = button("change", "Change", number, look="fm-link", label=f"Change {name}")
    delete = button("delete", "Delete", number, look="fm-link", label=f"Delete {name}")
    return Html(f'<div class="fm-links">{change}{delete}</div>')


def _outcome(thresholds: Thresholds, item: Item) -> Html:
    gone = ""
    if item.kept and item.kept.missing:
        gone = '<span class="fm-badge fm-warning">! its entry is gone: change or delete it</span>'
    if item.result is None or item.verdict is None:
        return Html(gone or '<span class="fm-quiet">not tried yet</span>')
    got = f'<span class="fm-part">{escape(_got(item.result, thresholds))}</span>'
    return Html(f"{gone}{badge(item.verdict)}{got}")


def _got(result: Result, thresholds: Thresholds) -> str:
    reply = decide(result, thresholds)
    if reply.entry:
        return f"{shorten(reply.entry.question, 90)} ({how_sure(reply.confidence, thresholds)})"
    if reply.kind is ReplyKind.SUGGESTIONS:
        return "; ".join(shorten(candidate.entry.question, 60) for candidate in reply.suggestions)
    return ""


def _form(measured: Measured, kept: KeptLabel | None) -> list[str]:
    """Return the row in which a label is changed, or a new one is typed."""
    question = escape(kept.label.question) if kept else ""
    expected = " | ".join(sorted(kept.label.expected)) if kept else ""
    if kept and len(kept.label.expected) == 1 and expected in measured.entries:
        expected = measured.entries[expected].question
    number = str(kept.number) if kept else "0"
    save = enter_button("save", "Keep", number, look="fm-act fm-main")
    return [
        Html(
            f'<input name="question" class="fm-field" data-focus aria-label="Question" value="{question}" '
            'placeholder="What a visitor would ask">'
        ),
        Html(
            f'<input name="expected" class="fm-field" list="fm-entries" aria-label="Entry that it should reach" '
            f'value="{escape(expected)}" placeholder="Entry it should reach">'
            f'<span class="fm-part">Empty: it {_NOT}.</span>'
        ),
        Html(f'<div class="fm-acts">{save}{button("cancel", "Leave it", number)}</div>'),
        "",
    ]


def _choices(measured: Measured) -> str:
    options = "".join(
        f'<option value="{escape(entry.question)}"></option>' for entry in measured.matcher.entries[:_MOST_CHOICES]
    )
    return f'<datalist id="fm-entries">{options}</datalist>'


def _nothing(listing: Listing) -> str:
    if listing.counts[ALL]:
        return "No test question is like that."
    return "There are no test questions yet: add one, upload a file, or try a question below and say what is right."


def _chips(listing: Listing, picked: Picked) -> str:
    if not listing.counts[ALL]:
        return ""
    names = [ALL, *(verdict.value for verdict in reversed(VERDICTS))] + [GONE] * bool(listing.counts[GONE])
    if not any(listing.counts[verdict.value] for verdict in VERDICTS):
        names = [ALL] + [GONE] * bool(listing.counts[GONE])
    chips = "".join(_chip(name, listing.counts[name], picked.outcome) for name in names)
    return f'<div class="fm-chips" role="group" aria-label="Show only">{chips}</div>'


def _chip(name: str, count: int, outcome: str) -> str:
    words = {ALL: "all", GONE: "entry gone"}.get(name) or outcome_words(name)
    within = name == outcome or (name not in (ALL, GONE) and outcome not in (ALL, GONE) and _within(name, outcome))
    return (
        f'<button type="button" class="fm-chip" data-do="show" data-to="{name}" '
        f'aria-pressed="{"true" if within else "false"}">{escape(words)} <strong>{count:,}</strong></button>'
    )


def _within(name: str, outcome: str) -> bool:
    return set(verdicts_of(name)) <= set(verdicts_of(outcome))


def _caption(count: int, picked: Picked) -> str:
    shown = "All test questions" if picked.outcome == ALL else f"Test questions: {outcome_words(picked.outcome)}"
    if picked.outcome == GONE:
        shown = "Test questions whose entry is gone"
    return f"{shown}, {count:,}, worst first"


def _turning(page: int, pages: int) -> str:
    if pages == 1:
        return ""
    back = button("page", "← Earlier", str(page - 1)) if page else ""
    on = button("page", "Next →", str(page + 1)) if page + 1 < pages else ""
    return f'<div class="fm-turning">{back}<span>Page {page + 1:,} of {pages:,}</span>{on}</div>'
