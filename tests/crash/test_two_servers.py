"""Two server processes over one folder, and the command line beside them."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from matcher.store import Store
from tests.crash.processes import Running, start
from tests.crash.server import entries_of

SECONDS = 60  # that a test waits for what never comes


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Running]]:
    with ExitStack() as stack:
        started = [start(tmp_path, name) for name in ("one", "other")]
        for server in started:
            stack.callback(server.kill)
        for server in started:
            server.wait_until_ready()
        yield started


def soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + SECONDS
    while not holds() and time.monotonic() < until:
        time.sleep(0.1)
    return holds()


def test_both_answer_from_what_the_command_line_made_live(tmp_path: Path, servers: list[Running]) -> None:
    store = Store.open(tmp_path)
    first = store.publish(entries_of("first"), author="command line")
    assert soon(lambda: [server.tags() for server in servers] == [{"first"}, {"first"}])
    store.publish(entries_of("second"), author="command line")
    assert soon(lambda: [server.tags() for server in servers] == [{"second"}, {"second"}])
    store.make_live(first.number)
    assert soon(lambda: [server.tags() for server in servers] == [{"first"}, {"first"}])
    store.close()
