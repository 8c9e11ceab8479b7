"""The test questions as a file to download; what is under /admin is behind its door."""

from fastapi import APIRouter, Response

from panels.desk import Desk

_HEADERS = {
    "Content-Disposition": 'attachment; filename="test-questions.csv"',
    "X-Content-Type-Options": "nosniff",
}


def label_routes(desk: Desk) -> APIRouter:
    """Return the route."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/admin/test-questions.csv")
    def export() -> Response:
        """Send every label, as an upload takes it back."""
        return Response(desk.knowledge_base.labels.export(), media_type="text/csv; charset=utf-8", headers=_HEADERS)

    return routes
