"""Look again and again, from a thread of its own, whether another process changed something."""

import atexit
import logging
import threading
from collections.abc import Callable

from matcher.background_study import FAILURES

_LOG = logging.getLogger(__name__)

_MOST_WAIT = 60.0  # seconds until the next look after several that failed


class Following:
    """Calls look every so many seconds until it is closed; a failure is logged once, and looked at less often."""

    def __init__(self, look: Callable[[], None], seconds: float) -> None:
        self._look = look
        self._seconds = seconds
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="following", daemon=True)
        self._thread.start()
        atexit.register(self.close)  # no thread may be inside a model when the interpreter ends

    def close(self) -> None:
        """Look no more, and wait until the last look is over."""
        self._closed.set()
        self._thread.join()
        atexit.unregister(self.close)

    def _work(self) -> None:
        wait, told = self._seconds, ""
        while not self._closed.wait(wait):
            try:
                self._look()
            except FAILURES as error:
                wait = min(2 * wait, _MOST_WAIT)
                if str(error) != told:
                    _LOG.warning("what another process changed can't be followed; the answers stay: %s", error)
                told = str(error)
            else:
                wait, told = self._seconds, ""
