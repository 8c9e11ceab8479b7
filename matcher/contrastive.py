"""Supervised contrastive learning of a linear map over vectors, on torch."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

# Chosen on simulated FAQs of the train sets (benchmarks/README.md).
_STEPS = 200
_BATCH = 512  # texts a step; a step costs the square of it
_TEMPERATURE = 0.1
_PULL = 1.0  # how strongly the original vectors hold the map back
_NOISE = 0.05  # standard deviation a dimension, so that no text is learned by heart
_RATE, _DECAY = 3e-3, 0.1


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Let torch compute in the calling thread alone, and leave other threads as they were.

    Beside anything else that uses the cores, such as answering questions, two threads on two cores took 6 to 50 times
    as long as one, each waiting for the other at every step.
    """
    import torch  # seconds of import that no question should pay for

    usual = torch.get_num_threads()
    torch.set_num_threads(1)  # holds for this thread, and for those that are new to torch
    restoring = threading.Thread(target=torch.set_num_threads, args=(usual,))
    restoring.start()
    restoring.join()
    try:
        yield
    finally:
        torch.set_num_threads(usual)


@one_torch_thread()
def learn(
    vectors: NDArray[np.float32],
    owners: NDArray[np.int64],
    seed: int,
    progress: Callable[[float], None] = lambda share: None,
) -> NDArray[np.float32]:
    """Return W (dim, dim) of the map x -> x + x W that draws vectors of one owner together.

    vectors: (n, dim), unit length; owners: (n,). Loss: Khosla et al. 2020, and a pull towards the original vectors.
    The same seed gives the same map. progress is called before each step with the share done; what it raises ends it.
    """
    import torch
    from torch.nn.functional import log_softmax, normalize

    rng = np.random.default_rng(seed)
    random = torch.Generator().manual_seed(seed)
    matrix = torch.zeros(vectors.shape[1], vectors.shape[1], requires_grad=True)
    optimizer = torch.optim.AdamW([matrix], lr=_RATE, weight_decay=_DECAY)
    for step in range(_STEPS):
        progress(step / _STEPS)
        rows = _batch(owners, rng)
        original, owner = torch.from_numpy(vectors[rows]), torch.from_numpy(owners[rows])
        noisy = normalize(original + _NOISE * torch.randn(original.shape, generator=random), dim=1)
        mapped = normalize(noisy + noisy @ matrix, dim=1)
        itself = torch.eye(len(rows), dtype=torch.bool)
        same = (owner[:, None] == owner[None]) & ~itself
        log_share = log_softmax((mapped @ mapped.T / _TEMPERATURE).masked_fill(itself, -1e9), dim=1)
        paired = same.any(1)
        if not paired.any():
            continue  # a batch of loners teaches nothing, and its mean would be no number
        drawn = (log_share.masked_fill(~same, 0).sum(1)[paired] / same.sum(1)[paired]).mean()
        loss = _PULL * (1 - (mapped * original).sum(1)).mean() - drawn
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    learned: NDArray[np.float32] = matrix.detach().numpy()
    return learned


def _batch(owners: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Rows of whole owners, drawn at random until the batch is full, so that most texts meet one of their own."""
    if len(owners) <= _BATCH:
        return np.arange(len(owners))
    place = rng.permutation(int(owners.max()) + 1)
    return np.lexsort((rng.random(len(owners)), place[owners]))[:_BATCH]
