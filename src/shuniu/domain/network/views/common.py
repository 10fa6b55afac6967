from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from shuniu.kernel.core.access import allowed
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import XLSX, named
from shuniu.methods.gongwen import Document, render_docx, render_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def spoken_for(request: HttpRequest) -> list[Organization]:
    """Organizations the person speaks for that are no hubs of the person's own."""
    if not request.user.is_authenticated:
        return []
    return list(bodies_of(request.user, request.at, *SPEAKS).select_related("area").order_by("sort_key"))


def may(request: HttpRequest, *names: str, row: Any) -> dict[str, bool]:
    return {name: allowed(request.user, f"network.{name}", row, at=request.at) for name in names}


def file_response(content: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """A file to keep; the name also for those who know no UTF-8 in headers."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = named(name)
    return response


def document_response(words: Document, name: str, form: str) -> HttpResponse:
    """An official document as DOCX, or as PDF; without LibreOffice the DOCX is given."""
    content, media_type, suffix = render_docx(words), DOCX, "docx"
    if form == "pdf":
        made = render_pdf(content).pdf
        if made is not None:
            content, media_type, suffix = made, "application/pdf", "pdf"
    elif form != "docx":
        raise Http404
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = named(f"{name}.{suffix}")
    return response
