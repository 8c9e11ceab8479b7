import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from matcher.settings import PROJECT
from matcher.store import Store
from tests.store.publish_until_killed import entries_of

ROUNDS = 6


def publish_and_kill(home: Path, name: str, seconds: float) -> list[int]:
    """Return the numbers that the process said were published before it was killed."""
    command = [sys.executable, "-m", "tests.store.publish_until_killed", str(home), name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return [int(first), *map(int, process.stdout.read().splitlines())]


def test_a_killed_publish_leaves_whole_revisions_and_loses_none(tmp_path: Path) -> None:
    moments = random.Random(0)
    promised: list[int] = []
    for turn in range(ROUNDS):
        promised += publish_and_kill(tmp_path, f"turn {turn}", moments.uniform(0, 0.2))
        store = Store.open(tmp_path)
        revisions = store.revisions()
        numbers = [revision.number for revision in reversed(revisions)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert set(promised) <= set(numbers)
        assert store.live() == revisions[0]
        for revision in revisions:
            assert store.entries(revision.number) == entries_of(revision.note)
        store.close()
