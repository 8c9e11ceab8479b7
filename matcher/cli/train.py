"""Make the weights that the project ships."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.shared import progress_bars
from matcher.confidence import SHIPPED
from matcher.encoder import load_encoder
from matcher.models import find_encoder
from matcher.reranker import load_reranker
from matcher.settings import load_settings
from matcher.training.cases import CachedEncoder
from matcher.training.confidence import ROUNDS, train_confidence
from matcher.training.reranker import Recipe
from matcher.training.reranker_files import make_reranker

train = typer.Typer(help=__doc__, no_args_is_help=True)

_DataFolder = Annotated[Path, typer.Argument(help="folder with one folder a data set")]
_RECIPE = Recipe()
_LAYERS = ",".join(map(str, _RECIPE.layers))


@train.command("confidence")
def train_confidence_command(
    data: _DataFolder,
    out: Annotated[Path, typer.Option(help="where to write the parameters")] = SHIPPED,
    rounds: Annotated[int, typer.Option(help="simulated FAQs a data set")] = ROUNDS,
    seed: int = 0,
) -> None:
    """Fit the confidence for the encoder and reranker of the settings on public FAQ data.

    Fits for other models that the file holds stay there.
    """
    settings = load_settings()
    encoder, reranker = load_encoder(settings), load_reranker(settings)
    with progress_bars() as progress:
        train_confidence(data, out, encoder, reranker, rounds=rounds, seed=seed, progress=progress)
    typer.echo(f"wrote {out.name}")


@train.command("reranker")
def train_reranker_command(
    data: _DataFolder,
    out: Annotated[Path, typer.Option(help="folder for the reranker; the same one again resumes")],
    steps: Annotated[
        int, typer.Option(min=1, help="steps of 24 questions with about three texts each")
    ] = _RECIPE.steps,
    layers: Annotated[str, typer.Option(help="layers of the encoder to start from")] = _LAYERS,
    stop_at: Annotated[int | None, typer.Option(min=1, help="stop after this step, to be resumed")] = None,
    seed: int = 0,
) -> None:
    """Train a reranker from the encoder of the settings on public FAQ data; a GPU is used where there is one."""
    settings = load_settings()
    try:
        chosen = tuple(int(one) for one in layers.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{layers!r} is no list of layers such as {_LAYERS}", param_hint="--layers") from error
    recipe = Recipe(steps=steps, layers=chosen, seed=seed)
    encoder = CachedEncoder(load_encoder(settings))
    base = find_encoder(settings.encoder)
    with progress_bars() as progress:
        done = make_reranker(data, out, base, encoder, recipe, stop_at=stop_at, progress=progress)
    typer.echo(f"wrote {out.name}" if done else f"stopped at step {stop_at}; the same command goes on")
