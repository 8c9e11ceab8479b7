"""Who may reach what: one guard in front of every request, so that no panel has to remember to check."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matcher.settings import Settings
from panels.sessions import COOKIE, Sessions

LOGIN_PATH = "/admin/login"

# Wider than what the router takes for the admin app, so that no spelling of the path slips past.
_ADMIN = re.compile(r"/*admin(/|$)", re.IGNORECASE)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
# All that the public chat uses of Gradio's routes; the rest (uploads, files, proxy, history) is closed there.
_PUBLIC_GRADIO = re.compile(
    r"/gradio_api/(app_id|call|cancel|heartbeat|info|login_check|queue|reset|run|startup-events|theme\.css)(/|$)"
)
_CLOSED = re.compile(r"/+(gradio_api|monitoring|login|logout)(/|$)")
# A chat sends its own conversation along with each question; nothing public needs more.
_MAX_PUBLIC_BODY = 1_000_000

_CONTENT = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob: https:; font-src 'self' data:; object-src 'none'; frame-src 'none'; "
    "base-uri 'self'; form-action 'self'"
)


class Door(StrEnum):
    """How one comes into /admin."""

    OPEN = "open"
    PASSWORD = "password"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of access that follow from where the service listens."""

    door: Door
    loopback: bool
    public_host: str = ""

    @classmethod
    def of(cls, settings: Settings) -> "Policy":
        """Open on loopback; elsewhere a password, or a one-time link where none is set."""
        loopback = is_loopback(settings.host)
        door = Door.PASSWORD if settings.admin_password else Door.OPEN if loopback else Door.LINK
        return cls(door, loopback, _host_of(settings.public_url))

    def knows_host(self, host: str) -> bool:
        """Whether a Host header may reach a service on loopback: guards against DNS rebinding."""
        name = _host_of(f"//{host}")
        return bool(name) and (is_loopback(name) or name == self.public_host)

    def knows_origin(self, origin: str, host: str) -> bool:
        """Whether a page at this origin may change anything: only the service's own pages may."""
        if not origin:
            return True
        parts = urlsplit(origin)
        return bool(parts.netloc) and (parts.netloc == host or parts.hostname == self.public_host)


class Guard:
    """ASGI middleware that refuses what the policy does not allow and adds the security headers."""

    def __init__(self, app: ASGIApp, policy: Policy, sessions: Sessions) -> None:
        self._app = app
        self._policy = policy
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        admin = bool(_ADMIN.match(_path(scope)))
        refusal = self._refuse_stranger(request, admin) or self._refuse_path(request, admin)
        handler: ASGIApp = refusal or self._app
        await handler(scope, receive if admin else _bounded(receive), _with_headers(send, admin))

    def _refuse_stranger(self, request: Request, admin: bool) -> Response | None:
        host = request.headers.get("host", "")
        if self._policy.loopback and not self._policy.knows_host(host):
            return _refusal(403, f"This service does not answer to the name {host!r}. FAQ_PUBLIC_URL allows a name.")
        changes = request.method not in _SAFE_METHODS
        if changes and (admin or self._policy.loopback):
            origin = request.headers.get("origin", "")
            if not self._policy.knows_origin(origin, host):
                return _refusal(403, f"A page at {origin} may not change anything here.")
        return None

    def _refuse_path(self, request: Request, admin: bool) -> Response | None:
        path = _path(request.scope)
        if not admin:
            closed = _CLOSED.match(path) and not _PUBLIC_GRADIO.match(path)
            return _refusal(404, "There is nothing here.") if closed else None
        if self._policy.door is Door.OPEN:
            proxied = any(name in request.headers for name in _PROXY_HEADERS)
            advice = "The admin pages are not open through a proxy. Set FAQ_ADMIN_PASSWORD, then sign in."
            return _refusal(403, advice) if proxied else None
        if path == LOGIN_PATH or self._sessions.holds(request.cookies.get(COOKIE, "")):
            return None
        if request.method == "GET" and path.rstrip("/") == "/admin":
            return RedirectResponse(LOGIN_PATH, status_code=303)
        return _refusal(401, "Sign in first.")


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without port, is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _refusal(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status_code=status)


def _with_headers(send: Send, admin: bool) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            policy = f"{_CONTENT}; frame-ancestors 'none'" if admin else _CONTENT
            headers.setdefault("Content-Security-Policy", policy)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Referrer-Policy", "same-origin")
            if admin:
                headers["X-Frame-Options"] = "DENY"
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_with_headers


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > _MAX_PUBLIC_BODY:
            raise HTTPException(413, f"At most {_MAX_PUBLIC_BODY:,} bytes are read.")
        return message

    return receive_bounded
