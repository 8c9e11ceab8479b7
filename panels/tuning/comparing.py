"""A comparison of models on the test questions: in the background, one at a time, seen by everybody on the page."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matcher.apart import StoppedError
from matcher.background_study import FAILURES
from matcher.errors import MatcherError
from matcher.knowledge_base import KnowledgeBase
from matcher.model_comparison import ModelRow, each_row
from matcher.reranker import NONE
from matcher.settings import Settings
from matcher.types import Label


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a comparison is; share is in [0, 1], of is the number of rows to come, error is why it failed."""

    questions: int
    of: int
    rows: tuple[ModelRow, ...] = ()
    share: float = 0.0
    running: bool = True
    stopped: bool = False
    error: str = ""


class Comparing:
    """Starts and stops the comparison; may be used from any thread."""

    def __init__(self, base: KnowledgeBase, settings: Settings) -> None:
        self._base = base
        self.settings = settings
        self.now: Comparison | None = None
        self._changing = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def labels(self) -> tuple[Label, ...]:
        """The test questions that can be measured."""
        return tuple(label for each in self._base.labels.all() if (label := each.usable) is not None)

    def start(self, encoders: str, rerankers: str) -> None:
        """Compare every encoder with every reranker, one name or folder a line.

        Raises MatcherError where there is nothing to compare, or a comparison runs.
        """
        names = _lines(encoders), _lines(rerankers) or [NONE]
        if not names[0]:
            raise MatcherError("Name at least one encoder, each on a line of its own.")
        labels = self.labels
        if not labels:
            raise MatcherError("There are no test questions to compare by. Add some under Test questions, above.")
        with self._changing:
            if self.now and self.now.running:
                raise MatcherError("A comparison is running already. Stop it first, or wait until it is done.")
            self._stop = threading.Event()
            self.now = Comparison(len(labels), len(names[0]) * len(names[1]))
            rows = each_row(self._base.matcher.entries, labels, *names, self.settings, self._tell, self._stop)
            self._thread = threading.Thread(target=self._work, args=(rows,), name="compare models", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the process under way and begin no other; returns once it has ended. The rows that are done stay."""
        self._stop.set()
        self.wait()

    def wait(self) -> None:
        """Return once nothing runs."""
        if self._thread:
            self._thread.join()

    def _work(self, rows: Iterator[ModelRow]) -> None:
        try:
            for row in rows:
                self._change(rows=(*self._rows, row))
            self._change(running=False, share=1.0)
        except StoppedError:
            self._change(running=False, stopped=True)
        except FAILURES as error:
            self._change(running=False, error=str(error))

    @property
    def _rows(self) -> tuple[ModelRow, ...]:
        return self.now.rows if self.now else ()

    def _tell(self, doing: str, share: float) -> None:
        self._change(share=share)

    def _change(self, **changes: Any) -> None:  # noqa: ANN401 - fields of Comparison
        if self.now:
            self.now = replace(self.now, **changes)


def _lines(text: str) -> Sequence[str]:
    names = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(name for name in names if name))
