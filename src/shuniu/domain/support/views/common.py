"""What the pages of all rooms share: for whom the person acts, doing and saying so, pages of a list."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Case, Value, When
from django.forms import BaseForm
from django.http import HttpRequest

from shuniu.kernel.core.access import allowed
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_at, hubs_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import show_errors

PER_PAGE = 30


def new_key() -> str:
    return secrets.token_urlsafe(16)


def bodies(request: HttpRequest, *roles: str) -> list[Organization]:
    """The organizations in which the person holds one of these roles."""
    return list(bodies_of(request.user, request.at, *roles).order_by("sort_key"))


def spoken_for(request: HttpRequest, *more: str) -> list[Organization]:
    """Organizations the person speaks for, hubs aside; `more` are roles that will do as well."""
    if not request.user.is_authenticated:
        return []
    own = hubs_of(request.user, request.at).values("pk")
    rows = bodies_of(request.user, request.at, *SPEAKS, *more).exclude(pk__in=own)
    return list(rows.select_related("area").order_by("sort_key"))


def first_hub(request: HttpRequest, bodies: list[Organization]) -> str:
    """The hub to begin with: the one asked for, else one that the body is tied to, else the first."""
    hubs = hubs_at(request.at).order_by("sort_key")
    code = request.GET.get("hub", "")
    if code and hubs.filter(code=code).exists():
        return code
    ties = Affiliation.objects.confirmed(request.at).filter(organization__in=bodies).values("hub")
    found = (hubs.filter(pk__in=ties).first() if bodies else None) or hubs.first()
    return found.code if found else ""


def own_first(rows: Any, hub: Organization | None) -> Any:
    """A list of several hubs, the own one on top (`others` orders it): what the others have is to compare with."""
    return rows.annotate(others=Case(When(hub=hub, then=0), default=1) if hub else Value(1))


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
