"""The whole service as one FastAPI app: REST, admin panels and the public chat, behind one guard."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

# Gradio reads it when it is imported; no visitor is reported to anyone.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr  # noqa: E402
from fastapi import FastAPI, Request  # noqa: E402
from fastapi_offline import FastAPIOffline  # noqa: E402
from starlette.responses import RedirectResponse  # noqa: E402

from matcher.ingest import Limits  # noqa: E402
from matcher.knowledge_base import KnowledgeBase  # noqa: E402
from matcher.settings import Settings  # noqa: E402
from panels.access import Door, Guard, Policy  # noqa: E402
from panels.api import add_error_handlers, api_routes  # noqa: E402
from panels.chat import build_chat  # noqa: E402
from panels.desk import Desk  # noqa: E402
from panels.downloads import download_routes  # noqa: E402
from panels.manage import build_manage  # noqa: E402
from panels.pulse import pulse_routes  # noqa: E402
from panels.sessions import OneTimeLink, Sessions, login_routes  # noqa: E402
from panels.theme import dressed  # noqa: E402
from panels.tuning import label_routes  # noqa: E402

_DESCRIPTION = "Answers questions from an FAQ that people wrote, or says honestly that it does not know."


def create_app(settings: Settings, knowledge_base: KnowledgeBase) -> FastAPI:
    """Return the service. `app.state.login_link` holds the one-time link where that is the way in, else None."""
    policy, sessions = Policy.of(settings), Sessions()
    link = OneTimeLink(settings) if policy.door is Door.LINK else None
    desk = Desk.open(settings, knowledge_base)
    app = FastAPIOffline(
        title="FAQ Matcher", description=_DESCRIPTION, redoc_url=None, lifespan=_closing(knowledge_base)
    )
    app.state.login_link = link
    app.add_middleware(Guard, policy=policy, sessions=sessions)
    add_error_handlers(app)
    app.include_router(api_routes(desk))
    app.include_router(download_routes(desk))
    app.include_router(label_routes(desk))
    app.include_router(pulse_routes(desk))
    app.include_router(login_routes(settings, sessions, link))

    @app.get("/admin", include_in_schema=False)
    def admin(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/admin/")

    shared = {"footer_links": [], "run_history": False, "enable_monitoring": False, "pwa": False, "ssr_mode": False}
    manage = build_manage(desk, signed_in=policy.door is not Door.OPEN)
    upload = Limits.from_settings(settings).max_bytes
    gr.mount_gradio_app(app, manage, "/admin", max_file_size=upload, **shared, **dressed("manage"))
    chat = build_chat(desk)
    gr.mount_gradio_app(app, chat, "/", max_file_size="1kb", show_error=False, **shared, **dressed("chat"))
    return app


def _closing(knowledge_base: KnowledgeBase) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        knowledge_base.close()

    return lifespan
