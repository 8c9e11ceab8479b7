"""What the last two steps of the knowledge base consist of on the page: findings, changes, and the buttons below."""

from dataclasses import dataclass

import gradio as gr

from panels.actions import acting_html


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """Their frame and what is in it."""

    frame: gr.Column
    findings: gr.HTML
    stale: gr.HTML
    changes: gr.HTML
    name: gr.Textbox
    note: gr.Textbox
    publish: gr.Button
    look: gr.Button
    stop: gr.Button
    tried: gr.HTML


def build_review() -> Review:
    """Add the two steps to the page that is being built."""
    with gr.Column(visible=False, elem_id="review", elem_classes="fm-review") as frame:
        findings = acting_html(elem_id="findings")
        stale = acting_html(elem_id="stale")
        changes = acting_html(elem_id="changes")
        with gr.Row(elem_classes="fm-columns"):
            note = gr.Textbox(
                label="Note for the history", placeholder="Why this change", elem_id="note", min_width=240
            )
            name = gr.Textbox(label="Your name for the history", elem_id="name", min_width=160)
        with gr.Row(elem_classes="fm-buttons"):
            publish = gr.Button("Publish", variant="primary", visible=False, elem_id="publish")
            look = gr.Button("What would change for the test questions", visible=False, elem_id="look")
            stop = gr.Button("Stop", visible=False, elem_id="stop")
        tried = gr.HTML(padding=False, elem_id="tried")
    return Review(frame, findings, stale, changes, name, note, publish, look, stop, tried)
