from __future__ import annotations

from django.http import Http404, HttpRequest

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of


def asked_hub(request: HttpRequest) -> Organization:
    """The hub the page is about: the one named in the address, else the first the person works for."""
    hubs = hubs_of(request.user, request.at)
    code = request.GET.get("hub")
    found = hubs.filter(code=code).first() if code else hubs.order_by("sort_key").first()
    if found is None:
        raise Http404
    return found
