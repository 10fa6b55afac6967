"""What the pages of every storey above share: an action's faults at their fields, files and lists to take along, whose hub."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from shuniu.kernel.core.versions import keep_typed
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of
from shuniu.kernel.record.models import Attachment
from shuniu.methods.rosters.writer import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """One of a few related records under a page, as `ui/lines.html` draws it; `tone` is a state: ok, warn, bad, info."""

    title: Any
    detail: str
    url: str = ""
    tag: Any = ""
    tone: str = ""


def own_hub(request: HttpRequest) -> Organization | None:
    """The person's hub asked for by `?hub=`, else the first the person works for."""
    hubs = hubs_of(request.user, request.at)
    code = request.GET.get("hub")
    return hubs.filter(code=code).first() if code else hubs.order_by("sort_key").first()


def asked_hub(request: HttpRequest) -> Organization:
    """The same; 404 for who has none."""
    found = own_hub(request)
    if found is None:
        raise Http404
    return found


def show_errors(form: BaseForm, error: ValidationError) -> None:
    """An action's faults at their field when the form has it, else on top; what was typed stays."""
    keep_typed(form, error)
    if hasattr(error, "error_dict"):
        for field, faults in error.error_dict.items():
            form.add_error(field if field in form.fields else None, faults)
    else:
        form.add_error(None, error)


def named(name: str) -> str:
    """Content-Disposition of a file to keep; the name also for those who know no UTF-8 in headers."""
    return content_disposition_header(True, name) or f"attachment; filename*={quote(name)}"


def paper_response(paper: Attachment, *, shown: bool = False) -> FileResponse:
    """A kept file, to take along or to look at; nobody in between keeps it."""
    response = FileResponse(
        paper.file.open("rb"), as_attachment=not shown, filename=paper.name, content_type=paper.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


Sheet = tuple[Sequence[str], Iterable[Sequence[Any]]]
_taken: ContextVar[list[Sheet] | None] = ContextVar("the sheet of an export that is not sent", default=None)


def sheet_of(export: Callable[..., Any], request: HttpRequest, *args: Any) -> Sheet:
    """Headings and rows of the sheet that this export would send; 404 where it sends none."""
    found: list[Sheet] = []
    token = _taken.set(found)
    try:
        export(request, *args)
    finally:
        _taken.reset(token)
    if not found:
        raise Http404
    return found[0]


def sheet_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse | HttpResponse:
    """A list as a workbook: every text a text, so that nothing in it is read as a formula."""
    taken = _taken.get()
    if taken is not None:
        taken.append((headings, rows))
        return HttpResponse()
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  handed on; the response closes it
    cells = ([cell if isinstance(cell, int | float) else str(cell or "") for cell in row] for row in rows)
    write_table(file, name[:31], headings, cells, widths=[24] * len(headings))
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    response.headers["Content-Disposition"] = named(f"{name}.xlsx")
    return response
