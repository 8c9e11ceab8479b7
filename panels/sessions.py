"""Signing in to the admin pages: by password, or by a link that works once."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest

import structlog
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from matcher.settings import Settings
from panels.login_page import login_page
from panels.questions import Pace, PaceError

COOKIE = "faq_admin"

_LIFETIME = 12 * 3600
# Slow enough to make guessing hopeless, fast enough for a person who mistypes.
_ATTEMPTS = "5/minute"
_log = structlog.get_logger()


class Sessions:
    """Who is signed in; kept in memory, so a restart signs everyone out."""

    def __init__(self) -> None:
        self._expiry: dict[str, float] = {}

    def start(self) -> str:
        """Begin a session and return its secret, for the cookie."""
        now = time.monotonic()
        self._expiry = {key: expiry for key, expiry in self._expiry.items() if expiry > now}
        key = secrets.token_urlsafe(32)
        self._expiry[key] = now + _LIFETIME
        return key

    def holds(self, key: str) -> bool:
        """Whether this is the secret of a session that has not ended."""
        return self._expiry.get(key, 0.0) > time.monotonic()

    def end(self, key: str) -> None:
        """End a session; ending none is fine."""
        self._expiry.pop(key, None)


class OneTimeLink:
    """A login link for the log. Each use makes the next one, so that the log always shows one that works."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.public_url.rstrip("/") or f"http://{_reachable(settings.host)}:{settings.port}"
        self._token = secrets.token_urlsafe(32)

    @property
    def url(self) -> str:
        """The link that works now."""
        return f"{self._base}/admin/login?token={self._token}"

    def redeem(self, token: str) -> bool:
        """Take the token, once."""
        if not compare_digest(token.encode(), self._token.encode()):
            return False
        self._token = secrets.token_urlsafe(32)
        _log.info("The login link was used; the next one", url=self.url)
        return True


@dataclass(frozen=True, slots=True)
class Login:
    """The pages that sign in and out; the guard leaves only /admin/login open."""

    settings: Settings
    sessions: Sessions
    link: OneTimeLink | None
    pace: Pace

    def show(self, request: Request, token: str = "") -> Response:
        """Show the page, or sign in by the link."""
        if not self.settings.admin_password and self.link is None:
            return RedirectResponse("/admin/", status_code=303)
        link = self.link
        if link is None or not token:
            return self._page(200)
        return self._attempt(request, lambda: link.redeem(token), "This link was used already or is not right.")

    async def sign_in(self, request: Request) -> Response:
        """Sign in by name and password."""
        form = await request.form(max_files=0, max_fields=4)
        user, password = str(form.get("user", "")), str(form.get("password", ""))
        return self._attempt(request, lambda: _knows(self.settings, user, password), "Name or password is not right.")

    def sign_out(self, request: Request) -> Response:
        """End the session."""
        self.sessions.end(request.cookies.get(COOKIE, ""))
        response = RedirectResponse("/", status_code=303)
        response.delete_cookie(COOKIE, path="/admin")
        return response

    def _attempt(self, request: Request, right: Callable[[], bool], problem: str) -> Response:
        try:
            self.pace.count(request.client.host if request.client else "unknown")
        except PaceError as error:
            return self._page(429, str(error), {"Retry-After": str(error.retry_after)})
        return self._welcome(request) if right() else self._page(401, problem)

    def _page(self, status: int, problem: str = "", headers: dict[str, str] | None = None) -> Response:
        page = login_page(self.settings, by_link=self.link is not None, problem=problem)
        return HTMLResponse(page, status_code=status, headers=headers)

    def _welcome(self, request: Request) -> Response:
        response = RedirectResponse("/admin/", status_code=303)
        secure = request.url.scheme == "https" or self.settings.public_url.startswith("https:")
        key = self.sessions.start()
        response.set_cookie(COOKIE, key, max_age=_LIFETIME, path="/admin", httponly=True, samesite="lax", secure=secure)
        return response


def login_routes(settings: Settings, sessions: Sessions, link: OneTimeLink | None) -> APIRouter:
    """Return the routes that sign in and out."""
    login = Login(settings, sessions, link, Pace(_ATTEMPTS))
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    router.add_api_route("/admin/login", login.show, methods=["GET"], response_model=None)
    router.add_api_route("/admin/login", login.sign_in, methods=["POST"], response_model=None)
    router.add_api_route("/admin/logout", login.sign_out, methods=["POST"], response_model=None)
    return router


def _knows(settings: Settings, user: str, password: str) -> bool:
    """Compare both in constant time. Without a password set, nobody knows it."""
    right_user = compare_digest(user.encode(), settings.admin_user.encode())
    right_password = compare_digest(password.encode(), settings.admin_password.encode())
    return bool(settings.admin_password) and right_user and right_password


def _reachable(host: str) -> str:
    if host in {"0.0.0.0", "::"}:
        return "localhost"
    return f"[{host}]" if ":" in host else host
