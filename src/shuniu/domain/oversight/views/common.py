from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from shuniu.domain.oversight.queries import FILTERS
from shuniu.engines.indicators.models import Snapshot
from shuniu.engines.indicators.queries import snapshot_for, snapshot_of_year
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by


def seen_hub(request: HttpRequest, code: str) -> Organization:
    """A hub of the person's own or one it oversees."""
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    return get_object_or_404(seen.distinct(), code=code)


def asked_year(request: HttpRequest) -> int:
    year = local_date(request.at).year
    asked = whole_number(request.GET.get("year"))
    return asked if 2000 < asked <= year else year


def asked_snapshot(request: HttpRequest, year: int) -> Snapshot | None:
    """The period asked for; of a year that is over its own figures, of the running one the newest quarter's."""
    if request.GET.get("period") or year == local_date(request.at).year:
        return snapshot_for(request.GET.get("period"))
    return snapshot_of_year(year)


def asked_filter(request: HttpRequest) -> str:
    which = request.GET.get("which", "all")
    return which if which in FILTERS else "all"


def filter_tabs(lines: list[Any], which: str) -> list[dict[str, Any]]:
    """The tabs over a list of units or hubs, each with how many it holds."""
    return [
        {"key": key, "label": label, "count": sum(line.matches(key) for line in lines), "current": key == which}
        for key, label in FILTERS.items()
    ]
