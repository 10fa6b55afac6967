"""Addresses of the one-stop desk with objects of the first hub."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.files.base import ContentFile

from shuniu.domain.support.models.desk import (
    Consultation,
    EntrustedService,
    GuidePaper,
    PlatformAgreement,
    RatingReview,
    RequestPaper,
    ServiceGuide,
    ServiceRequest,
)
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.models import Attachment
from tests.city import City

PLAIN = (
    "services:home", "support:requests", "support:requests-export", "support:request-enter", "support:own-requests",
    "support:guides", "support:charter-write", "support:units", "support:answers", "support:guide-new",
    "support:committees", "support:consultations", "support:consultations-export", "support:entrusted-export", "support:consultation-ask", "support:platforms", "support:platforms-export", "support:platform-propose",
    "support:entrusted", "support:entrusted-propose",
)  # fmt: skip


def addresses(city: City) -> dict[str, list[Any]]:
    hub = city.hub
    made = partial(
        Attachment.objects.create, owner=hub, media_type="application/pdf", size=9, added_by=city.user("hub.officer"),
        added_at=city.now,
    )  # fmt: skip
    guide = ServiceGuide.objects.get(hub=hub, slug="g0")
    sample = made(subject_type="support.serviceguide", subject_id=guide.pk, name="样表.pdf", digest="5" * 64,
                  file=ContentFile(b"%PDF-1.4\n", name="样表.pdf"))  # fmt: skip
    paper = GuidePaper.objects.filter(guide=guide).first()
    GuidePaper.objects.filter(pk=paper.pk).update(sample=sample)
    row = ServiceRequest.objects.filter(hub=hub, state="CLOSED").latest("filed_at")
    file = made(subject_type="support.servicerequest", subject_id=row.pk, name="材料.pdf", digest="6" * 64,
                file=ContentFile(b"%PDF-1.4\n", name="材料.pdf"))  # fmt: skip
    given = RequestPaper.objects.create(request=row, name="材料", file=file, added_at=city.now)
    review = RatingReview.objects.create(
        hub=hub, upto=5, ratings=5, since=row.filed_at, opened_at=city.now, due_on=local_date(city.now)
    )
    question = Consultation.objects.filter(hub=hub).latest("pk")
    agreement, service = (model.objects.filter(hub=hub).latest("pk") for model in (PlatformAgreement, EntrustedService))
    return {
        "support:consultation": [question.pk], "support:platform": [agreement.pk], "support:entrusted-service": [service.pk],
        **{name: [] for name in PLAIN},
        "services:hub": [hub.code], "services:apply": [hub.code], "services:guide": [hub.code, guide.slug],
        "services:case": [row.token], "services:sample": [paper.pk], "support:guide-write": [guide.slug],
        "support:rating-review": [review.pk],
        "support:request": [row.pk], "support:request-receipt": [row.pk], "support:request-paper": [row.pk, given.pk],
    }  # fmt: skip
