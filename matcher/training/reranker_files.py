"""From a folder of data sets to a folder with a reranker that sentence-transformers can load."""

import gzip
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from matcher.encoder import Encoder
from matcher.errors import MatcherError
from matcher.training.exercises import LONGEST, exercises_of
from matcher.training.lessons import Lesson, build_lessons
from matcher.training.reranker import CHECKPOINT, Recipe, train_reranker
from matcher.types import Progress

if TYPE_CHECKING:
    import torch

_LESSONS = "lessons.json.gz"
_LOG = "log.csv"
_LOGGED = 20  # steps between two lines of the log
_TOKENIZER = "tokenizer.json"


def make_reranker(
    data: Path,
    out: Path,
    base: Path,
    encoder: Encoder,
    recipe: Recipe,
    *,
    stop_at: int | None = None,
    progress: Progress | None = None,
) -> bool:
    """Build lessons from the data sets, train on them and write the reranker to out; whether it is done.

    base: folder of the encoder to start from and to learn from; encoder: the same one, which finds the competitors.
    Lessons and checkpoint are kept in the folder out/training: the same call goes on where it was interrupted.
    """
    work = out / "training"
    work.mkdir(parents=True, exist_ok=True)
    lessons = _lessons(work / _LESSONS, data, encoder, recipe.seed, progress)
    exercises = exercises_of(lessons, Tokenizer.from_file(str(base / "tokenizer.json")))
    with (work / _LOG).open("a", encoding="utf-8") as log:
        model = train_reranker(
            base, exercises, work, recipe, stop_at=stop_at, progress=_reporting(log.write, log.flush, recipe, progress)
        )
    if model is None:
        return False
    write_reranker(model, base, out)
    (work / CHECKPOINT).unlink()
    return True


def write_reranker(model: "torch.nn.Module", base: Path, out: Path) -> None:
    """Write weights in half precision, configuration and tokenizer into the folder."""
    out.mkdir(parents=True, exist_ok=True)
    loaded: Any = model
    loaded.half().save_pretrained(str(out))
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    config.pop("_name_or_path", None)
    config |= {"dtype": "float32", "architectures": ["BertForSequenceClassification"]}
    (out / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    shutil.copyfile(base / _TOKENIZER, out / _TOKENIZER)
    described = json.loads((base / "tokenizer_config.json").read_text(encoding="utf-8"))
    described |= {"model_max_length": 2 * LONGEST}
    (out / "tokenizer_config.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def _lessons(path: Path, data: Path, encoder: Encoder, seed: int, progress: Progress | None) -> list[Lesson]:
    """Read the lessons that are kept, or build and keep them. Raises MatcherError for those of another seed."""
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            kept = json.load(file)
        if kept["seed"] != seed:
            raise MatcherError(
                f"{path.name} is of a run with seed {kept['seed']}; go on with that, or name another folder"
            )
        return [_read(row) for row in kept["lessons"]]
    lessons = build_lessons(data, encoder, seed, progress)
    scratch = path.with_suffix(".part")
    with gzip.open(scratch, "wt", encoding="utf-8", compresslevel=3) as file:
        json.dump({"seed": seed, "lessons": [asdict(one) for one in lessons]}, file)
    scratch.replace(path)
    return lessons


def _read(row: dict[str, Any]) -> Lesson:
    prior = None if row["prior"] is None else tuple(row["prior"])
    return Lesson(row["question"], tuple(row["texts"]), tuple(row["right"]), row["source"], prior)


def _reporting(
    write: Callable[[str], object], flush: Callable[[], object], recipe: Recipe, progress: Progress | None
) -> Callable[[float, float], None]:
    losses: list[float] = []

    def report(share: float, loss: float) -> None:
        losses.append(loss)
        step = round(share * recipe.steps)
        if step % _LOGGED == 0 or step == recipe.steps:
            write(f"{step},{np.mean(losses):.4f}\n")
            flush()
            losses.clear()
        if progress:
            progress("training", share)

    return report
