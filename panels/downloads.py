"""Files to download from the admin page; what is under /admin is behind its door."""

from fastapi import APIRouter, Response

from matcher.errors import EntryError
from matcher.ingest import EXPORT_FORMATS, FaqFormat, write_faq
from panels.desk import Desk

_ENDINGS = {"tsv": "tsv", "json": "json", "jsonl": "jsonl", "xlsx": "xlsx", "yaml": "yaml"}


def download_routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/admin/export/{number}")
    def export(number: int, format: FaqFormat = FaqFormat.CSV) -> Response:
        """Send a revision as a file of the format."""
        if format not in EXPORT_FORMATS:
            raise EntryError(f"{format.display_name} can't be written.")
        data = write_faq(desk.knowledge_base.entries(number), format)
        return Response(data, media_type="application/octet-stream", headers=_headers(number, format))

    return routes


def _headers(number: int, format: FaqFormat) -> dict[str, str]:
    ending = _ENDINGS.get(format.value.rpartition("-")[2], "csv")
    name = (
        f"faq-revision-{number}-{format.value}.{ending}"
        if format.value != ending
        else f"faq-revision-{number}.{ending}"
    )
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
