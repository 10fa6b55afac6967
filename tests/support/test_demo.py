"""The demo city as `make run` fills it: three hundred offers and needs, an incubator with twelve tenants."""

from __future__ import annotations

from django.db.models import Count, Q

from shuniu.domain.support.models.growing import IncubationCenter
from shuniu.engines.exchange.models import Need, Offer
from shuniu.faces.cli.demo import (
    DemoCity,
    bodies,
    incubation,
    organizations,
    people,
    places,
    raising,
    resources,
    service_desk,
    ties,
)
from shuniu.kernel.people.models import User
from tests.kept import QUIET

PARTS = (places, bodies, organizations, ties, people, service_desk, resources, raising, incubation)


def test_the_demo_that_make_run_fills_has_three_hundred_offers_and_needs(db):
    QUIET._empty()  # within the test's transaction: the small city is there again afterwards
    city = DemoCity()
    city.system = User.objects.system("demo")
    for part in PARTS:
        part.fill(city)
    assert Offer.objects.count() + Need.objects.count() >= 300
    assert Offer.objects.public().count() + Need.objects.public().count() >= 200
    tenants = IncubationCenter.objects.annotate(n=Count("stays", filter=Q(stays__state="IN"))).order_by("-n").first()
    assert tenants is not None
    assert tenants.n >= 12
