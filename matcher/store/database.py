"""Open the database, bring its schema up to date, and turn its errors into ones fit for a user."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError
from typing import Self

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from matcher.errors import StoreError

_FILE_NAME = "faq.sqlite3"
_MIGRATIONS = Path(__file__).parent / "migrations"

# Longer than the largest publish keeps the write lock, 200,000 entries on a slow disk.
_BUSY_TIMEOUT_MS = 30_000

_MEANINGS = {
    "SQLITE_FULL": "the disk is full; nothing was changed. Free some space and try again",
    "SQLITE_READONLY": "it can't be written. Make the folder writable or set FAQ_HOME to another one",
    "SQLITE_CANTOPEN": "it can't be opened. Make the folder writable or set FAQ_HOME to another one",
    "SQLITE_PERM": "it can't be opened. Make the folder writable or set FAQ_HOME to another one",
    "SQLITE_CORRUPT": "the file is damaged. Restore it from a backup, or move it away to start anew",
    "SQLITE_NOTADB": "the file is damaged or not a database. Restore it from a backup, or move it away to start anew",
    "SQLITE_BUSY": "another process is writing to it. Try again in a moment",
    "SQLITE_LOCKED": "another process is writing to it. Try again in a moment",
    "SQLITE_IOERR": "the disk could not be read or written. Check the disk and its free space",
}


@dataclass(frozen=True, slots=True)
class Database:
    """One database file and its connections; may be used from any thread."""

    path: Path
    engine: Engine

    @classmethod
    def open(cls, home: Path) -> Self:
        """Create the folder and the file where missing, and migrate the schema. Raises StoreError."""
        home = home.expanduser()
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the knowledge base folder {home} can't be made: {error.strerror}. "
                "Make its parent writable or set FAQ_HOME to another folder"
            ) from error
        database = cls(home / _FILE_NAME, _engine(home / _FILE_NAME))
        try:
            database._migrate()
        except StoreError:
            database.close()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database throughout."""
        with self._errors_told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together or, after any error, not at all."""
        # IMMEDIATE takes the write lock first: a reader that turned writer would fail instead of waiting.
        engine = self.engine.execution_options(immediate=True)
        with self._errors_told(), engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()

    def _migrate(self) -> None:
        with self.writing() as connection:
            current = set(MigrationContext.configure(connection).get_current_heads())
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            scripts = ScriptDirectory.from_config(config)
            if not current <= {script.revision for script in scripts.walk_revisions()}:
                raise StoreError(
                    f"{self.path} was written by a newer version of FAQ Matcher. "
                    "Update FAQ Matcher, or set FAQ_HOME to another folder"
                )
            if current != set(scripts.get_heads()):
                config.attributes["connection"] = connection
                command.upgrade(config, "head")

    @contextmanager
    def _errors_told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if _code(error).startswith("SQLITE_READONLY"):
                self.engine.dispose()  # a connection opened then stays read-only after the folder no longer is
            raise StoreError(f"the knowledge base {self.path}: {_meaning(error)}") from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise StoreError(f"the knowledge base {self.path}: {_MEANINGS['SQLITE_CORRUPT']}") from error


def _engine(path: Path) -> Engine:
    # Connections to a file are cheap: no thread should wait for, or fail over, a full pool.
    engine = create_engine(URL.create("sqlite", database=str(path)), max_overflow=-1)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # _begin says when a transaction starts, not the driver
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")  # a published revision survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def _use_wal(connection: SqliteConnection) -> None:
    """Switch a new file to WAL; SQLite does not wait for another connection that switches it too, so this does."""
    deadline = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _meaning(error: DBAPIError) -> str:
    name = _code(error)
    return next((meaning for code, meaning in _MEANINGS.items() if name.startswith(code)), str(error.orig))


def _code(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlite_errorname", "")
