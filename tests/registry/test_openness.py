"""Who may come is stated on every gathering, and OPN-3 counts what is open to others than members (A04)."""

from __future__ import annotations

from datetime import timedelta

from shuniu.engines.exchange.models import Offer
from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.specification.indicators import indicators


def test_what_is_open_to_non_members_counts_and_what_was_called_off_does_not(city, client):
    Gathering.objects.filter(host=city.hub).update(created_at=city.now - timedelta(days=400))
    Offer.objects.filter(keeper=city.hub).update(screened_at=None)
    closed = city.plan(days=9, title="会员会")
    opened = city.plan(days=10, title="开放会", open_to="field")
    gone = city.plan(days=11, title="取消的会", open_to="everyone")
    Gathering.objects.filter(pk=gone.gathering_id).update(called_off_at=city.now)
    period = period_of("Q", local_date(city.now))
    [figure] = (
        indicators["OPN-3"].compute(hubs=[city.hub.pk], period=period, at=city.now + timedelta(minutes=1)).values()
    )
    assert (figure.numerator, figure.denominator) == (1, 2)
    assert {item.subject_id: item.counted for item in figure.items} == {
        closed.gathering_id: False,
        opened.gathering_id: True,
    }
    client.force_login(city.user("hub.officer"))
    assert "本领域的组织都可参加" in client.get(f"/desk/meetings/{opened.pk}/").content.decode()
    assert "只限会员" in client.get(f"/desk/meetings/{closed.pk}/").content.decode()


def test_the_form_states_it_and_keeps_it_when_the_meeting_is_changed(city, client):
    client.force_login(city.user("hub.officer"))
    told = {"title": "说明会", "form": "joint", "day": local_date(city.now) + timedelta(days=6), "begins": "14:00", "ends": "16:00",
            "place": "三楼", "open_to": "everyone"}  # fmt: skip
    client.post("/desk/meetings/new/", told)
    gathering = Gathering.objects.get(title="说明会")
    assert gathering.open_to == "everyone"
    page = client.get(f"/desk/meetings/{gathering.secretary_meeting.pk}/change/").content.decode()
    assert '<option value="everyone" selected>' in page
