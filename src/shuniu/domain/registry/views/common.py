from __future__ import annotations

from typing import IO
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest
from django.utils.http import content_disposition_header

from shuniu.domain.registry.queries import Standpoint, standpoint
from shuniu.domain.registry.sheets import XLSX
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of


def looked_at(request: HttpRequest) -> Standpoint:
    """From where the person looks at the register (`?hub=`). 404 for who has neither hub nor oversight."""
    found = standpoint(request.user, request.at, request.GET.get("hub"))
    if found is None:
        raise Http404
    return found


def own_hub(request: HttpRequest) -> Organization:
    """The person's hub asked for by `?hub=`, else the first. 404 when there is none."""
    hubs = hubs_of(request.user, request.at)
    code = request.GET.get("hub")
    found = hubs.filter(code=code).first() if code else hubs.order_by("sort_key").first()
    if found is None:
        raise Http404
    return found


def download(file: IO[bytes], name: str) -> FileResponse:
    """Streams a workbook; the name also for those who know no UTF-8 in headers."""
    response = FileResponse(file, content_type=XLSX)
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, name) or f"attachment; filename*={quote(name)}"
    )
    return response
