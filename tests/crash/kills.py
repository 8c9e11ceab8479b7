"""Kill a server at random moments: `python -m tests.crash.kills 200 --real 30`.

After each kill it is started again over the same folder, and must answer from what was live last or from what was
about to be, wholly; and no revision that it said was published may be missing.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from matcher.store import Store
from tests.crash.processes import SAMPLE, Running, fork, start
from tests.crash.server import entries_of

_LINES = 7  # of the server, at most, before it is killed; every other one begins a change
_MOMENT = 0.4  # seconds after that line, at most; a small change takes about as long
_PAUSE = 0.02  # seconds between two questions
_WHILE_STARTING = 0.15  # share of the kills that hit a server before it is ready


@dataclass(slots=True)
class Seen:
    """What the killed servers said: what was live, what was about to be, and what was published at any time."""

    live: str = ""
    tried: str = ""
    published: set[str] = field(default_factory=set)
    whole: set[int] = field(default_factory=set)
    changes: int = 0
    cut: int = 0

    def note(self, line: str) -> None:
        """Take in a line that a server printed."""
        doing, _, tag = line.strip().partition(" ")
        if doing == "try":
            self.tried = tag
        elif doing == "live":
            self.live = self.tried = tag
            self.published |= {tag} - {""}  # the sample has no tag
            self.changes += 1


def kill_often(folder: Path, kills: int, kind: str, seed: int, begin: Callable[..., Running] = start) -> Seen:
    """Start, check and kill as often as asked, and check once more. Raises AssertionError for anything lost."""
    moments = random.Random(seed)
    seen = Seen()
    for turn in range(kills):
        if moments.random() < _WHILE_STARTING:
            server = begin(folder, f"{kind}{seed}-{turn}", kind)
            time.sleep(moments.uniform(0, 2.0))
            server.kill()
        server = begin(folder, f"{kind}{seed}-{turn}", kind)
        server.wait_until_ready()
        _check(folder, server, seen)
        _change_and_kill(server, moments, seen)
    server = begin(folder, "last", kind)
    server.wait_until_ready()
    _check(folder, server, seen)
    server.kill()
    return seen


def _change_and_kill(server: Running, moments: random.Random, seen: Seen) -> None:
    """Ask all the while; kill after some lines of the server, most often within a change."""
    server.begin()
    mixed: list[set[str]] = []
    asking = threading.Thread(target=_ask_until_killed, args=(server, mixed))
    asking.start()
    for _ in range(moments.randint(0, _LINES)):
        seen.note(server.stdout.readline())
    time.sleep(moments.uniform(0, _MOMENT))
    server.kill()
    asking.join()
    for line in server.stdout:
        seen.note(line)
    seen.cut += seen.tried != seen.live
    assert mixed == []


def _check(folder: Path, server: Running, seen: Seen) -> None:
    """Hold what is served and stored against what was said."""
    store = Store.open(folder)
    live, revisions = store.live(), store.revisions()
    assert live is not None
    assert [one.number for one in reversed(revisions)] == list(range(1, len(revisions) + 1))
    assert seen.published <= {one.note for one in revisions}
    assert live.note in (seen.live, seen.tried)
    assert server.tags() == {live.note or SAMPLE}
    for one in revisions:
        if one.note and one.number not in seen.whole:
            assert store.entries(one.number) == entries_of(one.note)
            seen.whole.add(one.number)
    store.close()
    seen.live = seen.tried = live.note


def _ask_until_killed(server: Running, mixed: list[set[str]]) -> None:
    while True:
        try:
            found = server.tags()
        except urllib.error.HTTPError as error:
            mixed.append({f"status {error.code}"})
        except (OSError, HTTPException, ValueError):  # the server is gone, perhaps in the middle of its reply
            return
        else:
            if len(found) != 1:
                mixed.append(found)
        time.sleep(_PAUSE)


def main() -> None:
    """Kill servers, those of the whole service last, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.kills", description=__doc__)
    parser.add_argument("kills", type=int)
    parser.add_argument("--real", type=int, default=0, help="how many of them are of the service with its real encoder")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for kind, kills in (("fake", asked.kills - asked.real), ("real", asked.real)):
        with tempfile.TemporaryDirectory() as folder:
            # Only what has no model can be copied: its threads would be lost.
            seen = kill_often(Path(folder), kills, kind, asked.seed, start if kind == "real" else fork)
        counts = f"{seen.changes} changes done, {seen.cut} cut short, {len(seen.whole)} revisions whole"
        sys.stdout.write(f"{kind} encoder: {kills} kills; {counts}; nothing lost\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
