"""A server process to be killed: answers over REST while it publishes, imports files and goes back, one after another.

Before each change it prints what is to be live, and after it that it is. It begins once it is told to.
"""

import random
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from matcher.ingest import Limits, read_faq, write_csv
from matcher.knowledge_base import KnowledgeBase
from matcher.settings import Settings
from matcher.types import Entry
from panels.api import add_error_handlers, api_routes
from panels.desk import Desk
from tests.fakes import FakeEncoder

ENTRIES = 100


def entries_of(tag: str, count: int = ENTRIES) -> tuple[Entry, ...]:
    """Return the entries of a revision; each tells which one it is of, by its category."""
    return tuple(
        Entry(f"part-{i}", f"How does part {i} work in {tag}?", f"By {tag}.", (f"part {i}, please",), tag)
        for i in range(count)
    )


def changes(base: KnowledgeBase, name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Change what is live again and again; give each change before it is done, and after."""
    chance = random.Random(name)
    limits = Limits.from_settings(Settings())
    for count in range(1_000_000):
        tag = f"{name}-{count}"
        earlier = base.revisions()
        if len(earlier) > 2 and chance.random() < 0.3:
            revision = chance.choice(earlier)
            yield "try", revision.note
            base.make_live(revision.number)
            yield "live", revision.note
            continue
        yield "try", tag
        entries = entries_of(tag)
        if chance.random() < 0.4:
            file = folder / f"{tag}.csv"
            file.write_bytes(write_csv(entries))
            entries = read_faq(file, limits=limits).entries
            file.unlink()
        base.publish(entries, author=name, note=tag)
        yield "live", tag


class Announcing(uvicorn.Server):
    """Prints a line as soon as it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce."""
        await super().startup(sockets)
        _say("ready")


def main(home: Path, port: int, name: str) -> None:
    """Serve REST with an encoder without a model, which starts fast; every other server studies what is live."""
    settings = Settings(home=home, port=port, rate_limit="1000000/minute", study=random.Random(name).random() < 0.5)
    base = KnowledgeBase.open(settings, FakeEncoder())
    app = FastAPI()
    app.include_router(api_routes(Desk.open(settings, base)))
    add_error_handlers(app)

    def change() -> None:
        sys.stdin.readline()
        for doing, tag in changes(base, name, Path(tempfile.gettempdir())):
            _say(f"{doing} {tag}")

    threading.Thread(target=change, daemon=True).start()
    Announcing(uvicorn.Config(app, port=port, log_level="warning", access_log=False)).run()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
