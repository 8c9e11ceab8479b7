"""Models side by side on one FAQ and its labels: quality, time, memory and disk.

Every combination runs in a process of its own, so that its memory is its own and one that fails takes no other along.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import psutil

from matcher import models
from matcher.apart import run_apart
from matcher.evaluate import as_json
from matcher.matcher import Matcher
from matcher.measures import Outcomes, intervals, measure
from matcher.reranker import NONE, load_reranker
from matcher.settings import Settings
from matcher.types import Entry, Label, Progress, Result

_WARM_UP = 20  # questions asked before the clock runs
_MEGABYTE = 2**20


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
    return list(each_row(entries, labels, encoders, rerankers, settings, progress))


def each_row(
    entries: Sequence[Entry],
    labels: Sequence[Label],
    encoders: Sequence[str],
    rerankers: Sequence[str],
    settings: Settings,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Iterator[ModelRow]:
    """Like compare_models, one row as soon as it is done; once stop is set, its process is ended: StoppedError."""
    if not labels:
        raise ValueError("there are no labels to measure by")
    encoders, rerankers = list(dict.fromkeys(encoders)), list(dict.fromkeys(rerankers))
    chosen = [_with(settings, encoder, reranker) for encoder, reranker in product(encoders, rerankers)]
    advance = _steps(progress, len(encoders) + len(rerankers) + len(chosen))
    failed: dict[str, dict[str, str]] = {"encoder": {}, "reranker": {}}
    for name in encoders:
        failed["encoder"][name] = run_apart(_prepare, entries, _with(settings, name, NONE), stop=stop)[1]
        advance()
    for name in rerankers:
        prepared = _with(settings, encoders[0], name)
        failed["reranker"][name] = "" if name == NONE else run_apart(_prepare_reranker, prepared, stop=stop)[1]
        advance()
    for one in chosen:
        error = "; ".join(filter(None, (failed["encoder"][one.encoder], failed["reranker"][one.reranker])))
        run, error = (None, error) if error else run_apart(_run, entries, labels, one, stop=stop)
        advance()
        yield ModelRow(one.encoder, one.reranker, run, error)


def _prepare(entries: Sequence[Entry], settings: Settings) -> None:
    """Convert the encoder and study the FAQ with it, which are both kept in settings.cache."""
    Matcher.from_entries(entries, settings)


def _prepare_reranker(settings: Settings) -> None:
    """Convert the reranker, which is kept in settings.cache."""
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
