"""Where a training stands: kept in a file, to be resumed."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import MatcherError

if TYPE_CHECKING:
    import torch


class Average:
    """The mean of the weights that a model went through."""

    def __init__(self) -> None:
        self.count = 0
        self.sums: dict[str, torch.Tensor] = {}

    def add(self, model: "torch.nn.Module") -> None:
        """Take in what the model learns with, as it is now."""
        self.count += 1
        for name, weight in model.named_parameters():
            if weight.requires_grad:
                value = weight.detach().double().cpu()
                self.sums[name] = self.sums[name] + value if name in self.sums else value

    def put_into(self, model: "torch.nn.Module") -> None:
        """Give a model the mean."""
        for name, weight in model.named_parameters():
            if name in self.sums:
                weight.data = (self.sums[name] / self.count).to(weight)


def save(
    path: Path,
    model: "torch.nn.Module",
    optimizer: "torch.optim.Optimizer",
    average: Average,
    step: int,
    recipe: Mapping[str, Any],
) -> None:
    """Write all that it takes to go on after a step; whole or not at all."""
    import torch

    state = {
        "step": step,
        "recipe": dict(recipe),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "average": (average.count, average.sums),
    }
    scratch = path.with_suffix(".part")
    torch.save(state, scratch)
    scratch.replace(path)


def resume(
    path: Path,
    model: "torch.nn.Module",
    optimizer: "torch.optim.Optimizer",
    average: Average,
    recipe: Mapping[str, Any],
) -> int:
    """Load a checkpoint where there is one; the step to go on with. Raises MatcherError for one of another recipe."""
    import torch

    if not path.is_file():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    kept = {**state["recipe"], "layers": tuple(state["recipe"]["layers"])}
    if kept != recipe:
        changed = ", ".join(sorted(name for name in kept if kept[name] != recipe.get(name)))
        raise MatcherError(f"{path.name} is of a run with another {changed}; go on with that, or name another folder")
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    average.count, average.sums = state["average"]
    return int(state["step"])
