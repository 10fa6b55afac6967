from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import FileResponse, HttpRequest
from django.utils.http import content_disposition_header

from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.versions import keep_typed
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of
from shuniu.kernel.record.models import Attachment
from shuniu.methods.rosters.writer import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 30


def own_hub(request: HttpRequest) -> Organization | None:
    """The first hub the person works for."""
    return hubs_of(request.user, request.at).order_by("sort_key").first()


def bodies(request: HttpRequest, *roles: str) -> list[Organization]:
    """The organizations in which the person holds one of these roles."""
    return list(bodies_of(request.user, request.at, *roles).order_by("sort_key"))


def show_errors(form: BaseForm, error: ValidationError) -> None:
    """An action's faults at their field when the form has it, else on top; what was typed stays."""
    keep_typed(form, error)
    if hasattr(error, "error_dict"):
        for field, faults in error.error_dict.items():
            form.add_error(field if field in form.fields else None, faults)
    else:
        form.add_error(None, error)


def tried(request: HttpRequest, act: Callable[[], Any], done: Any, *, form: BaseForm | None = None) -> bool:
    """Do it and say so; a fault goes to the form where it was typed, else on top of the page."""
    try:
        act()
    except ValidationError as error:
        if form is not None:
            show_errors(form, error)
        else:
            messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, str(done))
    return True


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page[Any]:
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def may(request: HttpRequest, *names: str, row: Any) -> dict[str, bool]:
    """`verb_noun` → whether this person may; names without an app are the supporting platform's."""
    full = {name: name if "." in name else f"support.{name}" for name in names}
    return {name.split(".")[-1]: allowed(request.user, whole, row, at=request.at) for name, whole in full.items()}


def sheet_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """A list as a workbook: every text a text, so that nothing in it is read as a formula."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  handed on; the response closes it
    cells = ([cell if isinstance(cell, int | float) else str(cell or "") for cell in row] for row in rows)
    write_table(file, name[:31], headings, cells, widths=[24] * len(headings))
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response


def paper_response(paper: Attachment) -> FileResponse:
    """A kept file to take along; nobody in between keeps it."""
    response = FileResponse(
        paper.file.open("rb"), as_attachment=True, filename=paper.name, content_type=paper.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
