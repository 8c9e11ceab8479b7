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

    steps: int = 4200
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    """Layers of the encoder to start from."""
    frozen: int = 0
    """Of these the first ones that stay as they are, as the embeddings do: time is spared, and much is not learned."""
    distilled: float = 0.1
    """Share of the steps that learn from the matcher's own ranking alone, before labels."""
    replay: float = 0.15
    """Share of the target that stays the matcher's ranking once labels are learned."""
    lists: int = 24
    """Lessons a step."""
    learning_rate: float = 1.5e-4
    warm_up: float = 0.04
    smoothing: float = 0.05
    """Share of a label that goes to the other texts of a list."""
    averaged: float = 0.2
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
    """Make a cross-encoder with one output from some layers of an encoder; no dropout, which slows learning here."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(recipe.seed)
    model: Any = BertForSequenceClassification.from_pretrained(
        str(base), num_labels=1, local_files_only=True, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    model.set_attn_implementation("eager")  # on a CPU, half as fast again as the fused one, whose way back is slow
    layers = model.bert.encoder.layer
    if max(recipe.layers) >= len(layers):
        raise MatcherError(f"the encoder has {len(layers)} layers, and layer {max(recipe.layers)} is asked for")
    model.bert.encoder.layer = torch.nn.ModuleList(layers[i] for i in recipe.layers)
    model.config.num_hidden_layers = len(recipe.layers)
    for part in (model.bert.embeddings, *model.bert.encoder.layer[: recipe.frozen]):
        part.requires_grad_(False)
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
    with torch.autocast(device, torch.bfloat16, enabled=fast_bf16()):
        logits = model(**inputs).logits[:, 0]
    value = _loss(logits.float(), batch, recipe, labels=not _distilling(step, recipe))
    value.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(trained, _CLIP)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(value.detach())


def _loss(logits: "torch.Tensor", batch: Batch, recipe: Recipe, *, labels: bool) -> "torch.Tensor":
    """Mean over lists of listwise cross-entropy (Cao et al. 2007), in each of which one text more is "none of them".

    Its logit is 0, so that relevance above 0 means more likely right than none. Before labels, the target is the
    matcher's own ranking. With labels it is mostly the label, and the same is asked of relevance and prior together,
    as the matcher adds them up: what the matcher gets wrong without a reranker weighs most there.
    """
    import torch

    most = 1 + max(len(one.right) for one in batch)
    relevance = torch.full((len(batch), most), -torch.inf, device=logits.device)
    relevance[:, 0] = 0.0
    prior, due = torch.zeros((2, len(batch), most), device=logits.device)
    at = 0
    for row, one in enumerate(batch):
        count = len(one.right)
        relevance[row, 1 : count + 1] = logits[at : at + count]
        if one.prior is not None:
            prior[row, 1 : count + 1] = torch.from_numpy(one.prior)
        due[row, : count + 1] = torch.from_numpy(_smoothed(one, recipe.smoothing))
        at += count
    known = torch.tensor([one.prior is not None for one in batch], device=logits.device)
    ranking = torch.softmax(prior.masked_fill(relevance == -torch.inf, -torch.inf), dim=1)
    if not labels:
        return _cross_entropy(ranking[known], relevance[known])
    mixed = torch.where(known[:, None], recipe.replay * ranking + (1 - recipe.replay) * due, due)
    return _cross_entropy(mixed, relevance) + _cross_entropy(due, relevance + prior)


def _cross_entropy(due: "torch.Tensor", logits: "torch.Tensor") -> "torch.Tensor":
    """Mean over rows; logits are -inf where a row has no text more."""
    import torch

    share = torch.log_softmax(logits, dim=1).masked_fill(logits == -torch.inf, 0.0)
    return -(due * share).sum(dim=1).mean()


def _smoothed(one: Exercise, smoothing: float) -> NDArray[np.float32]:
    """(1 + texts,) what should be chosen how often: nearly always a right one, or none of them where there is none."""
    due = np.concatenate([[not any(one.right)], one.right]).astype(np.float32)
    smoothed: NDArray[np.float32] = (1 - smoothing) * due / due.sum() + np.float32(smoothing / len(due))
    return smoothed


def _plan(exercises: Sequence[Exercise], recipe: Recipe) -> list[list[int]]:
    """Positions of the exercises of every step; those that the matcher was not asked come with the labels."""
    rng = np.random.default_rng(recipe.seed)
    ranked = [i for i, one in enumerate(exercises) if one.prior is not None]
    if not ranked:
        raise MatcherError("there is nothing to learn from: no question found a right text and a wrong one")
    distilled = sum(_distilling(step, recipe) for step in range(recipe.steps))
    return [
        *draw_batches(exercises, ranked, recipe.lists, distilled, rng),
        *draw_batches(exercises, range(len(exercises)), recipe.lists, recipe.steps - distilled, rng),
    ]


def _distilling(step: int, recipe: Recipe) -> bool:
    return step < recipe.steps * recipe.distilled


def _pace(step: int, recipe: Recipe) -> float:
    """Share of the learning rate: up to 1 while warming up, then down in a straight line."""
    warm = max(1.0, recipe.steps * recipe.warm_up)
    return min((step + 1) / warm, (recipe.steps - step) / max(1.0, recipe.steps - warm))


def fast_bf16() -> bool:
    """Whether bf16 is faster than f32: on a GPU, and on a CPU that has instructions for it."""
    import torch

    return torch.cuda.is_available() or bool(torch.cpu._is_avx512_bf16_supported())  # noqa: SLF001
