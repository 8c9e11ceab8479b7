"""What came of each round, a line of JSON each, in a file that outlives the run.

`python -m tests.crash.ledger FOLDER...` sums up what came of runs, even while they go on.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

OLD, NEW = "old", "new"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A change that is to be cut: before is the live revision, and target the one that is to be live."""

    number: int
    kind: str
    tag: str
    before: int
    target: int
    moment: float | None
    """Seconds from its begin to the kill; None where it is done first, for it is not known how long it takes."""
    study: bool = True
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found after an attempt: old, new, or what was lost.

    done says that the page had shown the end of it before the kill, and revisions how many there are now.
    """

    attempt: Attempt
    done: bool
    seconds: float
    outcome: str
    revisions: int


@dataclass(slots=True)
class Ledger:
    """The rounds of one folder: all verdicts, and the attempt that has none yet."""

    path: Path
    verdicts: list[Verdict] = field(default_factory=list)
    open: Attempt | None = None

    @classmethod
    def read(cls, path: Path) -> "Ledger":
        """Read what was written so far; a line cut short at the end counts as not written."""
        ledger = cls(path)
        for line in _whole_lines(path):
            if "outcome" in line:
                ledger.verdicts.append(Verdict(Attempt(**line.pop("attempt")), **line))
                ledger.open = None
            else:
                ledger.open = Attempt(**line)
        return ledger

    def begin(self, attempt: Attempt) -> None:
        """Write that a change is about to be cut."""
        self.open = attempt
        self._write(attempt)

    def close(self, verdict: Verdict) -> None:
        """Write what came of it."""
        self.open = None
        self.verdicts.append(verdict)
        self._write(verdict)

    def seconds(self, kind: str) -> float | None:
        """Return how long the newest changes of a kind took that were done, or None where none was yet."""
        took = [each.seconds for each in self.verdicts if each.done and each.attempt.kind == kind]
        return sum(took[-5:]) / len(took[-5:]) if took else None

    def _write(self, line: Attempt | Verdict) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(line)) + "\n")


def table(verdicts: list[Verdict]) -> str:
    """Return a Markdown table: for each kind, how many kills came before its end and after, and what was found."""
    lines = ["| killed in | rounds | cut short | then all as before | then all done | done before the kill | lost |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    kinds = dict.fromkeys(each.attempt.kind for each in verdicts)
    for kind in [*kinds, "all"]:
        of = [each for each in verdicts if kind in (each.attempt.kind, "all")]
        cut = Counter(each.outcome for each in of if not each.done)
        done = sum(each.done for each in of)
        lost = sum(each.outcome not in (OLD, NEW) for each in of)
        lines.append(f"| {kind} | {len(of)} | {len(of) - done} | {cut[OLD]} | {cut[NEW]} | {done} | {lost} |")
    return "\n".join(lines) + "\n"


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        text = path.read_text(encoding="utf-8")
        for line in text[: text.rfind("\n") + 1].splitlines():
            yield json.loads(line)


def main() -> None:
    """Print what came of the runs in these folders, taken together."""
    ledgers = [Ledger.read(Path(folder) / "rounds.jsonl") for folder in sys.argv[1:]]
    sys.stdout.write(table([each for ledger in ledgers for each in ledger.verdicts]))


if __name__ == "__main__":
    main()
