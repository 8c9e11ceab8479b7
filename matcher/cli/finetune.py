"""Adapt the encoder to an FAQ."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.shared import Faq, progress_bars, read_entries
from matcher.ingest import Limits
from matcher.settings import load_settings
from matcher.training.finetune import EPOCHS, Recipe, finetune
from matcher.training.pairs import read_lessons


def finetune_command(
    faq: Faq,
    labels: Annotated[
        Path | None, typer.Argument(help="CSV question,expected_id, or pairs text_a,text_b,label from 0 to 1")
    ] = None,
    out: Annotated[Path, typer.Option(help="folder to write the encoder to")] = ...,  # type: ignore[assignment]
    epochs: Annotated[int, typer.Option(min=1, help="how often each text is learned from")] = EPOCHS,
    seed: int = 0,
) -> None:
    """Adapt the encoder of the settings to an FAQ, and show what that brings on texts that were held out."""
    settings = load_settings()
    entries = read_entries(faq, answers_required=False)
    questions, pairs = read_lessons(labels, Limits.from_settings(settings)) if labels else ((), ())
    with progress_bars() as progress:
        report = finetune(entries, questions, pairs, out, Recipe(settings, epochs, seed), progress)
    typer.echo(report.table())
    typer.echo(f"\nTo use it: FAQ_ENCODER={out}")
