"""Measure the models on pairs of texts that people have scored."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.shared import AsJson, print_json, progress_bars
from matcher.encoder import load_encoder
from matcher.ingest import Limits
from matcher.ingest.report import shorten
from matcher.ingest.scored_pairs import read_scored_pairs
from matcher.reranker import load_reranker
from matcher.settings import load_settings
from matcher.sts import ERRORS, Agreement, StsReport, sts


def sts_command(
    file: Annotated[
        Path, typer.Argument(help="CSV or TSV text_a,text_b,score, also .gz, or a file of the STS benchmark")
    ],
    split: Annotated[str | None, typer.Option(help="only rows with this in the column split, such as test")] = None,
    errors: Annotated[int, typer.Option(min=0, help="how many of the largest errors to list")] = ERRORS,
    as_json: AsJson = False,
) -> None:
    """Correlate similarity, and relevance where a reranker is set, with scores that people gave to pairs of texts."""
    settings = load_settings()
    pairs = read_scored_pairs(file, limits=Limits.from_settings(settings), split=split)
    encoder, reranker = load_encoder(settings), load_reranker(settings)
    with progress_bars() as progress:
        reports = sts(pairs, encoder, reranker, errors=errors, progress=progress)
    if as_json:
        print_json({"file": file.name, "split": split, **{report.number: report.as_dict() for report in reports}})
    else:
        typer.echo("\n".join(_lines(reports)))


def _lines(reports: Sequence[StsReport]) -> Iterator[str]:
    for report in reports:
        yield f"{report.number} of {report.model}"
        yield f"  {'':10}  {'pairs':>7}  {'Pearson (95 %)':22}  {'Spearman (95 %)':22}"
        yield f"  {'all':10}  {_cells(report.all)}"
        yield from (f"  {name or '(no split)':10}  {_cells(part)}" for name, part in report.splits.items())
        yield ""
        if report.errors:
            yield "  largest errors: pairs whose place among all by the model is furthest from that by people"
        for error in report.errors:
            side = "high" if error.off > 0 else "low"
            pair = error.pair
            yield f"    row {pair.row:,}: score {pair.score:g}, {report.number} {error.value:.3f}, too {side}"
            yield from (f"      {shorten(text, 110)}" for text in (pair.text_a, pair.text_b))
        yield ""


def _cells(found: Agreement) -> str:
    shown = [f"{value:6.4f} ({low:.4f} to {high:.4f})" for value, low, high in (found.pearson, found.spearman)]
    cells = [f"{found.pairs:7,}", *shown]
    if found.auroc is not None:
        cells.append(f"AUROC {found.auroc:.3f}")
        cells.append(f"best accuracy {found.best_accuracy:.3f} from {found.best_threshold:.3f} on")
        cells.append(f"held out {found.held_out_accuracy:.3f}")
    return "  ".join(cells)
