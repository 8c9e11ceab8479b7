"""Kill a server at random moments: `python -m tests.crash.kills 200 --real 30`.

After each kill it is started again over the same folder, and must answer from what was live last or from what was
about to be, wholly; and no revision that it said was published may be missing.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from matcher.settings import PROJECT
from matcher.store import Store
from tests.crash.server import entries_of

_LINES = 7  # of the server, at most, before it is killed; every other one begins a change
_MOMENT = 0.4  # seconds after that line, at most; a small change takes about as long
_SAMPLE = "the sample"  # what a new folder answers from
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
            self.published.add(tag)
            self.changes += 1


def kill_often(folder: Path, kills: int, kind: str, seed: int) -> Seen:
    """Start, check and kill as often as asked, and check once more. Raises AssertionError for anything lost."""
    moments = random.Random(seed)
    seen = Seen()
    for turn in range(kills):
        if moments.random() < _WHILE_STARTING:
            process, _ = start(folder, f"{kind}{seed}-{turn}", kind)
            time.sleep(moments.uniform(0, 2.0))
            kill(process)
        process, port = start(folder, f"{kind}{seed}-{turn}", kind)
        wait_until_ready(process)
        _check(folder, port, seen)
        _change_and_kill(process, port, moments, seen)
    process, port = start(folder, "last", kind)
    wait_until_ready(process)
    _check(folder, port, seen)
    kill(process)
    return seen


def _change_and_kill(process: subprocess.Popen[str], port: int, moments: random.Random, seen: Seen) -> None:
    """Ask all the while; kill after some lines of the server, most often within a change."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    mixed: list[set[str]] = []
    asking = threading.Thread(target=_ask_until_killed, args=(port, mixed))
    asking.start()
    for _ in range(moments.randint(0, _LINES)):
        seen.note(process.stdout.readline())
    time.sleep(moments.uniform(0, _MOMENT))
    kill(process)
    asking.join()
    for line in process.stdout:
        seen.note(line)
    seen.cut += seen.tried != seen.live
    assert mixed == []


def start(folder: Path, name: str, kind: str) -> tuple[subprocess.Popen[str], int]:
    """Start a server; return it and its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FAQ_")}
    command = [sys.executable, "-m", "tests.crash.server", str(folder), str(port), name, kind]
    process = subprocess.Popen(command, cwd=PROJECT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, port


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    """Wait until a server answers."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a server as nothing can prevent."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def _check(folder: Path, port: int, seen: Seen) -> None:
    """Hold what is served and stored against what was said."""
    store = Store.open(folder)
    live, revisions = store.live(), store.revisions()
    assert live is not None
    assert [one.number for one in reversed(revisions)] == list(range(1, len(revisions) + 1))
    assert seen.published <= {one.note for one in revisions}
    assert live.note in (seen.live, seen.tried)
    assert tags(port) == {live.note or _SAMPLE}
    for one in revisions:
        if one.note and one.number not in seen.whole:
            assert store.entries(one.number) == entries_of(one.note)
            seen.whole.add(one.number)
    store.close()
    seen.live = seen.tried = live.note


def tags(port: int) -> set[str]:
    """Ask over REST; return the revisions that the candidates are of."""
    body = json.dumps({"question": "part 7, please"}).encode()
    url = f"http://127.0.0.1:{port}/api/v1/answer"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        found = json.load(response)["candidates"]
    return {each["category"] if each["id"].startswith("part-") else _SAMPLE for each in found}


def _ask_until_killed(port: int, mixed: list[set[str]]) -> None:
    while True:
        try:
            found = tags(port)
        except urllib.error.HTTPError as error:
            mixed.append({f"status {error.code}"})
        except (OSError, ValueError):  # the server is gone, perhaps in the middle of its reply
            return
        else:
            if len(found) != 1:
                mixed.append(found)


def main() -> None:
    """Kill servers, those of the whole service last, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.kills", description=__doc__)
    parser.add_argument("kills", type=int)
    parser.add_argument("--real", type=int, default=0, help="how many of them are of the service with its real encoder")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for kind, kills in (("fake", asked.kills - asked.real), ("real", asked.real)):
        with tempfile.TemporaryDirectory() as folder:
            seen = kill_often(Path(folder), kills, kind, asked.seed)
        counts = f"{seen.changes} changes done, {seen.cut} cut short, {len(seen.whole)} revisions whole"
        sys.stdout.write(f"{kind} encoder: {kills} kills; {counts}; nothing lost\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
