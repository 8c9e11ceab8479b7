"""Questions over REST while what is live changes all the time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matcher.ingest import read_faq, write_csv
from matcher.knowledge_base import KnowledgeBase
from matcher.store import Store
from matcher.types import Entry
from panels.service import create_app
from tests.fakes import FakeEncoder
from tests.serving import LOOPBACK, settings_for

ASKING = 3
VERSIONS = 4


def entries_of(version: int) -> tuple[Entry, ...]:
    """Entries that the study has something to learn from; the category tells the version."""
    return tuple(
        Entry(f"part-{i}", f"How does part {i} work?", f"Version {version}.", (f"part {i} please",), f"v{version}")
        for i in range(20)
    )


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    file = tmp_path / "faq.csv"
    file.write_bytes(write_csv(entries_of(0)))
    settings = settings_for(tmp_path, file=str(file), rate_limit="1000000/minute")
    base = KnowledgeBase.open(settings, FakeEncoder())
    yield base
    base.close()


def change(base: KnowledgeBase, home: Path) -> None:
    """Publish, read files, study, go back, and publish beside the service as the command line does."""
    other = Store.open(home)
    for version in range(1, VERSIONS):
        base.publish(read_faq(write_csv(entries_of(version))).entries, author="ada")
        base.make_live(base.live.number - 1)
        other.publish(entries_of(version), author="command line")
        base.follow()
        for _ in range(1_000):
            if base.study.doing != "studying":
                break
            threading.Event().wait(0.01)
    other.close()


def test_every_answer_is_of_one_revision_and_none_is_an_error(base: KnowledgeBase, tmp_path: Path) -> None:
    client = TestClient(create_app(settings_for(tmp_path, rate_limit="1000000/minute"), base), base_url=LOOPBACK)
    done = threading.Event()

    def ask() -> list[tuple[int, tuple[str, ...]]]:
        seen = []
        while not done.is_set():
            got = client.post("/api/v1/answer", json={"question": "part 7 please"})
            seen.append((got.status_code, tuple({each["category"] for each in got.json().get("candidates", [])})))
        return seen

    with ThreadPoolExecutor(ASKING) as pool:
        asked = [pool.submit(ask) for _ in range(ASKING)]
        try:
            change(base, tmp_path / "home")
        finally:
            done.set()
        seen = {one for future in asked for one in future.result()}
    assert seen <= {(200, (f"v{version}",)) for version in range(VERSIONS)}
    assert len(seen) > 1
    assert base.live.number == 1 + 2 * (VERSIONS - 1)
