"""Run a task in a process of its own, which can be ended at any moment."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from matcher.errors import MatcherError

_LOOK_SECONDS = 0.2  # between two looks whether to stop
_LEAVE_SECONDS = 10.0  # for a process that is done to end by itself

T = TypeVar("T")


class StoppedError(MatcherError):
    """Somebody stopped a task that was under way."""


def run_apart(task: Callable[..., T], *given: object, stop: threading.Event | None = None) -> tuple[T | None, str]:
    """Return what the task gives, or None and its error for people.

    Once stop is set, the process is ended, and StoppedError raised. It ends with this process, too.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, task, given), daemon=True)
    process.start()
    theirs.close()  # so that the end of the process ends the connection
    try:
        found: tuple[T | None, str] = _received(ours, stop)
        process.join(_LEAVE_SECONDS)
    finally:
        process.kill()
        process.join()
        ours.close()
    return found


def _received(connection: Connection, stop: threading.Event | None) -> Any:  # noqa: ANN401 - what the task gives
    while not connection.poll(_LOOK_SECONDS):
        if stop and stop.is_set():
            raise StoppedError("stopped")
    try:
        return connection.recv()
    except EOFError:
        return None, "the process ended before it was done; is there enough memory for this model?"


def _send(connection: Connection, task: Callable[..., object], given: tuple[object, ...]) -> None:
    with ThreadPoolExecutor(1) as pool:  # a future keeps whatever a model fails with
        future = pool.submit(task, *given)
        error = future.exception()
    if error is None:
        connection.send((future.result(), ""))
    else:
        connection.send((None, str(error) if isinstance(error, MatcherError) else f"{type(error).__name__}: {error}"))
