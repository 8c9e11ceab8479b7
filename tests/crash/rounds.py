"""Rounds in which the service itself is killed while somebody works at its admin page, each with a verdict.

A round starts the service, lets it do one change over HTTP and kills it at a moment drawn from all the time that such a
change takes, and a little after. The next start must find all as it was, or all as it was to be. A line is written
before each kill and after each verdict, so that a run that was interrupted goes on where it ended.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from matcher.ingest import write_csv
from matcher.types import Revision
from tests.crash.ledger import Attempt, Ledger, Verdict
from tests.crash.page import Page, StepFailed
from tests.crash.processes import ask_until_killed
from tests.crash.server import entries_of
from tests.crash.service import Service
from tests.crash.verdict import ENTRIES, check_whole, draft_of, outcome

KINDS = ("publish", "roll back", "upload")

_BEYOND = 1.25  # of the time that a change takes: the last part of it is after its end, while the study runs
_PAUSE = 0.1  # seconds between two questions
_STUDYING = 1 / 3  # of the services study what is live, as is the default; it takes most of the time of a round


@dataclass(slots=True)
class Change:
    """What is done at the page, in a thread of its own: how long it took, and whether and how it ended."""

    work: Callable[[], None]
    seconds: float = 0.0
    done: bool = False
    error: str = ""

    def run(self) -> None:
        """Do it; that the service goes away in the middle of it is no error."""
        begun = time.monotonic()
        try:
            self.work()
            self.done = True
        except (StepFailed, AssertionError, httpx.HTTPStatusError) as error:
            self.error = repr(error)
        except httpx.TransportError:
            pass
        self.seconds = time.monotonic() - begun


def kill_rounds(folder: Path, cache: Path, count: int, seed: int, *, copied: bool = False) -> Ledger:
    """Go on until so many rounds have a verdict; return all of them. Raises AssertionError for anything lost.

    Copied services start sooner, see Service.start.
    """
    ledger, whole, change = Ledger.read(folder / "rounds.jsonl"), set[int](), None
    while True:
        study = random.Random(f"{seed} study {len(ledger.verdicts)}").random() < _STUDYING
        service = Service.start(folder / "home", cache, study=study, copied=copied)
        try:
            service.wait_until_ready()
            ended = len(ledger.verdicts) + bool(ledger.open) >= count
            live, revisions = check_whole(folder / "home", service, set() if ended else whole)
            _judge(ledger, folder / "home", live, revisions, change)
            if ended:
                return ledger
            attempt = _next(ledger, revisions, live, seed, study=study, copied=copied)
            change = _cut(service, ledger, attempt)
        except AssertionError as error:
            if ledger.open:
                ledger.close(Verdict(ledger.open, False, 0.0, f"lost: {error!r}", 0))
            raise
        finally:
            service.kill()


def _judge(ledger: Ledger, home: Path, live: int, revisions: list[Revision], change: Change | None) -> None:
    """Close the attempt that is open, if any; of one from an interrupted run it is not known whether it was done."""
    attempt = ledger.open
    if attempt is None:
        return
    known = ledger.verdicts[-1].revisions if ledger.verdicts else 1
    done, seconds = (change.done, change.seconds) if change else (False, 0.0)
    found = outcome(home, attempt, live, revisions, known, done=done)
    ledger.close(Verdict(attempt, done, round(seconds, 3), found, len(revisions)))


def _next(ledger: Ledger, revisions: list[Revision], live: int, seed: int, *, study: bool, copied: bool) -> Attempt:
    """Choose what to do, and when to kill it."""
    count = len(ledger.verdicts)
    chance = random.Random(f"{seed} {count}")
    kind = KINDS[count % len(KINDS)] if len(revisions) > 1 else KINDS[0]
    others = [each.number for each in revisions if each.number != live]
    target = chance.choice(others) if kind == "roll back" else len(revisions) + 1
    seconds = ledger.seconds(kind)
    moment = None if seconds is None else round(chance.uniform(0, _BEYOND * seconds), 3)
    return Attempt(count, kind, f"{kind.replace(' ', '-')}-{seed}-{count}", live, target, moment, study, copied)


def _cut(service: Service, ledger: Ledger, attempt: Attempt) -> Change:
    """Begin the change, ask all the while, and kill the service at the moment."""
    change = Change(_work(service, attempt))
    mixed: list[set[str]] = []
    working = threading.Thread(target=change.run)
    asking = threading.Thread(target=ask_until_killed, args=(service.tags, mixed, _PAUSE))
    ledger.begin(attempt)
    asking.start()
    working.start()
    if attempt.moment is None:
        working.join()
    else:
        time.sleep(attempt.moment)
    service.kill()
    working.join()
    asking.join()
    assert not change.error, change.error
    assert mixed == []
    return change


def _work(service: Service, attempt: Attempt) -> Callable[[], None]:
    """Open the page, prepare the change as far as it is not the one to be cut, and return the rest of it."""
    page, tag = Page.open(service.url), attempt.tag
    page.type("note", tag)
    page.keep({"draft": draft_of(tag), "name": "tester"})

    def upload() -> None:
        page.drop("upload", f"{tag}.csv", write_csv(entries_of(tag, ENTRIES)))
        page.press("take")

    def publish() -> None:
        page.press("publish")
        assert "Live: " in page.value("published")

    def roll_back() -> None:
        page.type("earlier", attempt.target)
        page.press("earlier", "input")
        page.press("make-live")
        assert f"Revision {attempt.target} is live again" in page.value("went-back")

    if attempt.kind == "publish":
        upload()
    return {"upload": upload, "publish": publish, "roll back": roll_back}[attempt.kind]
