"""The service: `python app.py` serves the chat and the API at /, and the admin panels at /admin."""

import logging
import os
import re
import socket
import sys

import uvicorn

from matcher.encoder import load_encoder
from matcher.errors import MatcherError, SettingsError
from matcher.knowledge_base import KnowledgeBase
from matcher.reranker import load_reranker
from matcher.settings import Settings, load_settings
from panels.service import create_app

# Every open page holds one of these, and none ends by itself.
_STREAMS = re.compile(r"/gradio_api/(heartbeat/|queue/data)")
_GOODBYE_SECONDS = 3


class Server(uvicorn.Server):
    """Says where it listens as soon as it does, and lets go of open pages when it is stopped."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce."""
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(self._announcement)
            sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hang up on the streams, finish what else is being answered, stop."""
        for connection in list(self.server_state.connections):
            scope = getattr(connection, "scope", None)
            if scope and _STREAMS.search(scope["path"]):
                connection.transport.close()
        await super().shutdown(sockets)


def main() -> int:
    """Serve until stopped; return 2, with a message, where a setting, a file or a model is not right."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        serve(load_settings())
    except MatcherError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
    return 0


def serve(settings: Settings) -> None:
    """Load the models, open the knowledge base and serve. Raises MatcherError where that can't be done."""
    listener = listen(settings.host, settings.port)
    knowledge_base = KnowledgeBase.open(settings, load_encoder(settings), load_reranker(settings))
    app = create_app(settings, knowledge_base)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=_GOODBYE_SECONDS, server_header=False
    )
    link = app.state.login_link
    Server(config, announcement(settings, link.url if link else "")).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is loaded. Raises SettingsError where it is not free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        # A name that can't be resolved has a negative number, and its text only.
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise SettingsError(
            f"Can't listen on {host}, port {port}: {reason}. Set FAQ_HOST and FAQ_PORT to what is free here."
        ) from error


def announcement(settings: Settings, login_link: str) -> str:
    """Return the lines that say where the pages are."""
    name = {"127.0.0.1": "localhost", "0.0.0.0": "localhost", "::": "localhost"}.get(settings.host, settings.host)
    url = f"http://{f'[{name}]' if ':' in name else name}:{settings.port}"
    lines = [f"Chat:   {url}/", f"Manage: {url}/admin/", f"API:    {url}/docs"]
    if login_link:
        lines.append(f"No FAQ_ADMIN_PASSWORD is set. Sign in, once, with: {login_link}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
