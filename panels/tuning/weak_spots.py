"""Where the FAQ is weak: which entries are taken for each other, and which kinds of question go wrong."""

from html import escape

from matcher.breakdown import By, Confusion, Group, break_down, confusions
from matcher.decide import decide
from matcher.evaluate import Evaluation
from matcher.ingest.report import shorten
from matcher.judge import Judgement
from matcher.types import Thresholds
from panels.actions import button
from panels.markup import Html, table
from panels.report import counted
from panels.tuning.measured import Measured

_SHOWN = 10
_HEAD = ["Questions about", "How many", "Right answer", "Wrong answer", "Did you mean the right one"]
_BY = {By.CATEGORY: "By category", By.LENGTH: "By length of the question"}
_WRONG = (Judgement.WRONG, Judgement.WRONGLY_ANSWERED)


def weak_spots(measured: Measured, thresholds: Thresholds) -> str:
    """Return the pairs of entries that are confused, most costly first; nothing without labels."""
    evaluation = _evaluation(measured, thresholds)
    if evaluation is None:
        return ""
    note = '<p class="fm-note">With the sliders as they are saved.</p>'
    return f"<h3>Where it goes wrong</h3>{note}{_pairs(confusions(evaluation), measured)}"


def breakdown(measured: Measured, thresholds: Thresholds) -> str:
    """Return the shares of right and wrong answers by category and by length; takes seconds for thousands of labels."""
    evaluation = _evaluation(measured, thresholds)
    if evaluation is None:
        return ""
    return "".join(
        f"<h4>{words}</h4>{_groups(break_down(evaluation, by, measured.matcher.entries))}" for by, words in _BY.items()
    )


def _evaluation(measured: Measured, thresholds: Thresholds) -> Evaluation | None:
    if measured.asked is None or measured.cold:
        return None
    decided = tuple(decide(result, thresholds) for result in measured.asked.results)
    return Evaluation(measured.asked.labels, measured.asked.results, decided, {})


def _pairs(pairs: tuple[Confusion, ...], measured: Measured) -> str:
    if not pairs:
        return '<p class="fm-note">No entry is taken for another.</p>'
    rows = [
        [
            _name(pair.expected, measured),
            _name(pair.predicted, measured),
            f"{pair.wrong_answers:,}",
            f"{pair.questions:,}",
            Html("".join(f"<div>{_example(text)}</div>" for text in pair.examples)),
        ]
        for pair in pairs[:_SHOWN]
    ]
    head = ["Should reach", "Taken for", "Wrong answers", "Questions", "For example"]
    more = f"; the first {_SHOWN} of {counted(len(pairs), 'pair', 'pairs')}" if len(pairs) > _SHOWN else ""
    return table(head, rows, f"Entries that are taken for each other, most costly first{more}")


def _name(entry_id: str | None, measured: Measured) -> str:
    if entry_id is None:
        return "nothing: should not be answered"
    entry = measured.entries.get(entry_id)
    return shorten(entry.question, 90) if entry else entry_id


def _example(text: str) -> Html:
    return button("open", shorten(text, 90), text, look="fm-link", label=f"Open {shorten(text, 90)}")


def _groups(groups: tuple[Group, ...]) -> str:
    rows = [
        [
            group.name,
            f"{group.questions:,}",
            _share(group, Judgement.RIGHT),
            _share(group, *_WRONG),
            _share(group, Judgement.SUGGESTED),
        ]
        for group in groups
    ]
    return table(_HEAD, rows, "Of 100 questions of each kind")


def _share(group: Group, *kinds: Judgement) -> str:
    return escape(f"{100 * sum(group.judged[kind] for kind in kinds) / group.questions:.0f}")
