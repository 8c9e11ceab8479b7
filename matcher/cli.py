"""python -m matcher: ask, evaluate, serve, train."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import rich.progress
import typer
from rich.console import Console

from matcher.confidence import SHIPPED
from matcher.encoder import load_encoder
from matcher.errors import MatcherError
from matcher.evaluate import Evaluation, evaluate, write_predictions
from matcher.ingest import read_alternates, read_faq, read_labels, with_alternates
from matcher.matcher import Matcher
from matcher.settings import PROJECT, load_settings
from matcher.training.confidence import train_confidence
from matcher.types import Entry, Progress, Reply

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

train = typer.Typer(help="Make the weights that the project ships.", no_args_is_help=True)
app.add_typer(train, name="train")

Faq = Annotated[Path, typer.Argument(help="FAQ file, such as faq_data/shop.csv")]
Alternates = Annotated[Path | None, typer.Option("--alternates", help="CSV faq_id,question with more phrasings")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]


@app.command()
def ask(
    faq: Faq,
    question: Annotated[str, typer.Argument(help="what a visitor would ask")],
    category: Annotated[str | None, typer.Option(help="only entries of this category")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question and see the reply, and why."""
    with _progress() as progress:
        matcher = _matcher(_entries(faq, None, answers_required=True), progress)
    reply = matcher.reply(question, category=category)
    typer.echo(json.dumps(_as_dict(reply), ensure_ascii=False, indent=2) if as_json else _as_text(reply))


@app.command("evaluate")
def evaluate_command(
    faq: Faq,
    questions: Annotated[Path, typer.Argument(help="CSV question,expected_id; an empty id is out of scope")],
    alternates: Alternates = None,
    predictions: Annotated[Path | None, typer.Option(help="write one row a question to this CSV")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the replies to labelled questions; nothing is fitted on them."""
    labels = read_labels(questions)
    with _progress() as progress:
        matcher = _matcher(_entries(faq, alternates, answers_required=False), progress)
        evaluation = evaluate(matcher, labels, progress)
    if predictions:
        write_predictions(evaluation, predictions)
    typer.echo(json.dumps(evaluation.as_dict(), indent=2) if as_json else _table(evaluation))


@app.command()
def serve() -> None:
    """Serve chat, admin panels and REST API; everything is set by FAQ_ environment variables."""
    os.execv(sys.executable, [sys.executable, str(PROJECT / "app.py")])


@train.command("confidence")
def train_confidence_command(
    data: Annotated[Path, typer.Argument(help="folder with one folder a data set")],
    out: Annotated[Path, typer.Option(help="where to write the parameters")] = SHIPPED,
    seed: int = 0,
) -> None:
    """Fit the confidence for the encoder of the settings on public FAQ data."""
    encoder = load_encoder(load_settings())
    with _progress() as progress:
        train_confidence(data, out, encoder, seed, progress)
    typer.echo(f"wrote {out.name}")


def main() -> None:
    """Run a command; an error meant for the user is one line on standard error and exit code 2."""
    try:
        app()
    except MatcherError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(2) from error


def _entries(faq: Path, alternates: Path | None, *, answers_required: bool) -> tuple[Entry, ...]:
    read = read_faq(faq, answers_required=answers_required)
    for line in read.report.describe():
        typer.echo(line, err=True)
    return with_alternates(read.entries, read_alternates(alternates)) if alternates else read.entries


def _matcher(entries: tuple[Entry, ...], progress: Progress) -> Matcher:
    return Matcher.from_entries(entries, load_settings(), progress)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show a bar on standard error for each thing that takes long, where a person watches."""
    with rich.progress.Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        tasks: dict[str, rich.progress.TaskID] = {}

        def report(doing: str, share: float) -> None:
            if doing not in tasks:
                tasks[doing] = bars.add_task(doing, total=1.0)
            bars.update(tasks[doing], completed=share)

        yield report


def _as_text(reply: Reply) -> str:
    lines = [f"{reply.kind.value} (confidence {reply.confidence:.2f})"]
    if reply.entry:
        lines += ["", reply.entry.answer]
    lines += ["", "confidence  similarity  relevance  entry"]
    for c in reply.candidates[:5]:
        relevance = "        -" if c.relevance is None else f"{c.relevance:9.2f}"
        lines.append(f"{c.confidence:10.2f}  {c.similarity:10.2f}  {relevance}  {c.entry.id}: {c.phrasing}")
    return "\n".join(lines)


def _as_dict(reply: Reply) -> dict[str, object]:
    rows = [
        {
            "id": c.entry.id,
            "question": c.entry.question,
            "phrasing": c.phrasing,
            "similarity": c.similarity,
            "relevance": c.relevance,
            "confidence": c.confidence,
        }
        for c in reply.candidates
    ]
    entry = reply.entry
    answer = {"id": entry.id, "question": entry.question, "answer": entry.answer} if entry else None
    return {"reply": reply.kind.value, "answer": answer, "confidence": reply.confidence, "candidates": rows}


def _table(evaluation: Evaluation) -> str:
    summary = evaluation.as_dict()
    lines = [f"{summary['questions']} questions, {summary['out_of_scope']} out of scope; replies: {summary['replies']}"]
    lines += [f"{'measure':14}  value  95 % interval"]
    lines += [f"{name:14}  {v:5.3f}  {low:.3f} to {high:.3f}" for name, (v, low, high) in evaluation.measures.items()]
    return "\n".join(lines)
