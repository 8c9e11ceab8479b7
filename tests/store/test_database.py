import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import connect

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event

from matcher.errors import StoreError
from matcher.store import Store
from matcher.store.database import Database
from matcher.store.tables import METADATA
from matcher.types import Entry

ENTRY = Entry("a", "How do I pay?", "By card.")
NOBODY = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that every user may enter, which those of tmp_path are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def lock_out() -> Iterator[None]:
    """Root may write anywhere, so act as somebody who may not when the test asks."""
    yield
    if os.getuid() == 0:
        os.seteuid(0)


def give_up_root() -> None:
    if os.getuid() == 0:
        os.seteuid(NOBODY)


def test_migrations_lead_to_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.close()


def test_the_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    Database.open(tmp_path / "a%20b" / "c?d#e").close()
    assert (tmp_path / "a%20b" / "c?d#e" / "faq.sqlite3").is_file()


def test_connections_use_the_write_ahead_log_and_check_references(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1}
    database.close()


def test_a_folder_that_can_not_be_made_is_named(open_folder: Path, lock_out: None) -> None:
    open_folder.chmod(0o555)
    give_up_root()
    with pytest.raises(StoreError, match=rf"{open_folder / 'home'} can't be made: Permission denied.*FAQ_HOME"):
        Store.open(open_folder / "home")


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StoreError, match=r"home can't be made: File exists.*FAQ_HOME"):
        Store.open(tmp_path / "home")


@pytest.mark.parametrize("filled", [False, True])
def test_a_read_only_folder_is_named(open_folder: Path, lock_out: None, filled: bool) -> None:
    if filled:
        Store.open(open_folder).close()
        (open_folder / "faq.sqlite3").chmod(0o444)
    open_folder.chmod(0o555)
    give_up_root()
    with pytest.raises(StoreError, match=rf"{open_folder}.*Make the folder writable or set FAQ_HOME"):
        Store.open(open_folder)


@pytest.mark.parametrize("content", [b"\x00" * 8192, b"id,question,answer\n" * 500])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "faq.sqlite3").write_bytes(content)
    with pytest.raises(StoreError, match=r"faq.sqlite3: the file is damaged.*backup"):
        Store.open(tmp_path)
    assert (tmp_path / "faq.sqlite3").read_bytes() == content


def test_a_database_with_damaged_pages_is_named(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.publish([ENTRY], author="ada")
    store.close()
    path = tmp_path / "faq.sqlite3"
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * (path.stat().st_size - 100))
    with pytest.raises(StoreError, match=r"faq.sqlite3: the file is damaged.*backup"):
        Store.open(tmp_path)


def test_a_schema_from_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with connect(tmp_path / "faq.sqlite3") as outside:
        outside.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version of FAQ Matcher"):
        Store.open(tmp_path)
    with connect(tmp_path / "faq.sqlite3") as outside:
        assert outside.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_a_full_disk_is_told_and_the_live_revision_stays(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    store = Store(database)
    live = store.publish([ENTRY], author="ada")
    database.close()
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 40"))
    with pytest.raises(StoreError, match=r"the disk is full; nothing was changed"):
        store.publish([Entry(str(i), "How?", "x" * 5000) for i in range(100)], author="bob")
    assert (store.live(), store.revisions(), store.entries(1)) == (live, [live], (ENTRY,))
    store.close()


def test_a_new_folder_can_be_opened_by_several_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: Store.open(tmp_path), range(8)))
    stores[0].publish([ENTRY], author="ada")
    assert [store.entries(1) for store in stores] == [(ENTRY,)] * 8
    for store in stores:
        store.close()
