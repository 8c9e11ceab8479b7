"""Ask one question and see why the reply is what it is."""

from typing import Annotated

import typer

from matcher.cli.shared import AsJson, Faq, print_json, progress_bars, read_entries
from matcher.matcher import Matcher
from matcher.settings import load_settings
from matcher.types import Reply


def ask(
    faq: Faq,
    question: Annotated[str, typer.Argument(help="what a visitor would ask")],
    category: Annotated[str | None, typer.Option(help="only entries of this category")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question and see the reply, and why."""
    with progress_bars() as progress:
        matcher = Matcher.from_entries(read_entries(faq), load_settings(), progress)
    reply = matcher.reply(question, category=category)
    if as_json:
        print_json(_as_dict(reply))
    else:
        typer.echo(_as_text(reply))


def _as_text(reply: Reply) -> str:
    lines = [f"{reply.kind.value} (confidence {reply.confidence:.2f})"]
    if reply.entry:
        lines += ["", reply.entry.answer]
    lines += ["", "confidence  similarity  relevance  entry"]
    for c in reply.candidates[:5]:
        relevance = "        -" if c.relevance is None else f"{c.relevance:9.2f}"
        lines.append(f"{c.confidence:10.2f}  {c.similarity:10.2f}  {relevance}  {c.entry.id}: {c.phrasing}")
    return "\n".join(lines)


def _as_dict(reply: Reply) -> dict[str, object]:
    rows = [
        {
            "id": c.entry.id,
            "question": c.entry.question,
            "phrasing": c.phrasing,
            "similarity": c.similarity,
            "relevance": c.relevance,
            "confidence": c.confidence,
        }
        for c in reply.candidates
    ]
    entry = reply.entry
    answer = {"id": entry.id, "question": entry.question, "answer": entry.answer} if entry else None
    return {"reply": reply.kind.value, "answer": answer, "confidence": reply.confidence, "candidates": rows}
