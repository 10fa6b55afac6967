from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from shuniu.kernel.orgs.models import Affiliation, Organization, OrganizationKind

SORTS = {"name": "sort_key", "kind": "kind", "registered": "registered_on", "area": "area__code"}


def hub_list(hub: Organization, *, filters: Any, at: Any) -> QuerySet[Organization]:
    """Organizations of the hub's field or tied to it, filtered and sorted as the page's query says."""
    designation = hub.designations.filter(valid_to__isnull=True).first()
    ties = Affiliation.objects.valid(at).filter(hub=hub)
    rows = Organization.objects.visible_to(None, at)
    tied = rows.filter(pk__in=ties.values("organization"))
    scope = filters.get("scope", "field")
    if scope == "tied" or designation is None or designation.field_id is None:
        rows = tied
    else:
        rows = (rows.filter(field_id=designation.field_id) | tied).exclude(pk=hub.pk)
    if filters.get("q"):
        rows = rows.search(filters["q"])
    if filters.get("kind") in OrganizationKind.values:
        rows = rows.filter(kind=filters["kind"])
    if filters.get("area"):
        rows = rows.filter(area__code=filters["area"])
    of_row = ties.filter(organization=OuterRef("pk"))
    state = filters.get("tie")
    if state == "confirmed":
        rows = rows.filter(Exists(of_row.filter(confirmed_at__isnull=False)))
    elif state == "claimed":
        rows = rows.filter(Exists(of_row.filter(confirmed_at__isnull=True, declined_at__isnull=True)))
    elif state == "none":
        rows = rows.filter(~Exists(of_row))
    sort = filters.get("sort", "name")
    column = SORTS.get(sort.lstrip("-"), "sort_key")
    return rows.order_by(("-" if sort.startswith("-") else "") + column, "pk").select_related("area", "field")


def ties_of(hub: Organization, organizations: list[Organization], at: Any) -> dict[int, Affiliation]:
    """Organization id → the tie with the hub, a confirmed one first."""
    rows = Affiliation.objects.valid(at).filter(hub=hub, organization__in=organizations).order_by("confirmed_at")
    found: dict[int, Affiliation] = {}
    for tie in rows:
        if tie.organization_id not in found or tie.confirmed_at:
            found[tie.organization_id] = tie
    return found


def statistics(rows: QuerySet[Organization]) -> dict[str, list[tuple[str, int]]]:
    """Counts by kind, field and area; organizations without one stay visible in a rest row."""
    plain = rows.order_by()
    kinds = dict(OrganizationKind.choices)
    return {
        "kind": [(str(kinds[r["kind"]]), r["n"]) for r in plain.values("kind").annotate(n=Count("pk")).order_by("-n")],
        "field": [
            (r["field__name"] or "", r["n"]) for r in plain.values("field__name").annotate(n=Count("pk")).order_by("-n")
        ],
        "area": [
            (r["area__name"] or "", r["n"]) for r in plain.values("area__name").annotate(n=Count("pk")).order_by("-n")
        ],
    }
