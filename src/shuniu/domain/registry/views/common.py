from __future__ import annotations

from typing import IO

from django.http import FileResponse, Http404, HttpRequest

from shuniu.domain.registry.queries import Standpoint, standpoint
from shuniu.kernel.record.pages import XLSX, named


def looked_at(request: HttpRequest) -> Standpoint:
    """From where the person looks at the register (`?hub=`). 404 for who has neither hub nor oversight."""
    found = standpoint(request.user, request.at, request.GET.get("hub"))
    if found is None:
        raise Http404
    return found


def download(file: IO[bytes], name: str) -> FileResponse:
    """Streams a workbook; the name also for those who know no UTF-8 in headers."""
    response = FileResponse(file, content_type=XLSX)
    response.headers["Content-Disposition"] = named(name)
    return response
