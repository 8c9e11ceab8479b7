"""The page Tuning follows what goes live: a line says where its numbers are of another revision."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from panels.actions import Act, button
from panels.meanwhile_line import line
from panels.pulse import measures_pulse, studying_pulse
from panels.stale import live_again, published_by
from panels.tuning.room import Room
from panels.tuning.teach import studying

# Looked at once for each thing that goes live; what this page itself made live is measured a moment later by itself.
FOLLOW = """
const measured = () => document.querySelector('#marks [data-measured]')?.dataset.measured;
const studied = () => document.querySelector('#tuning-study [data-studying]')?.dataset.studying ?? '';
let looked = '';
window.addEventListener('fm-pulse', ({ detail: { measures, studying } }) => {
  if (measured() === undefined) return;
  if (studied() !== studying) trigger('study', {});
  const said = document.querySelector('#tuning-meanwhile .fm-meanwhile');
  if (measured() === measures ? !said : looked === measures) return;
  setTimeout(() => {
    if (measured() === measures && !said) return;
    looked = measures;
    const shown = Boolean(document.querySelector('#panel-tuning')?.offsetParent);
    trigger('look', { measured: measured(), shown });
  }, 700);
});
"""


@dataclass(frozen=True, slots=True)
class Following:
    """What the page does where other things are live than what it measured."""

    room: Room

    def study(self) -> str:
        """Say how far the study is; nothing where none is under way."""
        base = self.room.measuring.base
        now = studying_pulse(base)
        return f'<div data-studying="{now}">{studying(base.study.share)}</div>' if now else ""

    def look(self, event: gr.EventData) -> tuple[Any, Any]:
        """Return another number where to measure at once, and the line.

        What somebody looks at is not measured anew unasked because of another revision: they would take the numbers for
        the ones that they saw before.
        """
        data = event._data if isinstance(event._data, dict) else {}
        measuring, measured = self.room.measuring, str(data.get("measured", ""))
        if measured == measures_pulse(measuring.base):
            return gr.skip(), ""
        if measuring.busy:
            return gr.skip(), gr.skip()
        live, before = measuring.base.live, measured.partition(" ")[0]
        if before == str(live.number) or not data.get("shown") or measuring.now.asked is None:
            return next(self.room.asks), ""
        text = f"{published_by(live)} The numbers on this page are of revision {before}."
        buttons = button("measure", "Measure again", look="fm-act fm-main") + button("known", "Not now")
        return gr.skip(), line(f"{live_again(live, int(before))}.", text, buttons)

    def press(self, event: gr.EventData) -> tuple[Any, str]:
        """Measure where that was pressed, and put the line away."""
        return (next(self.room.asks) if Act.of(event).do == "measure" else gr.skip()), ""
