"""Kill a server at random moments: `python -m tests.crash.kills --rounds 200`.

With `--encoder real` it is the service itself, worked at over HTTP: see rounds. Otherwise it is a smaller server that
starts fast, and changes what is live by itself, again and again. After each kill it is started again over the same
folder, and must answer from what was live last or from what was about to be, wholly; and no revision that it said was
published may be missing.
"""

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from matcher.store import Store
from tests.crash.ledger import table
from tests.crash.processes import SAMPLE, Running, ask_until_killed, fork
from tests.crash.rounds import kill_rounds
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


def kill_often(folder: Path, kills: int, seed: int) -> Seen:
    """Start, check and kill as often as asked, and check once more. Raises AssertionError for anything lost."""
    moments = random.Random(seed)
    seen = Seen()
    for turn in range(kills):
        if moments.random() < _WHILE_STARTING:
            server = fork(folder, f"fake{seed}-{turn}")
            time.sleep(moments.uniform(0, 2.0))
            server.kill()
        server = fork(folder, f"fake{seed}-{turn}")
        server.wait_until_ready()
        _check(folder, server, seen)
        _change_and_kill(server, moments, seen)
    server = fork(folder, "last")
    server.wait_until_ready()
    _check(folder, server, seen)
    server.kill()
    return seen


def _change_and_kill(server: Running, moments: random.Random, seen: Seen) -> None:
    """Ask all the while; kill after some lines of the server, most often within a change."""
    server.begin()
    mixed: list[set[str]] = []
    asking = threading.Thread(target=ask_until_killed, args=(server.tags, mixed, _PAUSE))
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


def main() -> None:
    """Kill servers, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--encoder", choices=("fake", "real"), default="fake")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="with the real encoder: keeps all, so that the next run goes on")
    parser.add_argument("--copied", action="store_true", help="start the service without loading its libraries anew")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # and so end the server too
    with tempfile.TemporaryDirectory() as empty:
        folder = asked.folder or Path(empty)
        if asked.encoder == "real":
            ledger = kill_rounds(folder, folder / "cache", asked.rounds, asked.seed, copied=asked.copied)
            said = table(ledger.verdicts)
        else:
            seen = kill_often(folder, asked.rounds, asked.seed)
            said = (
                f"{seen.changes} changes done, {seen.cut} cut short, {len(seen.whole)} revisions whole; nothing lost\n"
            )
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
