"""Study off the request path: one FAQ at a time, and the newest wins."""

import atexit
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Self

from matcher.errors import MatcherError
from matcher.studied import Studied
from matcher.study import StudyReport

_LOG = logging.getLogger(__name__)

FAILURES = (MatcherError, ArithmeticError, ImportError, LookupError, MemoryError, OSError, RuntimeError, ValueError)
"""What models, disks and memory are known to fail with."""


@dataclass(frozen=True, slots=True)
class StudyState:
    """How far the study of the live revision is; share is in [0, 1], and report is there once it is done."""

    doing: Literal["studying", "done", "off", "failed"]
    share: float = 0.0
    report: StudyReport | None = None

    @classmethod
    def of(cls, studied: Studied) -> Self:
        """Return the state after a study."""
        return cls("done", 1.0, studied.report)


class StudyCancelledError(Exception):
    """The study is not wanted any more."""


@dataclass(slots=True, eq=False)
class StudyRun:
    """The study of one live revision: state is replaced as it gets on, and read by any thread."""

    state: StudyState = StudyState("studying")
    cancelled: threading.Event = field(default_factory=threading.Event)

    def progress(self, doing: str, share: float) -> None:
        """Note the share done, where encoding is the first half. Raises StudyCancelledError once it is cancelled."""
        if self.cancelled.is_set():
            raise StudyCancelledError
        done = share / 2 if doing == "encoding" else share
        self.state = StudyState("studying", max(self.state.share, done))


class BackgroundStudy:
    """Studies in a thread of its own, one run at a time; a new run takes the place of the one before."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._closed = False
        self._run: StudyRun | None = None
        self._thread: threading.Thread | None = None
        atexit.register(self.close)  # no thread may be inside torch when the interpreter ends

    def start(self, run: StudyRun, task: Callable[[], None]) -> None:
        """Begin as soon as the run before, which is cancelled, has let go; the task must call run.progress often."""
        self.cancel()
        with self._changing:
            if self._closed:
                return
            thread = threading.Thread(target=_work, args=(run, task, self._thread), name="study", daemon=True)
            self._run, self._thread = run, thread
            thread.start()

    def cancel(self) -> None:
        """Let what is under way come to nothing; returns at once."""
        with self._changing:
            if self._run:
                self._run.cancelled.set()

    def close(self) -> None:
        """Cancel, begin nothing more, and wait until the thread has ended."""
        with self._changing:
            self._closed = True
        self.cancel()
        if self._thread:
            self._thread.join()
        atexit.unregister(self.close)


def _work(run: StudyRun, task: Callable[[], None], before: threading.Thread | None) -> None:
    if before:
        before.join()
    ended = StudyState("failed")
    try:
        run.progress("studying", 0.0)
        task()
        ended = run.state
    except StudyCancelledError:
        ended = run.state
    except FAILURES:
        _LOG.exception("the study failed; questions are answered without it")
    finally:
        run.state = ended
