"""The pulse: what an open page asks every two seconds, to know whether what it shows is still what is live."""

from fastapi import APIRouter, Response

from matcher.knowledge_base import KnowledgeBase
from matcher.matcher import Matcher
from matcher.types import Revision
from panels.desk import Desk
from panels.study_line import study_line


def live_pulse(knowledge_base: KnowledgeBase, newest: Revision) -> str:
    """Return what the card of the live revision depends on: which one that is, and what is said of it."""
    return f"{newest.number} {live_note(knowledge_base, newest)}"


def live_note(knowledge_base: KnowledgeBase, newest: Revision) -> str:
    """Say how the study went, or that this process does not answer from the live revision yet."""
    if newest.number != knowledge_base.live.number:
        return f"Published by another process; here, revision {knowledge_base.live.number} still answers."
    return study_line(knowledge_base.study)


def measures_pulse(knowledge_base: KnowledgeBase) -> str:
    """Return what measurements depend on: which revision answers here, and with what it has learned."""
    return measured_with(knowledge_base.live.number, knowledge_base.matcher)


def measured_with(revision: int, matcher: Matcher) -> str:
    """Return what a measurement of this revision with this matcher depends on; another matcher, another text."""
    return f"{revision} {id(matcher.source):x} {id(matcher.confidence):x}"


def studying_pulse(knowledge_base: KnowledgeBase) -> str:
    """Return how far the study is, empty where none is under way."""
    study = knowledge_base.study
    return f"{study.share:.0%}" if study.doing == "studying" else ""


def pulse_routes(desk: Desk) -> APIRouter:
    """Return the route; under /admin, so behind its door. Asking takes one look at the store."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/admin/pulse")
    def pulse(response: Response) -> dict[str, str]:
        response.headers["Cache-Control"] = "no-store"
        base = desk.knowledge_base
        return {
            "live": live_pulse(base, base.newest()),
            "measures": measures_pulse(base),
            "studying": studying_pulse(base),
        }

    return routes
