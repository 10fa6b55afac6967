"""An organization is found by what it offers: the title of a guide in force, or of an open offer of its own (A07, A08)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from shuniu.domain.support.models.desk.charter import ServiceGuide
from shuniu.engines.exchange.models import Offer
from shuniu.kernel.core.registries import search_classes
from shuniu.kernel.orgs.models import Organization


def serving(text: str) -> QuerySet[Organization]:
    guides = ServiceGuide.objects.filter(valid_to__isnull=True, title__icontains=text.strip()).values("hub")
    offers = Offer.objects.public().filter(body__isnull=False, title__icontains=text.strip()).values("body")
    return Organization.objects.filter(Q(pk__in=guides) | Q(pk__in=offers)).order_by()


search_classes.add("support.services", serving)
