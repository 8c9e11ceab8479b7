import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount, Route

from matcher.settings import Settings
from panels.access import Door, Policy, is_loopback
from tests.serving import LOOPBACK, app_for, client_for

PUBLIC = {"host": "0.0.0.0"}
PASSWORD = {**PUBLIC, "admin_password": "open sesame"}
RIGHT = {"user": "admin", "password": "open sesame"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_for(tmp_path_factory.mktemp("closed"), **PASSWORD) as client:
        yield client


@pytest.fixture(scope="module")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_for(tmp_path_factory.mktemp("loopback"), public_url="https://help.example.org") as client:
        yield client


def leaves(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Every single route, those of included routers too."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if router is None:
            yield route
        else:
            yield from leaves(router.routes)


def admin_routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and path that the mounted admin app answers, with something in each parameter's place."""
    (mount,) = [route for route in app.routes if isinstance(route, Mount) and route.path == "/admin"]
    return sorted(
        (method, "/admin" + re.sub(r"\{[^}]*\}", "x", route.path))
        for route in leaves(mount.routes)
        if isinstance(route, Route)
        for method in route.methods or {"GET"}
    )


def test_every_admin_route_is_closed_without_login(closed: TestClient) -> None:
    assert isinstance(closed.app, FastAPI)
    routes = admin_routes(closed.app)
    named = {path for _, path in routes}
    assert {"/admin/config", "/admin/gradio_api/upload", "/admin/gradio_api/queue/join", "/admin/theme.css"} <= named
    answered = {(method, path): closed.request(method, path).status_code for method, path in routes}
    assert {route: code for route, code in answered.items() if code != 401} == {("GET", "/admin/"): 303}


@pytest.mark.parametrize(
    "path",
    [
        "/admin",
        "/admin/",
        "/admin/config",
        "/admin/info",
        "/admin/gradio_api/info",
        "/admin/gradio_api/heartbeat/abc",
        "/admin/gradio_api/queue/data?session_hash=abc",
        "/admin/gradio_api/file=faq.csv",
        "/admin/assets/index.js",
        "/admin//config",
        "//admin/config",
        "/Admin/config",
        "/admin/%63onfig",
        "/admin/./config",
        "/admin/login/../config",
        "/admin/login/",
        "/admin/nothing-here",
    ],
)
def test_no_spelling_of_an_admin_path_passes(closed: TestClient, path: str) -> None:
    response = closed.get(f"{LOOPBACK}{path}")
    assert response.status_code in {401, 303, 404}
    assert "fm-nav" not in response.text


def test_a_page_without_login_leads_to_the_login(closed: TestClient) -> None:
    response = closed.get("/admin/")
    assert (response.status_code, response.headers["location"]) == (303, "/admin/login")
    assert 'name="password"' in closed.get("/admin/login").text


def test_the_password_opens_every_admin_route_until_signing_out(tmp_path: Path) -> None:
    with client_for(tmp_path, **PASSWORD) as client:
        welcome = client.post("/admin/login", data=RIGHT)
        assert (welcome.status_code, welcome.headers["location"]) == (303, "/admin/")
        cookie = welcome.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/admin" in cookie
        assert client.get("/admin/config").status_code == 200
        client.post("/admin/logout")
        client.cookies.set("faq_admin", cookie.split("=")[1].split(";")[0], path="/admin")
        assert client.get("/admin/config").status_code == 401


@pytest.mark.parametrize("wrong", [{**RIGHT, "password": "guess"}, {**RIGHT, "user": "root"}, {}])
def test_a_wrong_login_sets_no_cookie(closed: TestClient, wrong: dict[str, str]) -> None:
    response = closed.post("/admin/login", data=wrong)
    assert response.status_code in {401, 429}
    assert "set-cookie" not in response.headers


def test_guessing_is_slowed_down_even_for_the_right_password(tmp_path: Path) -> None:
    with client_for(tmp_path, **PASSWORD) as client:
        codes = [client.post("/admin/login", data={**RIGHT, "password": "x"}).status_code for _ in range(5)]
        late = client.post("/admin/login", data=RIGHT)
    assert codes == [401] * 5
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) >= 1


def test_the_login_link_works_once_and_makes_the_next(tmp_path: Path) -> None:
    app = app_for(tmp_path, **PUBLIC)
    with TestClient(app, base_url=LOOPBACK, follow_redirects=False) as client:
        first = app.state.login_link.url
        assert first.startswith("http://localhost:7860/admin/login?token=")
        assert client.get("/admin/config").status_code == 401
        assert client.get("/admin/login?token=guess").status_code == 401
        assert client.post("/admin/login", data={"user": "admin", "password": ""}).status_code == 401
        assert client.get(first.removeprefix("http://localhost:7860")).status_code == 303
        assert client.get("/admin/config").status_code == 200
        client.cookies.clear()
        assert client.get(first.removeprefix("http://localhost:7860")).status_code == 401
        assert app.state.login_link.url != first


def test_loopback_is_open_without_password(loopback: TestClient) -> None:
    assert loopback.get("/admin/config").status_code == 200
    assert loopback.get("/admin/login").headers["location"] == "/admin/"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Real-IP", "Via"])
def test_a_proxied_request_finds_no_open_admin(loopback: TestClient, header: str) -> None:
    assert loopback.get("/admin/config", headers={header: "10.0.0.1"}).status_code == 403
    assert loopback.get("/healthz", headers={header: "10.0.0.1"}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", "", "["]
)
@pytest.mark.parametrize("path", ["/", "/healthz", "/admin/config"])
def test_a_foreign_host_name_is_refused_on_loopback(loopback: TestClient, host: str, path: str) -> None:
    assert loopback.get(path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1", "127.0.0.1:7860", "[::1]:7860", "127.1.2.3", "help.example.org"]
)
def test_the_own_host_names_are_known(loopback: TestClient, host: str) -> None:
    assert loopback.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "file://"])
