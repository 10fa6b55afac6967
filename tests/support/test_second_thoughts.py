"""What the desk did with one key can be taken back for ten seconds; what is brought to the counter is taken in there."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shuniu.domain.support.actions import desk
from shuniu.domain.support.actions.growing.stay import name_mentor
from shuniu.domain.support.models.desk import AnswerTemplate, DeskUnit, RequestLink, ServiceGuide, ServiceRequest
from shuniu.domain.support.models.growing import Incubation
from shuniu.domain.support.queries.desk.clock import clock_of
from shuniu.kernel.record.models import Notice, OutgoingMail
from shuniu.kernel.trail.models import AuditEvent
from tests.kernel.test_undo import take_back
from tests.support.desk import ago, agreed, file, owed, publish, unit


@pytest.fixture
def row(city, client) -> ServiceRequest:
    client.force_login(city.user("hub.officer"))
    return file(city, publish(city), email="wang@demo.invalid")


def facts(row) -> dict:
    row = ServiceRequest.objects.get(pk=row.pk)
    names = ("state", "unit_id", "assigned_to_id", "accepted_at", "missing", "missing_told_at", "reply_by", "answer",
             "answered_at", "answered_by_id", "answered_unit_id", "sent_elsewhere", "due_on", "clock_from")  # fmt: skip
    kept = {name: getattr(row, name) for name in names}
    clock = clock_of(row)
    return kept | {"steps": list(row.history.values_list("position", "kind")), "owed": owed(row),
                   "clock": (clock.mode, clock.unit, clock.due_on, clock.shares, clock.pauses)}  # fmt: skip


def mails(row):
    return list(OutgoingMail.objects.filter(key__startswith=f"request:{row.pk}:").values_list("key", flat=True))


@pytest.mark.parametrize("act", ["accept", "take", "move", "ask", "answer"])
def test_each_act_is_taken_back_as_if_it_had_not_been(city, client, row, act):
    other = unit(city)
    data = {
        "act": act, "unit": other.pk, "move_text": "归他们办", "missing": "团队名单", "answer": "可以代开。", "version": row.version,
    }  # fmt: skip
    before, told, place = facts(row), mails(row), f"/desk/support/requests/{row.pk}/"
    page = client.post(place, data, follow=True)
    assert facts(row) != before
    assert "已撤销" in take_back(client, page).content.decode()
    assert facts(row) == before
    assert mails(row) == told, "the applicant was never told"
    client.post(place, data | {"version": ServiceRequest.objects.get(pk=row.pk).version}, follow=True)
    assert facts(row) != before, "and it can be done again"
    assert act == "take" or mails(row) != told


def test_what_somebody_went_on_from_is_not_taken_back(city, client, row):
    place = f"/desk/support/requests/{row.pk}/"
    page = client.post(place, {"act": "answer", "answer": "可以代开。", "version": row.version}, follow=True)
    agreed(city, row)
    assert "别人已经接着办了" in take_back(client, page).content.decode()
    assert facts(row)["state"] == "CLOSED"


def test_who_has_had_the_mail_already_is_told(city, client, row):
    page = client.post(f"/desk/support/requests/{row.pk}/", {"act": "accept"}, follow=True)
    OutgoingMail.objects.filter(key=f"request:{row.pk}:accepted").update(sent_at=timezone.now())
    take_back(client, page)
    assert "撤回" in OutgoingMail.objects.get(key__startswith=f"request:{row.pk}:back").body


def test_an_act_that_changed_nothing_offers_no_way_back(city, client, row):
    place = f"/desk/support/requests/{row.pk}/"
    client.post(place, {"act": "accept"}, follow=True)
    page = client.post(place, {"act": "accept"}, follow=True)
    assert 'name="offer"' not in page.content.decode()


def test_assigned_together_taken_back_together(city, client, row):
    other = file(city, row.guide, key="o", phone="13700000001")
    clerk, officer = city.user("hub.clerk"), city.user("hub.officer")
    desk.assign_requests([other], person=officer, by=officer, at=city.now)
    page = client.post("/desk/support/requests/", {"request": [row.pk, other.pk], "person": clerk.pk}, follow=True)
    assert facts(row)["assigned_to_id"] == facts(other)["assigned_to_id"] == clerk.pk
    take_back(client, page)
    assert (facts(row)["assigned_to_id"], facts(other)["assigned_to_id"]) == (None, officer.pk)
    assert not Notice.objects.filter(kind="service_request_assigned", user=clerk).exists()


def test_small_acts_of_the_house_are_taken_back(city, client, row):
    other = file(city, row.guide, key="o", text="另一件事")
    ServiceRequest.objects.filter(pk=other.pk).update(reopens=None)
    RequestLink.objects.all().delete()
    place = f"/desk/support/requests/{row.pk}/"
    page = client.post(place, {"act": "link", "other": other.pk, "kind": "related"}, follow=True)
    take_back(client, page)
    assert not RequestLink.objects.exists()
    client.post(place, {"act": "link", "other": other.pk, "kind": "related"}, follow=True)
    page = client.post(place, {"act": "unlink", "other": RequestLink.objects.get().pk}, follow=True)
    assert not RequestLink.objects.exists()
    take_back(client, page)
    assert RequestLink.objects.get().kind == "related"

    template = desk.save_answer_template(
        city.hub, name="约时间", text="周三来。", by=city.user("hub.officer"), at=city.now
    )
    take_back(
        client, client.post("/desk/support/guides/answers/", {"act": "drop", "template": template.pk}, follow=True)
    )
    assert AnswerTemplate.objects.get(pk=template.pk).dropped_at is None
    place = unit(city)
    take_back(client, client.post("/desk/support/guides/units/", {"act": "close", "unit": place.pk}, follow=True))
    assert DeskUnit.objects.get(pk=place.pk).closed_at is None
    take_back(client, client.post(f"/desk/support/guides/{row.guide.slug}/", {"act": "withdraw"}, follow=True))
    assert ServiceGuide.objects.published(city.now).filter(pk=row.guide_id).exists()


def test_what_is_brought_to_the_counter_is_taken_in_there_and_the_clock_goes_on(city, client, row):
    """Who has neither mail nor a telephone for it brings the list in person."""
    officer = city.user("hub.officer")
    desk.ask_applicant(row, missing="团队名单", by=officer, at=city.now)
    ago(row, 6)
    place = f"/desk/support/requests/{row.pk}/"
    assert "请写明申请人补了什么" in client.post(place, {"act": "receive", "brought": " "}).content.decode()
    for _twice in range(2):
        paper = SimpleUploadedFile("名单.pdf", b"%PDF-1.4 paper", "application/pdf")
        client.post(place, {"act": "receive", "brought": "送来名单", "paper": paper})
    row.refresh_from_db()
    assert (row.state, row.reply_by, row.papers.count()) == ("IN_HAND", None, 1)
    assert list(row.history.filter(kind="reply").values_list("by", flat=True)) == [officer.pk]
    assert clock_of(row).paused > 0
    assert row.due_on is not None
    assert AuditEvent.objects.filter(verb="support.papers_received", subject_id=row.pk).count() == 1
    with pytest.raises(ValidationError, match="一次告知过"):
        desk.ask_applicant(row, missing="再要一份", by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        desk.receive_papers(row, text="x", papers={}, by=city.user("org.secretary"), at=city.now)
    client.post(place, {"act": "receive", "brought": "又送来照片"})
    assert row.history.order_by("-position").first().kind == "note"
    row.refresh_from_db()
    desk.answer_request(row, text="已办好。", version=row.version, by=officer, at=city.now)
    with pytest.raises(ValidationError, match="当前状态"):
        desk.receive_papers(row, text="x", papers={}, by=officer, at=city.now)


def test_a_mentor_who_was_ended_by_mistake_coaches_on(city, client):
    stay = Incubation.objects.filter(state="IN", center__hub=city.hub).first()
    person = city.user("district.officer")
    mentor = name_mentor(stay, person=person, by=city.user("hub.officer"), at=city.now)
    client.force_login(city.user("hub.officer"))
    place = f"/desk/support/incubation/stays/{stay.pk}/"
    page = client.post(place, {"act": "end-mentor", "part": mentor.pk}, follow=True)
    mentor.refresh_from_db()
    assert mentor.ended_at is not None
    take_back(client, page)
    mentor.refresh_from_db()
    assert mentor.ended_at is None
