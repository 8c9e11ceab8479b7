"""How the pages look: one theme from the fonts that are there already, and the style sheets beside this module."""

from pathlib import Path
from typing import Any

import gradio as gr

_ASSETS = Path(__file__).parent / "assets"
_SHEETS = {"chat": ("chat.css",), "manage": ("manage.css", "knowledge.css", "tuning.css")}
_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def dressed(name: str) -> dict[str, Any]:
    """Return what mount_gradio_app() takes for the looks of a page: chat or manage."""
    script = (_ASSETS / f"{name}.js").read_text(encoding="utf-8")
    return {
        "theme": _theme(),
        "css_paths": [_ASSETS / sheet for sheet in ("common.css", *_SHEETS[name])],
        "head": f'<meta name="color-scheme" content="light dark"><script>{script}</script>',
    }


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_lg,
        font=_FONTS,
        font_mono=_MONO,
    ).set(
        # The page has its colour before the style sheets are there.
        body_background_fill="#f5f6f8",
        body_background_fill_dark="#12161c",
        body_text_color="#1b2430",
        body_text_color_dark="#e8ecf1",
    )
