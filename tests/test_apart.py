import os
import threading
import time
from pathlib import Path

import psutil
import pytest

from matcher.apart import StoppedError, run_apart
from matcher.errors import ModelError


def double(number: int) -> int:
    return 2 * number


def fail(error: Exception) -> None:
    raise error


def write_number_and_stay(file: Path) -> None:
    file.with_suffix(".new").write_text(str(os.getpid()), encoding="utf-8")
    file.with_suffix(".new").rename(file)
    time.sleep(600)


def test_what_the_task_gives_comes_back() -> None:
    assert run_apart(double, 21) == (42, "")


def test_an_error_for_people_comes_back_as_it_is_and_any_other_with_its_kind() -> None:
    assert run_apart(fail, ModelError("no such model")) == (None, "no such model")
    assert run_apart(fail, KeyError("weights")) == (None, "KeyError: 'weights'")


def test_a_process_that_ends_before_it_is_done_is_told() -> None:
    found, error = run_apart(os._exit, 9)
    assert (found, error.split(";")[0]) == (None, "the process ended before it was done")


def test_stopping_ends_the_process(tmp_path: Path) -> None:
    stop, file = threading.Event(), tmp_path / "number"

    def stop_once_it_runs() -> None:
        while not file.exists():
            time.sleep(0.05)
        stop.set()

    threading.Thread(target=stop_once_it_runs, daemon=True).start()
    with pytest.raises(StoppedError):
        run_apart(write_number_and_stay, file, stop=stop)
    assert not psutil.pid_exists(int(file.read_text(encoding="utf-8")))
