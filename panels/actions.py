"""Buttons inside HTML that a handler writes: each carries what it does, and Gradio hears which one was pressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import gradio as gr

from panels.markup import Html

# The fields around a button, or in its row, go along with it; a button that was pressed has the focus again after.
_ON_LOAD = """
let last = null;
const press = (pressed) => {
  const fields = pressed.closest('[data-fields], tr')?.querySelectorAll('[name]') ?? [];
  const typed = Object.fromEntries([...fields].map((input) => [input.name, input.value]));
  last = [pressed.dataset.do, pressed.dataset.to];
  const sent = { ...pressed.dataset, typed };
  if (sent.do === 'edit') trigger('open_entry', sent);
  else if (sent.do === 'check') trigger('check', sent);
  else trigger('act', sent);
};
element.addEventListener('click', (event) => {
  const pressed = event.target.closest('[data-do]');
  if (pressed) press(pressed);
});
element.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return;
  const main = event.target.closest('[data-fields], tr')?.querySelector('[data-enter]');
  if (main) { event.preventDefault(); press(main); }
});
watch('value', () => {
  const first = element.querySelector('[data-focus]');
  if (first) { first.focus(); return; }
  if (!last || (document.activeElement && document.activeElement !== document.body)) return;
  const same = [...element.querySelectorAll('button[data-do]')].find(
    (button) => button.dataset.do === last[0] && button.dataset.to === last[1]);
  same?.focus({ preventScroll: true });
});
"""


@dataclass(frozen=True, slots=True)
class Act:
    """What was pressed: what it does, to what, and what was typed beside it."""

    do: str
    to: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, event: gr.EventData) -> "Act":
        """Read what the browser sent, which may be anything."""
        data = event._data if isinstance(event._data, dict) else {}
        typed = data.get("typed")
        fields = typed if isinstance(typed, dict) else {}
        return cls(
            str(data.get("do", "")),
            str(data.get("to", "")),
            {str(name): str(value) for name, value in fields.items()},
        )


def acting_html(value: str = "", **given: Any) -> gr.HTML:  # noqa: ANN401 - what gr.HTML takes
    """Return HTML whose buttons can be listened to by the events act, open_entry for "edit" and check for "check"."""
    return gr.HTML(value, js_on_load=_ON_LOAD, padding=False, **given)


def button(do: str, text: str, to: str = "", *, look: str = "fm-act", label: str = "") -> Html:
    """Return a button; label is what a screen reader says where the text alone says too little."""
    named = f' aria-label="{escape(label)}"' if label else ""
    return Html(
        f'<button type="button" class="{look}" data-do="{escape(do)}" data-to="{escape(to)}"{named}>'
        f"{escape(text)}</button>"
    )


def enter_button(do: str, text: str, to: str = "", *, look: str = "fm-act", label: str = "") -> Html:
    """Return a button that Enter presses too, in any of the fields around it."""
    return Html(button(do, text, to, look=look, label=label).replace("<button", "<button data-enter", 1))
