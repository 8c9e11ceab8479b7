"""The admin page: one navigation on the left, one panel at a time beside it."""

from html import escape

import gradio as gr

from panels.desk import Desk
from panels.knowledge_base import build_knowledge_base
from panels.settings_view import build_settings
from panels.tuning import build_tuning

_PANELS = {
    "knowledge-base": ("Knowledge base", build_knowledge_base),
    "tuning": ("Tuning", build_tuning),
    "settings": ("Settings", build_settings),
}
_SIGN_OUT = '<form method="post" action="/admin/logout"><button class="fm-sign-out">Sign out</button></form>'


def navigation(title: str, *, signed_in: bool) -> str:
    """Return the navigation; each link's hash shows the panel of that name."""
    links = "".join(f'<li><a href="#{name}">{label}</a></li>' for name, (label, _) in _PANELS.items())
    return (
        f'<h1>{escape(title)}</h1><nav class="fm-nav" aria-label="Manage"><ul>{links}</ul></nav>'
        f'<div class="fm-out"><a href="/">Open the chat</a>{_SIGN_OUT if signed_in else ""}</div>'
    )


def build_manage(desk: Desk, *, signed_in: bool) -> gr.Blocks:
    """Return the page; signed_in where a login protects it and so can be ended."""
    title = desk.settings.title
    page = gr.Blocks(title=f"Manage - {title}", analytics_enabled=False, delete_cache=(3600, 3600))
    with page, gr.Row(elem_id="manage"):
        with gr.Column(scale=0, min_width=0, elem_id="side"):
            gr.HTML(navigation(title, signed_in=signed_in), padding=False)
        with gr.Column(min_width=0, elem_id="panels"):
            for name, (_, build) in _PANELS.items():
                with gr.Column(elem_id=f"panel-{name}", elem_classes="fm-panel", min_width=0):
                    build(desk)
    page.queue(max_size=16, default_concurrency_limit=4)
    return page
