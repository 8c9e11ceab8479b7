"""A large FAQ from a file to live, changed and started again: `python -m benchmarks.large --help`."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.datasets import sample, synthetic
from benchmarks.markdown import README, provenance, table, write_into
from matcher.ingest import write_csv
from matcher.settings import PROJECT
from matcher.types import Entry

_ENTRIES = 10_000
_ALTERNATES = 2
_CHANGED = 100  # every so many entries, one is changed


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure in processes of their own, print Markdown, and keep it where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("--out", type=Path, nargs="?", const=README, help="write between the markers of this file")
    parser.add_argument("--entries", type=int, default=_ENTRIES)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "large.csv").write_bytes(write_csv(large(asked.entries)))
        cold, again = (_measured(part, Path(folder)) for part in ("cold", "again"))
    rows = [[name, f"{wall:.1f} s", f"{cpu:.1f} s"] for name, (wall, cpu) in (cold.steps | again.steps).items()]
    rows += [["most memory, study included", f"{cold.peak / 2**20:,.0f} MB", ""]]
    rows += [["most memory, started again", f"{again.peak / 2**20:,.0f} MB", ""]]
    origin = provenance("python -m benchmarks.large", cold.runtime)
    body = table((f"{asked.entries:,} entries, {asked.entries * (_ALTERNATES + 1):,} phrasings", "time", "CPU"), rows)
    print(f"{origin}\n\n{body}")
    if asked.out:
        write_into(asked.out, "large", f"{origin}\n\n{body}")


def large(count: int) -> list[Entry]:
    """Make entries like the samples, each with the same number of alternates, all of them different."""
    samples = [*sample("shop").entries, *sample("city").entries]
    some = [replace(entry, alternates=(entry.alternates * 2)[:_ALTERNATES]) for entry in samples if entry.alternates]
    return [
        replace(entry, alternates=tuple(f"{text} {number}" for text in entry.alternates))
        for number, entry in enumerate(synthetic(some, count))
    ]


def changed(entries: Sequence[Entry]) -> list[Entry]:
    """Reword the question of one in a hundred."""
    return [
        replace(entry, question=f"{entry.question} now") if number % _CHANGED == 0 else entry
        for number, entry in enumerate(entries)
    ]


@dataclass(slots=True)
class Steps:
    """Seconds and CPU seconds of each step, the runtime of the encoder, and bytes in memory at most."""

    began: float
    runtime: str = ""
    peak: int = 0
    steps: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what is done within."""
        wall, cpu = time.time(), time.process_time()
        yield
        self.steps[name] = (time.time() - wall, time.process_time() - cpu)

    def since_start(self, name: str) -> None:
        """Note all that was spent since the process was started."""
        self.steps[name] = (time.time() - self.began, time.process_time())


def _measured(part: str, folder: Path) -> Steps:
    command = [sys.executable, "-m", "benchmarks.large_steps", part, str(folder), str(time.time())]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FAQ_")}
    ended = subprocess.run(command, cwd=PROJECT, env=kept, stdout=subprocess.PIPE, text=True, check=True)
    return Steps(**json.loads(ended.stdout))


if __name__ == "__main__":
    main()
