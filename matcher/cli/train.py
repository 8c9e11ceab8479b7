"""Make the weights that the project ships."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.shared import progress_bars
from matcher.confidence import SHIPPED
from matcher.encoder import load_encoder
from matcher.settings import load_settings
from matcher.training.confidence import ROUNDS, train_confidence

train = typer.Typer(help=__doc__, no_args_is_help=True)


@train.command("confidence")
def train_confidence_command(
    data: Annotated[Path, typer.Argument(help="folder with one folder a data set")],
    out: Annotated[Path, typer.Option(help="where to write the parameters")] = SHIPPED,
    rounds: Annotated[int, typer.Option(help="simulated FAQs a data set")] = ROUNDS,
    seed: int = 0,
) -> None:
    """Fit the confidence for the encoder of the settings on public FAQ data."""
    encoder = load_encoder(load_settings())
    with progress_bars() as progress:
        train_confidence(data, out, encoder, rounds=rounds, seed=seed, progress=progress)
    typer.echo(f"wrote {out.name}")
