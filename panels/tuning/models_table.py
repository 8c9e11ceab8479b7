"""Models side by side, in plain words; the field's names of the measures are one click deeper."""

import math
from collections.abc import Sequence
from html import escape
from pathlib import Path

from matcher.model_comparison import ModelRow, Run
from matcher.reranker import NONE
from matcher.settings import Settings
from panels.markup import Html, table
from panels.report import banner, counted
from panels.tuning.comparing import Comparison

_MEGABYTE = 2**20
_HEAD = [
    "Models",
    "Right at first place",
    "Rightly answered with at most 1 in 10 wrong",
    "Sureness is off by",
    "Time per question",
    "Memory",
    "Disk",
]
_MEANING = [
    (
        "Right at first place (top-1 accuracy)",
        "Of 100 questions that have an answer, how many have the right entry at first place, shown or not.",
    ),
    (
        "Rightly answered with at most 1 in 10 wrong (coverage at 90 % precision)",
        "Of 100 questions that have an answer, how many get it where so few are answered that 9 in 10 answers are "
        "right.",
    ),
    (
        "Sureness is off by (ECE, expected calibration error)",
        "Where it is 80 % sure, 8 in 10 should be right. This is how far it is off on average, in points of 100.",
    ),
    ("AUROC", "The chance that a right first place has more confidence than a wrong one; 0.5 is guessing."),
    ("Time per question", "Half of the questions take less (p50), 95 in 100 take less than p95, on this machine now."),
    ("Memory", "Of a process that answers with these models, once it has answered all test questions."),
    ("Disk", "The weights of both models."),
]
_TERMS = {"top1": "Top-1", "coverage@90": "Coverage@90", "auroc_correct": "AUROC", "ece": "ECE"}


def state_line(now: Comparison | None) -> str:
    """Say how far the comparison is, or how it ended."""
    if now is None:
        return ""
    done = f"{len(now.rows)} of {counted(now.of, 'combination', 'combinations')}"
    if now.running:
        return (
            f'<div class="fm-comparing" role="status"><p>Comparing: {done} done. First each model is loaded, '
            f'which may take minutes.</p><progress max="1" value="{now.share:.3f}" aria-label="Comparing models">'
            f"{now.share:.0%}</progress></div>"
        )
    if now.error:
        return banner("bad", "The comparison failed.", now.error)
    if now.stopped:
        return banner("warn", "Stopped.", f"{done} were done." if now.rows else "Nothing was done yet.")
    failed = sum(row.run is None for row in now.rows)
    if failed:
        return banner("warn", "Compared, but not all.", f"{failed} of {now.of} could not be run; the table says why.")
    return banner("good", "Compared.", f"{counted(now.of, 'combination', 'combinations')} of models.")


def models_table(now: Comparison | None, settings: Settings) -> str:
    """Return the rows that are done, side by side, with their numbers one click deeper."""
    if now is None or not now.rows:
        return ""
    rows = [_row(row, in_use=(row.encoder, row.reranker) == (settings.encoder, settings.reranker)) for row in now.rows]
    by = counted(now.questions, "test question", "test questions")
    shown = table(_HEAD, rows, f"Models side by side, by {by}")
    note = (
        '<p class="fm-note">Where the ranges of two rows overlap, the difference may be chance: more test questions '
        "narrow them.</p>"
    )
    meaning = "".join(f"<p><strong>{escape(term)}.</strong> {escape(text)}</p>" for term, text in _MEANING)
    details = f"<details><summary>The numbers, and what they mean</summary>{_numbers(now.rows)}{meaning}</details>"
    return f"{shown}{note if sum(row.run is not None for row in now.rows) > 1 else ''}{details}"


def _row(row: ModelRow, *, in_use: bool) -> list[str]:
    used = ' <span class="fm-badge">in use</span>' if in_use else ""
    names = f'<span title="{escape(row.encoder)}, {escape(row.reranker)}">{_names(row)}</span>{used}'
    if row.run is None:
        return [Html(f'{names}<span class="fm-failed">Can’t be run: {escape(row.error)}</span>'), *["–"] * 6]
    run = row.run
    unfitted = "" if run.calibrated else _part("its sureness was not fitted for these models")
    return [
        Html(f"{names}{unfitted}"),
        _of_hundred(run, "top1"),
        _of_hundred(run, "coverage@90"),
        _of_hundred(run, "ece", "points"),
        Html(f"{run.p50_ms:.0f} ms" if run.p50_ms >= 10 else f"{run.p50_ms:.1f} ms"),
        f"{run.memory / _MEGABYTE:,.0f} MB",
        f"{run.disk / _MEGABYTE:,.0f} MB",
    ]


def _of_hundred(run: Run, name: str, unit: str = "of 100") -> Html:
    value, low, high = (100 * number for number in run.measures[name])
    if math.isnan(value):
        return Html("can’t be told")
    likely = "" if math.isnan(low) or math.isnan(high) else _part(f"likely {low:.0f} to {high:.0f}")
    return Html(f"<span><strong>{value:.0f}</strong> {unit}{likely}</span>")


def _part(text: str) -> str:
    return f'<span class="fm-part">{text}</span>'


def _names(row: ModelRow) -> str:
    reranker = "no reranker" if row.reranker == NONE else Path(row.reranker).name
    return f"<strong>{escape(Path(row.encoder).name)}</strong> + {escape(reranker)}"


def _numbers(rows: Sequence[ModelRow]) -> str:
    head = ["Encoder", "Reranker", *_TERMS.values(), "p50 ms", "p95 ms", "Runtime", "Confidence fitted"]
    cells = [_exact(row, row.run) for row in rows if row.run]
    return table(head, cells, "The measures with their 95 % intervals") if cells else ""


def _exact(row: ModelRow, run: Run) -> list[str]:
    measures = [_interval(*run.measures[name]) for name in _TERMS]
    fitted = "yes" if run.calibrated else "no"
    return [row.encoder, row.reranker, *measures, f"{run.p50_ms:.1f}", f"{run.p95_ms:.1f}", run.runtime, fitted]


def _interval(value: float, low: float, high: float) -> str:
    return "can’t be told" if math.isnan(value) else f"{value:.3f} ({low:.3f} to {high:.3f})"
