"""The demo city as `make run` fills it: three hundred offers and needs, an incubator with twelve tenants."""

from __future__ import annotations

from django.db.models import Count, Q

from shuniu.domain.meetings.models import MeetingReport, SecretaryMeeting
from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.domain.support.indicators.exchange.matched import availability
from shuniu.domain.support.models.desk import RatingReview
from shuniu.domain.support.models.growing import IncubationCenter
from shuniu.domain.support.queries.desk.platforms import platform_loads
from shuniu.engines.exchange.models import Need, Offer
from shuniu.engines.gatherings.models import RollEntry
from shuniu.engines.indicators.models import IndicatorValue
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
    watch,
)
from shuniu.kernel.core.moments import period_of
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import QueryNumber
from tests.kept import QUIET

PARTS = (places, bodies, organizations, ties, people, service_desk, resources, raising, incubation, watch)


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
    last_month = period_of("M", city.today).previous()
    share = availability(hubs=[city.hubs[0].pk], period=last_month, at=city.now)[city.hubs[0].pk]
    assert share.denominator
    assert 0.98 < share.numerator / share.denominator <= 1, "the search was asked through the whole history"


def test_the_figures_of_today_say_what_todays_records_say(db):
    """What is open today is filled before the running periods are computed; nobody excused signed in at the door."""
    QUIET._empty()
    city = DemoCity(size=420, hubs=12).fill()
    returned = MeetingReport.objects.get(state="RETURNED")
    figure = IndicatorValue.objects.get(
        code="MEC-9", hub=returned.host, snapshot__period_code=period_of("Y", city.today).code
    )
    assert figure.numerator == 1
    assert set(RollEntry.objects.filter(attendance="excused").values_list("way", "is_late_entry")) == {("hand", False)}
    served = IndicatorValue.objects.filter(code="SUP-22", snapshot__period_code=period_of("Y", city.today).code)
    assert served.filter(value__gt=0).exists(), "platform organizations do serve"
    assert platform_loads([hub.pk for hub in city.hubs], city.now)
    to_do = RatingReview.objects.get(done_at=None)
    assert (to_do.hub, to_do.due_on >= city.today) == (city.hubs[0], True), "the first hub has one to do, and the time"
    assert RatingReview.objects.count() > 3
    ahead = SecretaryMeeting.objects.get(gathering__title__contains="夜间服务站点").agenda
    assert len(set(ahead.values_list("position", flat=True))) == ahead.count() > 2
    numbered = QueryNumber.objects.filter(subject_type="oversight.coordinationrequest").values("subject_id")
    assert not CoordinationRequest.objects.exclude(pk__in=numbered).exists()
