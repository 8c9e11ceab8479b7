import logging
import threading

import pytest

from matcher.errors import StoreError
from matcher.following import Following

SECONDS = 60  # that a test waits for what never comes


def test_it_looks_again_and_again_until_it_is_closed() -> None:
    looks, enough = [0], threading.Event()

    def look() -> None:
        looks[0] += 1
        if looks[0] == 3:
            enough.set()

    following = Following(look, 0.001)
    assert enough.wait(SECONDS)
    following.close()
    seen = looks[0]
    assert not threading.Event().wait(0.02)
    assert looks[0] == seen


def test_a_failure_is_logged_once_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    looks, enough = [0], threading.Event()

    def look() -> None:
        looks[0] += 1
        if looks[0] == 5:
            enough.set()
        if looks[0] in (1, 2, 3):
            raise StoreError("the disk is gone")

    with caplog.at_level(logging.WARNING):
        following = Following(look, 0.001)
        assert enough.wait(SECONDS)
        following.close()
    assert [record.getMessage() for record in caplog.records] == [
        "what another process changed can't be followed; the answers stay: the disk is gone"
    ]
