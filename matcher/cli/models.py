"""Hold models side by side on one FAQ."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.shared import Alternates, AsJson, print_json, progress_bars
from matcher.cli.sides import LIVE, entries_of
from matcher.errors import MatcherError, ModelError
from matcher.ingest import read_alternates, read_labels, with_alternates
from matcher.model_comparison import ModelRow, Run, compare_models
from matcher.settings import load_settings

_MEASURES = ("top1", "auroc_correct", "coverage@90", "ece")
_MEGABYTE = 2**20
_SEVERAL = "one or more {0}; that of the settings without"


def models_command(
    files: Annotated[
        list[str],
        typer.Argument(metavar="[FAQ] LABELS", help="FAQ file, or number of a revision; the live one without"),
    ],
    alternates: Alternates = None,
    encoder: Annotated[list[str] | None, typer.Option(help=_SEVERAL.format("encoders"))] = None,
    reranker: Annotated[list[str] | None, typer.Option(help=_SEVERAL.format("rerankers, of which none is one"))] = None,
    as_json: AsJson = False,
) -> None:
    """Hold encoders and rerankers side by side: quality, time, memory, disk. Exit code 2 where none can be loaded."""
    if len(files) > 2:
        raise MatcherError(f"one FAQ at most, and one file of labels, but there are {len(files)}: {', '.join(files)}")
    labels = read_labels(Path(files[-1]))
    entries = entries_of(files[0] if len(files) == 2 else LIVE)
    entries = with_alternates(entries, read_alternates(alternates)) if alternates else entries
    settings = load_settings()
    chosen = encoder or [settings.encoder], reranker or [settings.reranker]
    with progress_bars() as progress:
        rows = compare_models(entries, labels, *chosen, settings, progress)
    if as_json:
        print_json([row.as_dict() for row in rows])
    else:
        typer.echo("\n".join(_lines(rows)))
    if not any(row.run for row in rows):
        raise ModelError("none of the models could be run")


def _lines(rows: Sequence[ModelRow]) -> Iterator[str]:
    names = [_short(row) for row in rows]
    wide = max(len(f"{row.encoder}{row.reranker}") for row in names) + 5
    head = "".join(f"  {name:>20}" for name in _MEASURES)
    yield f"{'encoder + reranker':{wide}}{head}  ms p50  ms p95  memory MB  disk MB"
    for row in names:
        yield f"{f'{row.encoder} + {row.reranker}':{wide}}{_cells(row.run) if row.run else f'  error: {row.error}'}"
    if any(row.run and not row.run.calibrated for row in rows):
        yield "\n* not calibrated: the confidence was not fitted for these models, so look at ece before the thresholds"


def _cells(run: Run) -> str:
    figures = [run.measures[name] for name in _MEASURES]
    shown = "".join(f"  {f'{value:.3f} ({low:.3f}–{high:.3f})':>20}" for value, low, high in figures)
    sizes = f"  {run.memory / _MEGABYTE:9.0f}  {run.disk / _MEGABYTE:7.1f}"
    return f"{shown}  {run.p50_ms:6.1f}  {run.p95_ms:6.1f}{sizes}{'' if run.calibrated else '  *'}"


def _short(row: ModelRow) -> ModelRow:
    """Leave the folders out of the names, where they would fill the screen."""
    return replace(row, encoder=Path(row.encoder).name, reranker=Path(row.reranker).name)
