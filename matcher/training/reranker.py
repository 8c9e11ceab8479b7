"""Train the project's own reranker: python -m matcher train reranker DATA --out DIR."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import MatcherError
from matcher.training.checkpoint import Average, resume, save
from matcher.training.exercises import Batch, Exercise, draw_batches, padded

if TYPE_CHECKING:
    import torch

CHECKPOINT = "checkpoint.pt"

_CLIP = 1.0  # longest gradient
_WEIGHT_DECAY = 0.01


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train."""

    steps: int = 1000
    layers: tuple[int, ...] = (0, 2, 5)
    """Layers of the encoder to start from."""
    distilled: float = 0.325
    """Share of the steps that learn from the teacher alone, before labels."""
    replay: float = 0.5
    """Weight of the teacher once labels are learned."""
    lists: int = 24
    """Lessons a step."""
    learning_rate: float = 3e-4
    warm_up: float = 0.04
    smoothing: float = 0.1
    """Share of a label that goes to the other texts of a list."""
    averaged: float = 0.25
    """Share of the steps, the last ones, whose weights are averaged."""
    seed: int = 0


def train_reranker(
    base: Path,
    exercises: Sequence[Exercise],
    folder: Path,
    recipe: Recipe,
    *,
    save_every: int = 200,
    stop_at: int | None = None,
    progress: Callable[[float, float], None] = lambda share, loss: None,
) -> "torch.nn.Module | None":
    """Train on exercises; the averaged model. None where it stopped before the end, to be resumed from the folder.

    base: the encoder to start from. The checkpoint in the folder, if there is one, is resumed, and gives what an
    uninterrupted run gives. Raises MatcherError for a checkpoint of another recipe.
    """
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = start_from(base, recipe).to(device).train()
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=recipe.learning_rate, weight_decay=_WEIGHT_DECAY)
    average = Average()
    plan = _plan(exercises, recipe)
    first = resume(folder / CHECKPOINT, model, optimizer, average, asdict(recipe))
    for step in range(first, min(recipe.steps, stop_at or recipe.steps)):
        torch.manual_seed(recipe.seed * 1_000_003 + step)  # dropout of this step, whether resumed or not
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * _pace(step, recipe)
        batch = [exercises[i] for i in plan[step]]
        value = _step(model, trained, optimizer, batch, step, recipe, device)
        if step >= recipe.steps * (1 - recipe.averaged):
            average.add(model)
        if (step + 1) % save_every == 0 or step + 1 in (stop_at, recipe.steps):
            save(folder / CHECKPOINT, model, optimizer, average, step + 1, asdict(recipe))
        progress((step + 1) / recipe.steps, value)
    if stop_at is not None and stop_at < recipe.steps:
        return None
    average.put_into(model)
    return model.eval().cpu()


def start_from(base: Path, recipe: Recipe) -> "torch.nn.Module":
    """Make a cross-encoder with one output from some layers of an encoder; its word embeddings stay as they are."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(recipe.seed)
    model: Any = BertForSequenceClassification.from_pretrained(str(base), num_labels=1, local_files_only=True)
    layers = model.bert.encoder.layer
    if max(recipe.layers) >= len(layers):
        raise MatcherError(f"the encoder has {len(layers)} layers, and layer {max(recipe.layers)} is asked for")
    model.bert.encoder.layer = torch.nn.ModuleList(layers[i] for i in recipe.layers)
    model.config.num_hidden_layers = len(recipe.layers)
    model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    started: torch.nn.Module = model.float()
    return started


def _step(
    model: Any,  # noqa: ANN401
    trained: Sequence["torch.Tensor"],
    optimizer: "torch.optim.Optimizer",
    batch: Batch,
    step: int,
    recipe: Recipe,
    device: str,
) -> float:
    import torch

    inputs = {name: torch.from_numpy(values).to(device) for name, values in padded(batch).items()}
    with torch.autocast(device, torch.bfloat16):
        logits = model(**inputs).logits[:, 0]
    value = _loss(logits.float(), batch, recipe, labels=not _distilling(step, recipe))
    value.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(trained, _CLIP)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(value.detach())


def _loss(logits: "torch.Tensor", batch: Batch, recipe: Recipe, *, labels: bool) -> "torch.Tensor":
    """Mean over lists: cross-entropy to the teacher's probabilities, and listwise cross-entropy to the labels.

    The list has one text more: "none of them", whose logit is 0. It is the right one where no text is, so that
    relevance above 0 means more likely right than none.
    """
    import torch
    from torch.nn import functional

    known = torch.from_numpy(np.concatenate([one.targets for one in batch])).to(logits.device)
    told = ~torch.isnan(known)
    taught = functional.binary_cross_entropy_with_logits(logits[told], torch.sigmoid(known[told]))
    taught = taught if bool(told.any()) else logits.sum() * 0
    if not labels:
        return taught
    most = max(len(one.right) for one in batch)
    table = torch.full((len(batch), most + 1), -torch.inf, device=logits.device)
    target = torch.zeros((len(batch), most + 1), device=logits.device)
    at = 0
    for row, one in enumerate(batch):
        count = len(one.right)
        table[row, 0], table[row, 1 : count + 1] = 0.0, logits[at : at + count]
        target[row, : count + 1] = torch.from_numpy(_smoothed(one, recipe.smoothing))
        at += count
    share = torch.log_softmax(table, dim=1)
    listwise = -(target * share.masked_fill(table == -torch.inf, 0.0)).sum(dim=1).mean()
    return listwise + recipe.replay * taught


def _smoothed(one: Exercise, smoothing: float) -> NDArray[np.float32]:
    """(1 + texts,) what should be chosen how often: nearly always a right one, or none of them where there is none."""
    due = np.concatenate([[not any(one.right)], one.right]).astype(np.float32)
    smoothed: NDArray[np.float32] = (1 - smoothing) * due / due.sum() + np.float32(smoothing / len(due))
    return smoothed


def _plan(exercises: Sequence[Exercise], recipe: Recipe) -> list[list[int]]:
    """Positions of the exercises of every step; contrasts, of which the teacher knows nothing, come with the labels."""
    rng = np.random.default_rng(recipe.seed)
    taught = [i for i, one in enumerate(exercises) if not np.isnan(one.targets).any()]
    if not taught:
        raise MatcherError("there is nothing to learn from: no question found a right text and a wrong one")
    distilled = sum(_distilling(step, recipe) for step in range(recipe.steps))
    return [
        *draw_batches(exercises, taught, recipe.lists, distilled, rng),
        *draw_batches(exercises, range(len(exercises)), recipe.lists, recipe.steps - distilled, rng),
    ]


def _distilling(step: int, recipe: Recipe) -> bool:
    return step < recipe.steps * recipe.distilled


def _pace(step: int, recipe: Recipe) -> float:
    """Share of the learning rate: up to 1 while warming up, then down in a straight line."""
    warm = max(1.0, recipe.steps * recipe.warm_up)
    return min((step + 1) / warm, (recipe.steps - step) / max(1.0, recipe.steps - warm))