def test_a_foreign_page_may_change_nothing(loopback: TestClient, origin: str) -> None:
    for path in ("/admin/gradio_api/queue/join", "/admin/logout", "/api/v1/answer", "/gradio_api/queue/join"):
        assert loopback.post(path, headers={"Origin": origin}, json={}).status_code == 403


@pytest.mark.parametrize("origin", [LOOPBACK, "https://help.example.org"])
def test_the_own_pages_may_ask(loopback: TestClient, origin: str) -> None:
    response = loopback.post("/api/v1/answer", headers={"Origin": origin}, json={"question": "hello"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "upload",
        "file=/etc/passwd",
        "file/faq.csv",
        "proxy=https://example.org",
        "stream/x",
        "run-history/buckets",
        "vibe-code/",
    ],
)
def test_the_public_chat_has_no_way_to_files(loopback: TestClient, path: str) -> None:
    assert loopback.get(f"/gradio_api/{path}").status_code == 404
    assert loopback.post(f"/gradio_api/{path}").status_code == 404


def test_the_public_chat_serves_no_file_through_its_static_routes(loopback: TestClient) -> None:
    for path in (
        "/static/../../../../app.py",
        "/static/%2e%2e/%2e%2e/routes.py",
        "/assets/%2e%2e/%2e%2e/%2e%2e/routes.py",
    ):
        assert loopback.get(path).status_code in {403, 404}


def test_an_upload_above_the_limit_is_refused(tmp_path: Path) -> None:
    with client_for(tmp_path, max_file_mb=0.01) as client:
        files = {"files": ("faq.csv", b"x" * 20_000)}
        assert client.post("/admin/gradio_api/upload", files=files).status_code == 413


def test_admin_pages_may_not_be_framed_or_kept(loopback: TestClient) -> None:
    headers = loopback.get("/admin/").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["x-frame-options"], headers["cache-control"]) == ("DENY", "no-store")
    chat = loopback.get("/").headers
    assert "default-src 'self'" in chat["content-security-policy"]
    assert chat["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("values", "door"),
    [
        ({}, Door.OPEN),
        ({"host": "localhost"}, Door.OPEN),
        ({"host": "::1"}, Door.OPEN),
        ({"admin_password": "x"}, Door.PASSWORD),
        (PASSWORD, Door.PASSWORD),
        (PUBLIC, Door.LINK),
        ({"host": "::"}, Door.LINK),
        ({"host": "192.168.1.4"}, Door.LINK),
    ],
)
def test_where_the_service_listens_decides_the_door(values: dict[str, str], door: Door) -> None:
    settings = Settings(host=values.get("host", "127.0.0.1"), admin_password=values.get("admin_password", ""))
    assert Policy.of(settings).door is door


def test_only_this_machine_is_loopback() -> None:
    names = ["localhost", "127.0.0.1", "127.8.8.8", "[::1]", "::1", "0.0.0.0", "::", "example.org", "10.0.0.1", ""]
    assert [is_loopback(name) for name in names] == [True] * 5 + [False] * 5
