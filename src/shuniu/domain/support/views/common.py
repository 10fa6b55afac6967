"""What the pages of all three rooms share: whose hub it is, files, faults at their fields."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest
from django.utils.http import content_disposition_header

from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.versions import keep_typed
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.models import Attachment
from shuniu.methods.rosters.writer import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def own_hub(request: HttpRequest) -> Organization | None:
    """The person's hub asked for by `?hub=`, else the first."""
    hubs = hubs_of(request.user, request.at)
    code = request.GET.get("hub")
    return hubs.filter(code=code).first() if code else hubs.order_by("sort_key").first()


def asked_hub(request: HttpRequest) -> Organization:
    found = own_hub(request)
    if found is None:
        raise Http404
    return found


def spoken_for(request: HttpRequest) -> list[Organization]:
    """Organizations the person speaks for that are no hubs of the person's own."""
    if not request.user.is_authenticated:
        return []
    own = hubs_of(request.user, request.at).values("pk")
    rows = bodies_of(request.user, request.at, *SPEAKS).exclude(pk__in=own)
    return list(rows.select_related("area").order_by("sort_key"))


def show_errors(form: BaseForm, error: ValidationError) -> None:
    """An action's faults at their field when the form has it, else on top; what was typed stays."""
    keep_typed(form, error)
    if hasattr(error, "error_dict"):
        for field, faults in error.error_dict.items():
            form.add_error(field if field in form.fields else None, faults)
    else:
        form.add_error(None, error)


def may(request: HttpRequest, *names: str, row: Any) -> dict[str, bool]:
    return {name: allowed(request.user, f"support.{name}", row, at=request.at) for name in names}


def paper_response(paper: Attachment) -> FileResponse:
    """A kept file to take along; nobody in between keeps it."""
    response = FileResponse(
        paper.file.open("rb"), as_attachment=True, filename=paper.name, content_type=paper.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def sheet_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """A list as a workbook: every text a text, so that nothing in it is read as a formula."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  handed on; the response closes it
    cells = ([cell if isinstance(cell, int) else str(cell or "") for cell in row] for row in rows)
    write_table(file, name[:31], headings, cells, widths=[24] * len(headings))
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response
