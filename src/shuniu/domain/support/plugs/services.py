"""An organization is found by what it offers: the title of a guide in force, or of an open offer of its own (A07, A08)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from shuniu.domain.support.models.desk.charter import ServiceGuide
from shuniu.engines.exchange.models import Offer
from shuniu.kernel.core.registries import search_classes


def serving(text: str) -> QuerySet[Any]:
    guides = ServiceGuide.objects.filter(valid_to__isnull=True, title__icontains=text.strip()).order_by()
    offers = Offer.objects.public().filter(body__isnull=False, title__icontains=text.strip()).order_by()
    return guides.values_list("hub").union(offers.values_list("body"), all=True)


search_classes.add("support.services", serving)
