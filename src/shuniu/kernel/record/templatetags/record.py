"""Parts of the record that any page takes with one tag: saved views of a list, the query number of a matter."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

from shuniu.kernel.record.models import QueryNumber, SavedView
from shuniu.kernel.record.numbers import qr_svg

register = template.Library()


@register.inclusion_tag("record/saved_views.html", takes_context=True)
def saved_views(context: dict[str, Any], page: str) -> dict[str, Any]:
    """`{% saved_views "registry.list" %}`: one's views of this list, and a field that saves the present filters."""
    request = context["request"]
    values = request.GET.copy()
    values.pop("page", None)
    query = values.urlencode()
    rows = SavedView.objects.filter(user=request.user, page=page).order_by("name")
    views = [{"row": row, "here": row.query == query} for row in rows]
    return {"views": views, "page": page, "query": query, "path": request.path, "request": request,
            "csrf_token": context.get("csrf_token")}  # fmt: skip


@register.inclusion_tag("record/query_number.html")
def query_number(row: Any) -> dict[str, Any]:
    """The public number of a matter with its QR; nothing when none was issued."""
    found = QueryNumber.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).first()
    if found is None:
        return {}
    address = f"{settings.PUBLIC_URL}/query/?number={found.number}"
    return {"number": found.number, "address": address, "qr": mark_safe(qr_svg(address, scale=3))}  # noqa: S308  our own SVG
