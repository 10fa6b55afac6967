"""What the pages of the exchange share: whose bodies, files, errors at their field."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest
from django.utils.http import content_disposition_header

from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_at, hubs_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.methods.rosters.writer import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def new_key() -> str:
    return secrets.token_urlsafe(16)


def asked_hub(request: HttpRequest) -> Organization:
    """The hub the page is about: the one named in the address, else the first the person works for."""
    hubs = hubs_of(request.user, request.at)
    code = request.GET.get("hub")
    found = hubs.filter(code=code).first() if code else hubs.order_by("sort_key").first()
    if found is None:
        raise Http404
    return found


def own_bodies(request: HttpRequest) -> list[Organization]:
    """Bodies the person speaks for, hubs aside."""
    if not request.user.is_authenticated:
        return []
    hubs = hubs_at(request.at).values("pk")
    return list(bodies_of(request.user, request.at, *SPEAKS).exclude(pk__in=hubs).order_by("sort_key"))


def first_hub(request: HttpRequest, bodies: list[Organization]) -> str:
    """The hub to begin with: the one asked for, else one that the body is tied to, else the first."""
    hubs = hubs_at(request.at).order_by("sort_key")
    code = request.GET.get("hub", "")
    if code and hubs.filter(code=code).exists():
        return code
    ties = Affiliation.objects.confirmed(request.at).filter(organization__in=bodies).values("hub")
    found = (hubs.filter(pk__in=ties).first() if bodies else None) or hubs.first()
    return found.code if found else ""


def show_errors(form: BaseForm, error: ValidationError) -> None:
    """An action's faults at their field when the form has it, else on top; what was typed stays."""
    if hasattr(error, "error_dict"):
        for field, faults in error.error_dict.items():
            form.add_error(field if field in form.fields else None, faults)
    else:
        form.add_error(None, error)


def sheet_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """A list as a workbook: every text a text, so that nothing in it is read as a formula."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  handed on; the response closes it
    cells = ([cell if isinstance(cell, int) else str(cell or "") for cell in row] for row in rows)
    write_table(file, name[:31], headings, cells, widths=[24] * len(headings))
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response
