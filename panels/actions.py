"""Buttons inside HTML that a handler writes: each carries what it does, and Gradio hears which one was pressed."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from panels.markup import Html

_ON_LOAD = """
element.addEventListener('click', (event) => {
  const pressed = event.target.closest('button[data-do]');
  if (!pressed) return;
  const sent = { ...pressed.dataset };
  if (sent.do === 'edit') trigger('open_entry', sent);
  else trigger('act', sent);
});
"""


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed: what it does, and to what."""

    do: str
    to: str = ""

    @classmethod
    def of(cls, event: gr.EventData) -> "Act":
        """Read what the browser sent, which may be anything."""
        data = event._data if isinstance(event._data, dict) else {}
        return cls(str(data.get("do", "")), str(data.get("to", "")))


def acting_html(value: str = "", **given: Any) -> gr.HTML:  # noqa: ANN401 - what gr.HTML takes
    """Return HTML whose buttons can be listened to by the events act, and open_entry for "edit"."""
    return gr.HTML(value, js_on_load=_ON_LOAD, padding=False, **given)


def button(do: str, text: str, to: str = "", *, look: str = "fm-act", label: str = "") -> Html:
    """Return a button; label is what a screen reader says where the text alone says too little."""
    named = f' aria-label="{escape(label)}"' if label else ""
    return Html(
        f'<button type="button" class="{look}" data-do="{escape(do)}" data-to="{escape(to)}"{named}>'
        f"{escape(text)}</button>"
    )
