"""Servers as processes of their own: started, asked over REST, and killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any

from matcher.settings import PROJECT
from tests.crash import server

SAMPLE = "the sample"
"""Stands for the revision that a new folder answers from."""


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A server, the port it answers at, and its standard streams."""

    pid: int
    port: int
    stdin: IO[str]
    stdout: IO[str]

    def wait_until_ready(self) -> None:
        """Wait until it answers."""
        assert self.stdout.readline() == "ready\n"

    def begin(self) -> None:
        """Let it change what is live, again and again."""
        self.stdin.write("go\n")
        self.stdin.flush()

    def kill(self) -> None:
        """End it as nothing can prevent."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def tags(self) -> set[str]:
        """Ask over REST; return the revisions that the candidates are of."""
        return tags(self.port)


def ask(port: int, question: str) -> dict[str, Any]:
    """Ask a server over REST; return its reply."""
    body = json.dumps({"question": question}).encode()
    url = f"http://127.0.0.1:{port}/api/v1/answer"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        reply: dict[str, Any] = json.load(response)
    return reply


def tags(port: int) -> set[str]:
    """Return the revisions that the candidates of a question are of."""
    found = ask(port, "part 7, please")["candidates"]
    return {each["category"] if each["id"].startswith("part-") else SAMPLE for each in found}


def ask_until_killed(tags: Callable[[], set[str]], mixed: list[set[str]], pause: float) -> None:
    """Ask until the server is gone, pausing for seconds; note errors, and replies out of several revisions."""
    while True:
        try:
            found = tags()
        except urllib.error.HTTPError as error:
            mixed.append({f"status {error.code}"})
        except (OSError, HTTPException, ValueError):  # the server is gone, perhaps in the middle of its reply
            return
        else:
            if len(found) != 1:
                mixed.append(found)
        time.sleep(pause)


def start(folder: Path, name: str) -> Running:
    """Start a server by a command."""
    port = free_port()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FAQ_")}
    command = [sys.executable, "-m", "tests.crash.server", str(folder), str(port), name]
    process = subprocess.Popen(command, cwd=PROJECT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    return Running(process.pid, port, process.stdin, process.stdout)


def fork(folder: Path, name: str) -> Running:
    """Start a server in a copy of this process, which must have no threads: everything is imported already."""
    port = free_port()
    (to_read, tell), (hear, to_write) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(tell)
        os.close(hear)
        sys.stdin, sys.stdout = os.fdopen(to_read), os.fdopen(to_write, "w")
        server.main(folder, port, name)
        os._exit(0)
    os.close(to_read)
    os.close(to_write)
    return Running(pid, port, os.fdopen(tell, "w"), os.fdopen(hear))


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
