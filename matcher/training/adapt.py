"""Adapt an encoder with the trainer and the losses of sentence-transformers."""

import importlib.util
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.errors import MatcherError
from matcher.training.pairs import Pair
from matcher.training.triplets import BATCH, Triplet

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import TrainerCallback

# As in the spike of study: the loss falls steadily, and the vectors of other texts stay where they were.
LEARNING_RATE = 5e-5
WARM_UP = 0.1  # share of the steps

_NEEDED = ("accelerate", "datasets")
_PHRASINGS, _PAIRS = "phrasings", "pairs"


def require_trainer() -> None:
    """Raise MatcherError, saying what to install, where the packages that only training needs are not there."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise MatcherError(
            f"fine-tuning needs the package{'s' if len(missing) > 1 else ''} {' and '.join(missing)}; "
            "run pip install -r requirements-train.txt"
        )


def adapt(
    base: Path,
    out: Path,
    batches: Sequence[Sequence[Triplet]],
    pairs: Sequence[Pair],
    *,
    epochs: int,
    seed: int,
    progress: Callable[[float], None] = lambda share: None,
) -> int:
    """Write the encoder in base, adapted, into the folder out; the number of steps that took.

    batches are shown once, in their order; pairs once an epoch. Word embeddings stay as they are, so that words which
    the FAQ does not use keep their meaning. The same seed gives the same model on the same machine; the global
    generators of torch, NumPy and Python are seeded. progress is called after each step with the share done.
    """
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
    from sentence_transformers.sentence_transformer.losses import CosineSimilarityLoss, MultipleNegativesRankingLoss
    from transformers import PrinterCallback, set_seed

    set_seed(seed)
    model = SentenceTransformer(str(base), local_files_only=True)
    model.model_card_data.widget = [{"text": ""}]  # or the trainer draws examples for a card that is not used
    if model.transformers_model is not None:
        model.transformers_model.get_input_embeddings().weight.requires_grad_(False)
    plan = _plan(batches, pairs, epochs, seed)
    losses = {_PHRASINGS: MultipleNegativesRankingLoss(model), _PAIRS: CosineSimilarityLoss(model)}
    with tempfile.TemporaryDirectory() as scratch:
        trainer = SentenceTransformerTrainer(
            model=model,
            args=_arguments(scratch, {name: order for name, (_, order) in plan.items()}, model, seed),
            train_dataset={name: dataset for name, (dataset, _) in plan.items()},
            loss={name: losses[name] for name in plan},
            callbacks=[_reporting(progress)],
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    model.save_pretrained(str(out), create_model_card=False)
    return int(trainer.state.global_step)


def _plan(
    batches: Sequence[Sequence[Triplet]], pairs: Sequence[Pair], epochs: int, seed: int
) -> dict[str, tuple["Dataset", list[list[int]]]]:
    """Each data set with the rows of each of its batches."""
    from datasets import Dataset

    plan: dict[str, tuple[Dataset, list[list[int]]]] = {}
    rows = [triplet for batch in batches for triplet in batch]
    if rows:
        names = ("anchor", "positive", "negative")
        ends = np.cumsum([len(batch) for batch in batches]).tolist()
        order = [list(range(end - len(batch), end)) for batch, end in zip(batches, ends, strict=True)]
        plan[_PHRASINGS] = (Dataset.from_dict({n: [getattr(row, n) for row in rows] for n in names}), order)
    if pairs:
        columns = {"text_a": [p.one for p in pairs], "text_b": [p.other for p in pairs]}
        dataset = Dataset.from_dict({**columns, "label": [pair.likeness for pair in pairs]})
        rng = np.random.default_rng(seed)
        shuffled = [rng.permutation(len(pairs)).tolist() for _ in range(epochs)]
        plan[_PAIRS] = (dataset, [part[at : at + BATCH] for part in shuffled for at in range(0, len(pairs), BATCH)])
    return plan


def _arguments(folder: str, orders: dict[str, list[list[int]]], model: Any, seed: int) -> Any:  # noqa: ANN401
    """Arguments of one pass without logs, checkpoints or network, in which all epochs are laid out in order."""
    from sentence_transformers import SentenceTransformerTrainingArguments
    from sentence_transformers.base.sampler import DefaultBatchSampler

    class Planned(DefaultBatchSampler):
        def __init__(self, dataset: "Dataset", **options: Any) -> None:  # noqa: ANN401
            super().__init__(dataset, **options)
            self.order = orders[_PHRASINGS if "anchor" in dataset.column_names else _PAIRS]

        def __iter__(self) -> Any:  # noqa: ANN401
            return iter(self.order)

        def __len__(self) -> int:
            return len(self.order)

    return SentenceTransformerTrainingArguments(
        output_dir=folder,
        num_train_epochs=1,
        per_device_train_batch_size=BATCH,
        learning_rate=LEARNING_RATE,
        warmup_steps=WARM_UP,
        batch_sampler=Planned,
        prompts=model.prompts.get(model.default_prompt_name or "") or None,
        seed=seed,
        report_to="none",
        save_strategy="no",
        logging_strategy="no",
        disable_tqdm=True,
        dataloader_pin_memory=False,
    )


def _reporting(progress: Callable[[float], None]) -> "TrainerCallback":
    from transformers import TrainerCallback

    class Reporting(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **others: Any) -> None:  # noqa: ANN401
            progress(state.global_step / max(state.max_steps, 1))

    return Reporting()
