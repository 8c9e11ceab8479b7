import logging
import threading

import pytest

from matcher.background_study import BackgroundStudy, StudyRun, StudyState

SECONDS = 60  # that a test waits for what never comes


class Held:
    """A task that waits, and looks whether it is cancelled, until it is let go."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.run, self.name, self.log = StudyRun(), name, log
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.log.append(f"{self.name} begins")
        self.begun.set()
        try:
            while not self.let_go.wait(0.005):
                self.run.progress("studying", 0.5)
            self.run.state = StudyState("done", 1.0)
        finally:
            self.log.append(f"{self.name} ends")


def test_a_new_run_waits_until_the_one_before_has_ended() -> None:
    log: list[str] = []
    background = BackgroundStudy()
    tasks = [Held(str(number), log) for number in range(4)]
    background.start(tasks[0].run, tasks[0])
    assert tasks[0].begun.wait(SECONDS)
    for task in tasks[1:]:
        background.start(task.run, task)
    assert tasks[3].begun.wait(SECONDS)
    tasks[3].let_go.set()
    while tasks[3].run.state.doing == "studying":
        threading.Event().wait(0.005)
    background.close()
    assert (log[:2], log[-2:]) == (["0 begins", "0 ends"], ["3 begins", "3 ends"])
    assert [begin.split()[0] for begin in log[::2]] == [end.split()[0] for end in log[1::2]]
    assert tasks[3].run.state == StudyState("done", 1.0)


def test_closing_cancels_and_begins_nothing_more() -> None:
    log: list[str] = []
    background = BackgroundStudy()
    task, late = Held("one", log), Held("late", log)
    background.start(task.run, task)
    assert task.begun.wait(SECONDS)
    background.close()
    background.start(late.run, late)
    background.close()
    assert log == ["one begins", "one ends"]
    assert task.run.state.doing == "studying"


@pytest.mark.parametrize("error", [RuntimeError("no memory"), ValueError("odd"), MemoryError(), ImportError("torch")])
def test_a_failure_is_logged_and_told(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise error

    background, run = BackgroundStudy(), StudyRun()
    background.start(run, fail)
    while run.state.doing == "studying":
        threading.Event().wait(0.005)
    background.close()
    assert run.state == StudyState("failed")
    assert [(record.levelno, record.exc_info and record.exc_info[1]) for record in caplog.records] == [
        (logging.ERROR, error)
    ]


def test_progress_never_falls_and_encoding_is_its_first_half() -> None:
    run = StudyRun()
    seen = []
    for doing, share in [("encoding", 0.5), ("encoding", 1.0), ("studying", 0.1), ("studying", 0.9)]:
        run.progress(doing, share)
        seen.append(run.state.share)
    assert seen == [0.25, 0.5, 0.5, 0.9]
