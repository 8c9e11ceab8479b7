"""Measure the replies to labelled questions."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from matcher.breakdown import By, Confusion, Group, break_down, confusions
from matcher.cli.shared import Alternates, AsJson, Faq, print_json, progress_bars, read_entries
from matcher.evaluate import Evaluation, evaluate, write_predictions
from matcher.ingest import Limits, read_labels
from matcher.ingest.report import shorten
from matcher.judge import Judgement
from matcher.matcher import Matcher
from matcher.settings import load_settings

_SHOWN_PAIRS = 20
# Shares of the questions of a group, by what came of them at the thresholds.
_COLUMNS = {
    "right": (Judgement.RIGHT, Judgement.RIGHTLY_DECLINED),
    "suggested": (Judgement.SUGGESTED, Judgement.OFFERED),
    "missed": (Judgement.MISSED,),
    "wrong": (Judgement.WRONG, Judgement.WRONGLY_ANSWERED),
}


def evaluate_command(
    faq: Faq,
    questions: Annotated[Path, typer.Argument(help="CSV question,expected_id; an empty id is out of scope")],
    alternates: Alternates = None,
    predictions: Annotated[Path | None, typer.Option(help="write one row a question to this CSV")] = None,
    by: Annotated[list[By] | None, typer.Option(help="break down by this; may be given twice")] = None,
    confused: Annotated[bool, typer.Option("--confusions", help="list entries taken for one another")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the replies to labelled questions; nothing is fitted on them."""
    labels = read_labels(questions, limits=Limits.from_settings(load_settings()))
    with progress_bars() as progress:
        entries = read_entries(faq, alternates, answers_required=False)
        matcher = Matcher.from_entries(entries, load_settings(), progress)
        evaluation = evaluate(matcher, labels, progress)
    if predictions:
        write_predictions(evaluation, predictions)
    groups = {one: break_down(evaluation, one, entries) for one in dict.fromkeys(by or ())}
    pairs = confusions(evaluation) if confused else None
    if as_json:
        print_json(_as_dict(evaluation, groups, pairs))
    else:
        typer.echo("\n".join([_table(evaluation), *_group_lines(groups), *_confusion_lines(pairs)]))


def _as_dict(
    evaluation: Evaluation, groups: Mapping[By, Sequence[Group]], pairs: Sequence[Confusion] | None
) -> dict[str, object]:
    values = evaluation.as_dict()
    if groups:
        values["by"] = {one.value: [group.as_dict() for group in found] for one, found in groups.items()}
    if pairs is not None:
        values["confusions"] = [pair.as_dict() for pair in pairs]
    return values


def _table(evaluation: Evaluation) -> str:
    summary = evaluation.as_dict()
    lines = [f"{summary['questions']} questions, {summary['out_of_scope']} out of scope; replies: {summary['replies']}"]
    lines += [f"{'measure':14}  value  95 % interval"]
    lines += [f"{name:14}  {v:5.3f}  {low:.3f} to {high:.3f}" for name, (v, low, high) in evaluation.measures.items()]
    return "\n".join(lines)


def _group_lines(groups: Mapping[By, Sequence[Group]]) -> Iterator[str]:
    for one, found in groups.items():
        wide = max(len(group.name) for group in found)
        heads = "".join(f"  {name:>9}" for name in _COLUMNS)
        yield f"\n{f'by {one.value}':{wide}}  questions  {'top1 (95 %)':20}{heads}"
        for group in found:
            value, low, high = group.measures["top1"]
            top1 = "–" if math.isnan(value) else f"{value:.3f} ({low:.3f}–{high:.3f})"
            shares = (sum(group.judged[kind] for kind in kinds) / group.questions for kinds in _COLUMNS.values())
            cells = "".join(f"  {share:9.3f}" for share in shares)
            yield f"{group.name:{wide}}  {group.questions:9,}  {top1:20}{cells}"


def _confusion_lines(pairs: Sequence[Confusion] | None) -> Iterator[str]:
    if pairs is None:
        return
    yield f"\nentries taken for one another, most costly first ({len(pairs):,} pairs)"
    yield "wrong answers  questions  expected -> predicted"
    for pair in pairs[:_SHOWN_PAIRS]:
        yield f"{pair.wrong_answers:13,}  {pair.questions:9,}  {pair.expected or 'out of scope'} -> {pair.predicted}"
        yield from (f"{'':26}{shorten(question)}" for question in pair.examples)
    if len(pairs) > _SHOWN_PAIRS:
        yield f"and {len(pairs) - _SHOWN_PAIRS:,} more; --json has all"
