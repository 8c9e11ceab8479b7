"""The service as people run it, `python app.py`, as a process that is asked over HTTP and killed."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import app
from matcher.settings import PROJECT
from tests.crash.processes import ask, free_port, tags

_PACE = "1000000/minute"


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """A process of the service, the port it answers at, and what it prints."""

    port: int
    pid: int
    stdout: IO[str]

    @classmethod
    def start(cls, home: Path, cache: Path, *, study: bool, copied: bool = False) -> "Service":
        """Start it over a folder, with the models that are the default.

        Copied, it is app.py in a copy of this process, which must have no threads: everything but the model is loaded
        already, which is three quarters of a start.
        """
        given = {
            "FAQ_HOME": str(home),
            "FAQ_CACHE": str(cache),
            "FAQ_PORT": str(free_port()),
            "FAQ_RATE_LIMIT": _PACE,
            "FAQ_STUDY": str(study),
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FAQ_")} | given
        begin = _copy if copied else _command
        return cls(int(given["FAQ_PORT"]), *begin(environment))

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> None:
        """Wait until it says where it listens."""
        assert any(line.startswith("API:") for line in self.stdout), "the service ended while it started"

    def kill(self) -> None:
        """End it as nothing can prevent; once more does nothing."""
        if self.stdout.closed:
            return
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.stdout.close()

    def tags(self) -> set[str]:
        """Ask over REST; return the revisions that the candidates are of."""
        return tags(self.port)

    def answer(self, question: str) -> str:
        """Ask over REST; return the text of the answer, empty where there is none."""
        entry = ask(self.port, question)["answer"]
        return str(entry["answer"]) if entry else ""


def _command(environment: dict[str, str]) -> tuple[int, IO[str]]:
    process = subprocess.Popen(
        [sys.executable, "app.py"], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process.pid, process.stdout


def _copy(environment: dict[str, str]) -> tuple[int, IO[str]]:
    hear, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hear)
        sys.stdout = os.fdopen(tell, "w")
        os.environ.clear()
        os.environ.update(environment)
        os._exit(app.main())
    os.close(tell)
    return pid, os.fdopen(hear)
