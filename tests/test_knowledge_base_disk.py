"""A disk that is full, or that can't be written any more, under a knowledge base that answers."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from matcher.errors import StoreError
from matcher.knowledge_base import KnowledgeBase
from matcher.types import Entry
from tests.bases import DELIVERY, RETURNS, Opener, opening

_MEGABYTES = 4
_NOBODY = 65534


def mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.getuid() != 0 or not mount("-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "tmpfs", str(folder)):
        pytest.skip("only root may mount a disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def opened(disk: Path) -> Iterator[Opener]:
    with opening(disk / "home") as open_base:
        yield open_base


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that every user may enter, which those of tmp_path are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def read_only(home: Path) -> Iterator[None]:
    """Take the right to write from the folder and its files; root may write anywhere, so act as somebody else."""
    paths = [*home.iterdir(), home]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.getuid() == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        for path in reversed(paths):
            if path.exists():
                path.chmod(0o755 if path.is_dir() else 0o644)


def state(base: KnowledgeBase) -> tuple[object, ...]:
    return base.live, base.revisions(), base.matcher.entries, base.thresholds


def answer(base: KnowledgeBase) -> Entry:
    return base.matcher.ask("send it back").candidates[0].entry


def fill(disk: Path) -> Path:
    """Leave no byte free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return filler
    raise ValueError("the disk took everything")


def test_on_a_full_disk_the_old_revision_answers_until_there_is_room(opened: Opener, disk: Path) -> None:
    base = opened()
    base.publish([RETURNS], author="ada")
    before = state(base)
    filler = fill(disk)
    with pytest.raises(StoreError, match=r"the disk is full; nothing was changed\. Free some space and try again"):
        base.publish([RETURNS, DELIVERY], author="ada")
    assert (state(base), answer(base)) == (before, RETURNS)
    filler.unlink()
    assert base.publish([RETURNS, DELIVERY], author="ada") == base.live
    assert opened().matcher.entries == (RETURNS, DELIVERY)


def test_a_publish_larger_than_the_disk_changes_nothing(opened: Opener) -> None:
    base = opened()
    base.publish([RETURNS], author="ada")
    before = state(base)
    large = [Entry(str(number), f"question {number}", "x" * 25_000) for number in range(_MEGABYTES * 50)]
    with pytest.raises(StoreError, match="the disk is full; nothing was changed"):
        base.publish(large, author="ada")
    assert (state(base), answer(base)) == (before, RETURNS)
    assert state(opened()) == before
    base.publish([DELIVERY], author="ada")
    assert opened().matcher.entries == (DELIVERY,)


def test_a_folder_made_read_only_meanwhile_is_told_and_the_old_revision_answers(open_folder: Path) -> None:
    home = open_folder / "home"
    with opening(home) as open_base:
        base = open_base()
        base.publish([RETURNS], author="ada")
        with read_only(home):
            base._store.close()  # what is open can be written on; the next connection can't
            advice = f"{home}.*Make the folder writable or set FAQ_HOME to another"
            with pytest.raises(StoreError, match=advice):
                base.publish([DELIVERY], author="ada")
            with pytest.raises(StoreError, match=advice):
                base.make_live(1)
            assert (base.live.number, answer(base)) == (2, RETURNS)
        base.publish([DELIVERY], author="ada")
        assert open_base().matcher.entries == (DELIVERY,)
