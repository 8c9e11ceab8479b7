"""Adapt the encoder to an FAQ."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.shared import AsJson, Faq, print_json, progress_bars, read_entries
from matcher.ingest import Limits
from matcher.settings import load_settings
from matcher.training.finetune import EPOCHS, Recipe, finetune
from matcher.training.pairs import read_lessons


def finetune_command(
    faq: Faq,
    labels: Annotated[
        Path | None, typer.Argument(help="CSV question,expected_id, or pairs text_a,text_b,label from 0 to 1")
    ] = None,
    *,
    out: Annotated[Path, typer.Option(help="folder to write the encoder to")],
    epochs: Annotated[int, typer.Option(min=1, help="how often each text is learned from")] = EPOCHS,
    seed: int = 0,
    as_json: AsJson = False,
) -> None:
    """Adapt the encoder of the settings to an FAQ, and show what that brings on texts that were held out."""
    settings = load_settings()
    entries = read_entries(faq, answers_required=False)
    questions, pairs = read_lessons(labels, Limits.from_settings(settings)) if labels else ((), ())
    _hide_bars_of_transformers()
    with progress_bars() as progress:
        report = finetune(entries, questions, pairs, out, Recipe(settings, epochs, seed), progress)
    if as_json:
        print_json(asdict(report))
    else:
        typer.echo(f"{report.table()}\n\nTo use it: FAQ_ENCODER={out}")


def _hide_bars_of_transformers() -> None:
    """Leave the screen to our own bars; each loading of a model would show one more."""
    from transformers.utils import logging  # seconds of import that a mistyped path should not cost

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
