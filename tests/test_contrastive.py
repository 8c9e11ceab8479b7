import threading

import numpy as np
import pytest
import torch

from matcher import contrastive
from matcher.contrastive import learn, one_torch_thread
from tests.studies import lesson_of, teachable


def test_the_map_draws_texts_of_one_owner_together() -> None:
    lesson = lesson_of(teachable())
    matrix = learn(lesson.phrasings, lesson.owners, 0)
    mapped = lesson.phrasings + lesson.phrasings @ matrix
    mapped /= np.linalg.norm(mapped, axis=1, keepdims=True)
    same = lesson.owners[:, None] == lesson.owners[None]

    def apart(rows: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
        cosines = rows @ rows.T
        return float(cosines[same].mean() - cosines[~same].mean())

    assert apart(mapped) > apart(lesson.phrasings) + 0.1


def test_batches_without_a_pair_teach_nothing_and_break_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrastive, "_BATCH", 8)
    rows = np.random.default_rng(0).standard_normal((401, 12)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    owners = np.minimum(np.arange(401), 399)  # the last two are the only pair
    assert np.isfinite(learn(rows, owners, 0)).all()


def test_a_batch_takes_whole_owners() -> None:
    owners = np.repeat(np.arange(400), 3)
    rows = contrastive._batch(owners, np.random.default_rng(0))
    _, counts = np.unique(owners[rows], return_counts=True)
    assert (counts == 3).sum() >= len(counts) - 1
    assert len(set(rows.tolist())) == len(rows) < len(owners)


def test_progress_comes_with_every_step() -> None:
    lesson = lesson_of(teachable())
    seen: list[float] = []
    learn(lesson.phrasings, lesson.owners, 0, seen.append)
    assert seen == [step / len(seen) for step in range(len(seen))]


def test_one_torch_thread_holds_for_the_calling_thread_and_for_the_time_only() -> None:
    usual = torch.get_num_threads()
    seen: list[int] = []

    def work() -> None:
        with one_torch_thread():
            other = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
            other.start()
            other.join()
            seen.append(torch.get_num_threads())
        seen.append(torch.get_num_threads())

    for target in (work, lambda: seen.append(torch.get_num_threads())):
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    assert (seen, torch.get_num_threads()) == ([usual, 1, usual, usual], usual)
