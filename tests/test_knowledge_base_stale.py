"""Two people, or two processes, that change the same knowledge base."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.errors import StaleBaseError
from matcher.settings import PROJECT
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening

PUBLISH = """
import sys
from pathlib import Path
from matcher.errors import StaleBaseError
from matcher.store import Store
from matcher.types import Entry
store = Store.open(Path(sys.argv[1]))
try:
    print(store.publish([Entry("a", "A?", "a")], author=sys.argv[2], base=1).number)
except StaleBaseError as error:
    print("stale", error.live)
"""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path / "home") as open_base:
        yield open_base


def test_a_publish_on_a_stale_base_is_told_and_changes_nothing(opened: Opener) -> None:
    base = opened()
    first = base.publish([DELIVERY, CARDS], author="ada", base=1)
    with pytest.raises(StaleBaseError, match="began at revision 1, but revision 2 is live now") as told:
        base.publish([DELIVERY, RETURNS], author="bob", base=1)
    assert (told.value.base, told.value.live) == (1, 2)
    assert (base.live, base.newest(), base.matcher.entries, len(base.revisions())) == (
        first, first, (DELIVERY, CARDS), 2
    )  # fmt: skip
    assert base.publish([DELIVERY, RETURNS], author="bob", base=2).number == 3


def test_going_back_makes_what_began_later_stale(opened: Opener) -> None:
    base = opened()
    base.publish([DELIVERY], author="ada")
    base.make_live(1)
    with pytest.raises(StaleBaseError):
        base.publish([CARDS], author="ada", base=2)


def test_without_a_base_a_publish_always_goes_live(opened: Opener) -> None:
    base = opened()
    assert [base.publish([DELIVERY], author="ada").number for _ in range(2)] == [2, 3]


def test_of_two_services_on_one_folder_only_the_first_publishes_from_a_base(opened: Opener) -> None:
    one, other = opened(), opened()
    one.publish([DELIVERY], author="ada", base=1)
    with pytest.raises(StaleBaseError):
        other.publish([CARDS], author="bob", base=1)
    assert other.newest().number == 2


def test_of_two_processes_at_once_exactly_one_publishes_from_a_base(opened: Opener, tmp_path: Path) -> None:
    opened()
    commands = [[sys.executable, "-c", PUBLISH, str(tmp_path / "home"), name] for name in ("ada", "bob")]
    processes = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for command in commands]
    said = sorted(process.communicate(timeout=120)[0].strip() for process in processes)
    assert said == ["2", "stale 2"]
