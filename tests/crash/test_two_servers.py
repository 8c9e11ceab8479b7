"""Two server processes over one folder, and the command line beside them."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from matcher.store import Store
from tests.crash.kills import kill, start, tags, wait_until_ready
from tests.crash.server import entries_of

SECONDS = 60  # that a test waits for what never comes


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[list[int]]:
    with ExitStack() as stack:
        started = [start(tmp_path, name, "fake") for name in ("one", "other")]
        for process, _ in started:
            stack.callback(kill, process)
        for process, _ in started:
            wait_until_ready(process)
        yield [port for _, port in started]


def soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + SECONDS
    while not holds() and time.monotonic() < until:
        time.sleep(0.1)
    return holds()


def test_both_answer_from_what_the_command_line_made_live(tmp_path: Path, ports: list[int]) -> None:
    store = Store.open(tmp_path)
    first = store.publish(entries_of("first"), author="command line")
    assert soon(lambda: [tags(port) for port in ports] == [{"first"}, {"first"}])
    store.publish(entries_of("second"), author="command line")
    assert soon(lambda: [tags(port) for port in ports] == [{"second"}, {"second"}])
    store.make_live(first.number)
    assert soon(lambda: [tags(port) for port in ports] == [{"first"}, {"first"}])
    store.close()
