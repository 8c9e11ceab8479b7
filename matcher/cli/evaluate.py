"""Measure the replies to labelled questions."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.shared import Alternates, AsJson, Faq, print_json, progress_bars, read_entries
from matcher.evaluate import Evaluation, evaluate, write_predictions
from matcher.ingest import Limits, read_labels
from matcher.matcher import Matcher
from matcher.settings import load_settings


def evaluate_command(
    faq: Faq,
    questions: Annotated[Path, typer.Argument(help="CSV question,expected_id; an empty id is out of scope")],
    alternates: Alternates = None,
    predictions: Annotated[Path | None, typer.Option(help="write one row a question to this CSV")] = None,
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
    if as_json:
        print_json(evaluation.as_dict())
    else:
        typer.echo(_table(evaluation))


def _table(evaluation: Evaluation) -> str:
    summary = evaluation.as_dict()
    lines = [f"{summary['questions']} questions, {summary['out_of_scope']} out of scope; replies: {summary['replies']}"]
    lines += [f"{'measure':14}  value  95 % interval"]
    lines += [f"{name:14}  {v:5.3f}  {low:.3f} to {high:.3f}" for name, (v, low, high) in evaluation.measures.items()]
    return "\n".join(lines)
