"""The REST API: the matcher's reply as JSON, and whether the service is up."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matcher.errors import MatcherError, StoreError
from matcher.types import Candidate, Entry, Reply
from panels.desk import Desk
from panels.questions import MAX_QUESTION, PaceError, QuestionError


class QuestionBody(BaseModel):
    """A visitor's question."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(description=f"In the visitor's own words, up to {MAX_QUESTION:,} characters.")]
    category: Annotated[str | None, Field(description="Answer only from this category.")] = None
    top_k: Annotated[int, Field(ge=1, le=50, description="How many phrasings to retrieve candidates from.")] = 20


class EntryBody(BaseModel):
    """One FAQ."""

    id: str
    question: str
    alternates: list[str] = Field(description="Other ways to ask the same.")
    answer: str = Field(description="Markdown, as its author wrote it: sanitise it before you show it.")
    category: str
    tags: list[str]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return the entry for JSON."""
        return cls(
            id=entry.id,
            question=entry.question,
            alternates=list(entry.alternates),
            answer=entry.answer,
            category=entry.category,
            tags=list(entry.tags),
        )


class CandidateBody(BaseModel):
    """An entry that retrieval found, with its best phrasing and the three numbers about it."""

    id: str = Field(description="Of the entry.")
    question: str
    category: str
    phrasing: str = Field(description="The question or alternate that matched best.")
    similarity: float = Field(description="Cosine, in [-1, 1].")
    relevance: float | None = Field(description="The reranker's logit, or null without a reranker.")
    confidence: float = Field(description="Probability in [0, 1] that this entry's answer is the right one.")

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        """Return the candidate for JSON."""
        return cls(
            id=candidate.entry.id,
            question=candidate.entry.question,
            category=candidate.entry.category,
            phrasing=candidate.phrasing,
            similarity=candidate.similarity,
            relevance=candidate.relevance,
            confidence=candidate.confidence,
        )


class AnswerBody(BaseModel):
    """What the visitor gets."""

    reply: Literal["answer", "suggestions", "fallback"]
    answer: EntryBody | None = Field(description="The entry that answers; null unless reply is answer.")
    confidence: float = Field(description="Of the best candidate; 0 without any.")
    suggestions: list[CandidateBody] = Field(description='Up to 3, for "did you mean"; empty unless reply says so.')
    candidates: list[CandidateBody] = Field(description="All that were ranked, best first.")


class ErrorBody(BaseModel):
    """What went wrong, said to a person."""

    error: str


class StatusBody(BaseModel):
    """Whether the service is up, and what it answers from."""

    status: Literal["up", "ready", "not ready"]
    entries: int | None = None


def answer_body(reply: Reply) -> AnswerBody:
    """Return a reply for JSON."""
    return AnswerBody(
        reply=reply.kind.value,
        answer=EntryBody.of(reply.entry) if reply.entry else None,
        confidence=reply.confidence,
        suggestions=[CandidateBody.of(candidate) for candidate in reply.suggestions],
        candidates=[CandidateBody.of(candidate) for candidate in reply.candidates],
    )


def answered(desk: Desk, body: QuestionBody, address: str) -> AnswerBody:
    """Ask at the desk, and return the reply for JSON."""
    return answer_body(desk.ask(body.question, address, category=body.category, top_k=body.top_k))


def problem(error: Exception) -> str:
    """Return what is wrong with a request, for the person who made it."""
    if not isinstance(error, ValidationError | RequestValidationError):
        return str(error)
    lines = []
    for each in error.errors():
        field = ".".join(str(part) for part in each["loc"] if part != "body")
        lines.append(f"{field}: {each['msg']}" if field else str(each["msg"]))
    return "; ".join(lines)


def api_routes(desk: Desk) -> APIRouter:
    """Return the routes of the API."""
    router = APIRouter()
    problems: dict[int | str, dict[str, Any]] = {422: {"model": ErrorBody}, 429: {"model": ErrorBody}}

    @router.post("/api/v1/answer", responses=problems, tags=["answer"])
    def answer(body: QuestionBody, request: Request) -> AnswerBody:
        """Answer a question, suggest up to three entries, or say that there is no answer."""
        address = request.client.host if request.client else "unknown"
        return answered(desk, body, address)

    @router.get("/healthz", tags=["status"])
    def healthz() -> StatusBody:
        """Say that the process is up."""
        return StatusBody(status="up")

    @router.get("/readyz", tags=["status"], responses={503: {"model": StatusBody}})
    def readyz() -> JSONResponse:
        """Say whether questions can be answered."""
        entries = len(desk.knowledge_base.matcher.entries)
        body = StatusBody(status="ready" if entries else "not ready", entries=entries)
        return JSONResponse(body.model_dump(), status_code=200 if entries else 503)

    return router


def add_error_handlers(app: FastAPI) -> None:
    """Turn every error meant for a person into {"error": message}; the one place that gives them a status."""

    def matcher_error(_: Request, error: Exception) -> JSONResponse:
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, PaceError) else None
        return JSONResponse({"error": str(error)}, status_code=_status(error), headers=headers)

    def invalid(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": problem(error)}, status_code=422)

    app.add_exception_handler(MatcherError, matcher_error)
    app.add_exception_handler(RequestValidationError, invalid)


def _status(error: Exception) -> int:
    if isinstance(error, PaceError):
        return 429
    if isinstance(error, StoreError):
        return 503
    return 422 if isinstance(error, QuestionError) else 400
