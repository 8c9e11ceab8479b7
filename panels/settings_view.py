"""Settings: what the service runs with, and the environment variable that sets each."""

from html import escape

import gradio as gr

from matcher.ingest import Limits
from panels.desk import Desk
from panels.tuning import calibration

_LIMITS = "FAQ_MAX_FILE_MB, FAQ_MAX_ROWS, FAQ_MAX_QUESTION, FAQ_MAX_ANSWER"
_INTRO = "<h2>Settings</h2><p>Each is set by the environment variable beside it, and read when the service starts.</p>"


def settings_rows(desk: Desk) -> list[tuple[str, str, str]]:
    """Return what is shown: what it is, its value, its environment variable."""
    settings, models = desk.settings, desk.knowledge_base.matcher.models
    return [
        ("Title", settings.title, "FAQ_TITLE"),
        ("Logo", settings.logo or "none", "FAQ_LOGO"),
        ("Intro", settings.intro, "FAQ_INTRO"),
        ("Contact, where there is no answer", settings.contact, "FAQ_CONTACT"),
        ("Example questions", "\n".join(settings.examples) or "none", "FAQ_EXAMPLES"),
        ("Encoder", models.get("encoder", settings.encoder), "FAQ_ENCODER"),
        ("Reranker", _reranker(models.get("reranker", settings.reranker)), "FAQ_RERANKER"),
        ("Runtime", models.get("runtime", settings.runtime), "FAQ_RUNTIME"),
        ("Questions per visitor", settings.rate_limit, "FAQ_RATE_LIMIT"),
        ("Files taken", Limits.from_settings(settings).describe(), _LIMITS),
        ("Listens on", f"{settings.host}, port {settings.port}", "FAQ_HOST, FAQ_PORT"),
        ("Public address", settings.public_url or "none", "FAQ_PUBLIC_URL"),
        ("Admin password", "set" if settings.admin_password else "not set", "FAQ_ADMIN_PASSWORD"),
    ]


def settings_table(desk: Desk) -> str:
    """Return the settings as a table."""
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td><td><code>{variable}</code></td></tr>'
        for name, value, variable in settings_rows(desk)
    )
    head = '<thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">Set by</th></tr></thead>'
    return f'<table class="fm-settings">{head}<tbody>{lines}</tbody></table>'


def build_settings(desk: Desk) -> None:
    """Add the panel to the page that is being built."""
    fits = calibration(desk.knowledge_base.matcher) or '<p class="fm-note">The confidence fits the models that run.</p>'
    gr.HTML(_INTRO + settings_table(desk) + fits, padding=False)


def _reranker(name: str) -> str:
    return "no reranker" if name in {"", "none"} else name
