"""Adapt the encoder to an FAQ, and tell what that brings: python -m matcher finetune FAQ [LABELS] --out DIR."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.encoder import Encoder, load_encoder
from matcher.errors import MatcherError
from matcher.ingest import with_alternates
from matcher.models import find_encoder
from matcher.settings import Settings
from matcher.training.adapt import adapt, require_trainer
from matcher.training.finetune_report import FinetuneReport, model_card
from matcher.training.pairs import Pair
from matcher.training.trials import Answers, Plan, ask, measures, plan_trials, taught_alternates
from matcher.training.triplets import draw_batches
from matcher.types import Entry, Label, Progress

EPOCHS = 4  # minutes for some hundred phrasings on 2 cores; the study spike adapted an encoder with 6

_MODEL_FILES = ("modules.json", "config_sentence_transformers.json")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train: the settings name the encoder to start from."""

    settings: Settings
    epochs: int = EPOCHS
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Base:
    """The encoder to start from: its files, and itself on torch, which mines the negatives."""

    folder: Path
    encoder: Encoder


def finetune(
    entries: Sequence[Entry],
    labels: Sequence[Label],
    pairs: Sequence[Pair],
    out: Path,
    recipe: Recipe,
    progress: Progress | None = None,
) -> FinetuneReport:
    """Measure on held-out texts what fine-tuning brings, then train on everything and write the encoder to out.

    out comes into being whole or not at all; an encoder that is there already is replaced. Raises MatcherError for a
    folder that holds anything else, for too little to learn from, and where a package that training needs is missing.
    """
    require_trainer()
    _check_folder(out)
    everything = with_alternates(entries, taught_alternates(labels))
    plan = plan_trials(entries, labels, pairs, recipe.seed)
    base = _Base(find_encoder(recipe.settings.encoder), _load(recipe.settings.encoder, recipe.settings))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".finetune-") as name:
            scratch = Path(name)
            before, after = _try_out(plan, base, scratch, recipe, progress)
            built = scratch / "encoder"
            steps = _train(everything, pairs, base, built, recipe, _part(progress, "training on everything"))
            report = FinetuneReport(
                base=Path(recipe.settings.encoder).name,
                entries=len(entries),
                phrasings=_phrasings(entries),
                labels=_phrasings(everything) - _phrasings(entries),
                pairs=len(pairs),
                epochs=recipe.epochs,
                steps=steps,
                seed=recipe.seed,
                asked=plan.what,
                questions=sum(len(trial.asked) for trial in plan.trials),
                asked_pairs=sum(len(trial.asked_pairs) for trial in plan.trials),
                before=measures(plan, before),
                after=measures(plan, after),
                fitted=measures(plan, before, fitted=True),
            )
            (built / "README.md").write_text(model_card(report), encoding="utf-8")
            _put(built, out, scratch / "replaced")
    except OSError as error:
        raise MatcherError(f"{out}: the encoder can't be written there: {error.strerror or error}") from error
    return report


def _try_out(
    plan: Plan, base: _Base, scratch: Path, recipe: Recipe, progress: Progress | None
) -> tuple[list[Answers], list[Answers]]:
    """Train for each trial without what it asks; what the base answers, and what that encoder does."""
    before, after = [], []
    for number, trial in enumerate(plan.trials, 1):
        built = scratch / f"trial-{number}"
        report = _part(progress, f"trial {number} of {len(plan.trials)}")
        _train(trial.taught, trial.taught_pairs, base, built, recipe, report)
        before.append(ask(trial, base.encoder))
        after.append(ask(trial, _load(str(built), recipe.settings)))
        shutil.rmtree(built)
    return before, after


def _train(
    entries: Sequence[Entry],
    pairs: Sequence[Pair],
    base: _Base,
    out: Path,
    recipe: Recipe,
    report: Callable[[float], None],
) -> int:
    """Adapt the base on entries and pairs; the number of steps. Raises MatcherError for too little to learn from."""
    batches = draw_batches(entries, base.encoder, recipe.epochs, recipe.seed)
    if not batches and not pairs:
        raise MatcherError(
            "there is too little to learn from: at least 2 entries with different answers need 2 phrasings each, "
            "or a question and an answer; add phrasings, labels or pairs"
        )
    return adapt(base.folder, out, batches, pairs, epochs=recipe.epochs, seed=recipe.seed, progress=report)


def _part(progress: Progress | None, doing: str) -> Callable[[float], None]:
    return lambda share: progress(doing, share) if progress else None


def _phrasings(entries: Sequence[Entry]) -> int:
    return sum(len(entry.phrasings) for entry in entries)


def _load(name: str, settings: Settings) -> Encoder:
    """Load on torch, so that both sides compute alike and nothing is left in the cache of converted models."""
    return load_encoder(settings.model_copy(update={"encoder": name, "runtime": "torch"}))


def _check_folder(out: Path) -> None:
    """Raise MatcherError for a path at which something is that is no encoder."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise MatcherError(f"{out} is no folder; name one that is new or empty, or holds an encoder to replace")
    if out.is_dir() and any(out.iterdir()) and not all((out / name).is_file() for name in _MODEL_FILES):
        raise MatcherError(f"{out} is not empty and holds no encoder; name a folder that is new or empty")


def _put(built: Path, out: Path, aside: Path) -> None:
    """Rename the built folder to out; what was there is put aside, and back where that fails."""
    _check_folder(out)
    if not out.exists():
        built.rename(out)
        return
    out.rename(aside)
    try:
        built.rename(out)
    except OSError:
        aside.rename(out)
        raise
