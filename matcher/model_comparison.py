"""Models side by side on one FAQ and its labels: quality, time, memory and disk.

Every combination runs in a process of its own, so that its memory is its own and one that fails takes no other along.
"""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil

from matcher import models
from matcher.errors import MatcherError
from matcher.evaluate import as_json
from matcher.matcher import Matcher
from matcher.measures import Outcomes, intervals, measure
from matcher.reranker import NONE, load_reranker
from matcher.settings import Settings
from matcher.types import Entry, Label, Progress, Result

_WARM_UP = 20  # questions asked before the clock runs
_MEGABYTE = 2**20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """What one combination came to.

    measures maps a name to its value and its 95 % interval; p50_ms and p95_ms are of one question end to end; memory
    is the resident set of the process after it answered all questions, and disk the weights of both models, in bytes;
    calibrated says whether the confidence was fitted for these models.
    """

    measures: dict[str, tuple[float, float, float]]
    p50_ms: float
    p95_ms: float
    memory: int
    disk: int
    calibrated: bool
    runtime: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """An encoder with a reranker ("none" is one), and what came of them: a run, or an error for people."""

    encoder: str
    reranker: str
    run: Run | None
    error: str = ""

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON; a combination that failed has its error instead of figures."""
        names: dict[str, object] = {"encoder": self.encoder, "reranker": self.reranker}
        if self.run is None:
            return names | {"error": self.error}
        run = self.run
        return names | {
            "calibrated": run.calibrated,
            "runtime": run.runtime,
            "measures": {name: as_json(numbers) for name, numbers in run.measures.items()},
            "ms_per_question": {"p50": run.p50_ms, "p95": run.p95_ms},
            "memory_mb": run.memory / _MEGABYTE,
            "disk_mb": run.disk / _MEGABYTE,
        }


def compare_models(
    entries: Sequence[Entry],
    labels: Sequence[Label],
    encoders: Sequence[str],
    rerankers: Sequence[str],
    settings: Settings,
    progress: Progress | None = None,
) -> list[ModelRow]:
    """Run every encoder with every reranker, in the order given; a model that can't be loaded is a row with its error.

    Models are converted, and the FAQ is studied, before anything is measured. Raises ValueError for no labels.
    """
    if not labels:
        raise ValueError("there are no labels to measure by")
    encoders, rerankers = list(dict.fromkeys(encoders)), list(dict.fromkeys(rerankers))
    chosen = [_with(settings, encoder, reranker) for encoder, reranker in product(encoders, rerankers)]
    advance = _steps(progress, len(encoders) + len(rerankers) + len(chosen))
    failed: dict[str, dict[str, str]] = {"encoder": {}, "reranker": {}}
    for name in encoders:
        failed["encoder"][name] = _encoder_error(_with(settings, name, NONE), entries)
        advance()
    for name in rerankers:
        failed["reranker"][name] = _reranker_error(_with(settings, encoders[0], name))
        advance()
    rows = []
    for one in chosen:
        error = "; ".join(filter(None, (failed["encoder"][one.encoder], failed["reranker"][one.reranker])))
        run, error = (None, error) if error else _try(_run, entries, labels, one)
        rows.append(ModelRow(one.encoder, one.reranker, run, error))
        advance()
    return rows


def _encoder_error(settings: Settings, entries: Sequence[Entry]) -> str:
    """Convert the encoder and study the FAQ with it, which are both kept in settings.cache; say what fails."""
    return _missing(models.find_encoder, settings.encoder) or _try(_prepare, entries, settings)[1]


def _reranker_error(settings: Settings) -> str:
    """Convert the reranker, which is kept in settings.cache; say what fails."""
    if settings.reranker == NONE:
        return ""
    return _missing(models.find_reranker, settings.reranker) or _try(_prepare_reranker, settings)[1]


def _missing(find: Callable[[str], Path], name: str) -> str:
    try:
        find(name)
    except MatcherError as error:
        return str(error)
    return ""


def _try(task: Callable[..., T], *given: object) -> tuple[T | None, str]:
    """Run a task in a process of its own; return what it gives, or its error for people."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        future = pool.submit(task, *given)
        error = future.exception()
    if error is None:
        return future.result(), ""
    if isinstance(error, BrokenProcessPool):
        return None, "the process ended before it was done; is there enough memory for this model?"
    return None, str(error) if isinstance(error, MatcherError) else f"{type(error).__name__}: {error}"


def _prepare(entries: Sequence[Entry], settings: Settings) -> None:
    Matcher.from_entries(entries, settings)


def _prepare_reranker(settings: Settings) -> None:
    load_reranker(settings)


def _run(entries: Sequence[Entry], labels: Sequence[Label], settings: Settings) -> Run:
    matcher = Matcher.from_entries(entries, settings)
    for label in labels[:_WARM_UP]:
        matcher.ask(label.question)
    results, times = [], []
    for label in labels:
        began = time.perf_counter()
        results.append(matcher.reply(label.question))
        times.append(time.perf_counter() - began)
    memory = psutil.Process().memory_info().rss
    outcomes = Outcomes.of([Result(reply.question, reply.candidates) for reply in results], labels)
    bounds = intervals(outcomes)
    p50, p95 = np.percentile(times, (50, 95)) * 1000.0
    return Run(
        measures={name: (value, *bounds[name]) for name, value in measure(outcomes).items()},
        p50_ms=float(p50),
        p95_ms=float(p95),
        memory=memory,
        disk=_disk(settings),
        calibrated=matcher.calibrated,
        runtime=matcher.models["runtime"],
    )


def _disk(settings: Settings) -> int:
    folders = [models.find_encoder(settings.encoder)]
    if settings.reranker != NONE:
        folders.append(models.find_reranker(settings.reranker))
    return sum(map(models.weight_bytes, folders))


def _with(settings: Settings, encoder: str, reranker: str) -> Settings:
    return settings.model_copy(update={"encoder": encoder, "reranker": reranker})


def _steps(progress: Progress | None, steps: int) -> Callable[[], None]:
    """Return what is called after each step, to report the share done."""
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        if progress:
            progress("comparing models", done / steps)

    return advance
