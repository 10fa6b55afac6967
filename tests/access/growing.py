"""Addresses of the growing room: bookings, scouting, incubation, the social-enterprise track, landings."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from shuniu.domain.support.models.growing import (
    Cultivation,
    Deal,
    EnterpriseTransition,
    Expo,
    Incubation,
    IncubationApplication,
    IncubationCenter,
    IntakeRound,
    Landing,
    SelfCheck,
)
from shuniu.engines.bookings.models import Booking, Facility
from shuniu.kernel.core.moments import local_date, months_after
from tests.city import City

GROWING = (
    "support:facilities", "support:facilities-export", "support:facility-open", "support:bookings", "support:bookings-export",
    "support:incubation", "support:center-open", "support:stays", "support:stays-export",
    "support:enterprise", "support:enterprise-export", "support:self-check",
    "support:scouting", "support:scouting-export", "support:candidate-note", "support:landings", "support:landings-export",
    "support:landing-propose", "support:expos", "support:expo-open", "support:deals", "support:deals-export",
    "services:expos", "services:incubation",
)  # fmt: skip


def growing_addresses(city: City) -> dict[str, list[Any]]:
    """`app:name` → arguments of an object of the first hub, booked by the member whose secretary is asked."""
    room = Facility.objects.filter(owner=city.hub).order_by("pk").first()
    booking = Booking.objects.filter(facility__owner=city.hub, organization=city.member).latest("starts_at")
    center = IncubationCenter.objects.get(hub=city.hub)
    round = IntakeRound.objects.get(key="demo:autumn")
    texts = {"work": "陪伴独居老人", "difficulties": "没有场地", "goals": "完成登记"}
    application = IncubationApplication.objects.create(
        round=round,
        organization=city.member,
        team_size=5,
        filed_by=city.user("org.secretary"),
        filed_at=city.now,
        **texts,
    )
    today = local_date(city.now)
    stay = Incubation.objects.create(
        center=center, organization=city.member, mode="virtual", starts_on=today, ends_on=months_after(today, 12)
    )
    check = SelfCheck.objects.create(
        organization=city.member, checked_by=city.user("org.secretary"), checked_at=city.now, key="access"
    )
    moved = EnterpriseTransition.objects.filter(hub=city.hub, state="RECOGNIZED").first()
    for one in (moved.opinions.get(), moved.certificates.get()):
        one.paper.file.save("opinion.pdf", ContentFile(b"%PDF-1.4\n"))
    cultivated = Cultivation.objects.filter(hub=city.hub).latest("nominated_at")
    landing = Landing.objects.get(hub=city.hub, key="demo:0:0")
    deal = Deal.objects.filter(booth__expo__hub=city.hub).first()
    soon = Expo.objects.filter(hub=city.hub).latest("gathering__starts_at")
    return {
        **{name: [soon.pk] for name in ("support:expo", "support:booth-apply", "support:deal-enter", "support:expo-change", "services:expo")}, "support:deal": [deal.pk],
        "support:booth": [deal.booth_id], "services:visit": [soon.visitors.first().token],
        "support:nominate": [cultivated.note_id], "support:cultivation": [cultivated.pk], "support:landing": [landing.pk],
        "support:candidate-list": [check.pk], "support:transition": [moved.pk],
        "support:opinion-paper": [moved.pk, moved.opinions.get().pk],
        "support:certificate-paper": [moved.pk, moved.certificates.get().pk],
        **{f"support:center{step}": [center.pk] for step in ("", "-change")}, "support:round-publish": [center.pk],
        **{f"support:round{step}": [round.pk] for step in ("", "-apply")}, "services:round": [round.pk], "support:stay": [stay.pk],
        "support:stay-application": [application.pk],
        **{f"support:facility{step}": [room.pk] for step in ("", "-change", "-times", "-book")},
        "support:booking": [booking.pk], "services:facility-feed": [room.feed_token],
    }  # fmt: skip
