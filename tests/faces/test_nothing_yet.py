"""A hub on its first day: every page says in a sentence what will stand there."""

from __future__ import annotations

import re
from html import unescape

import pytest

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Appointment, Designation, Organization
from shuniu.kernel.people.models import User

# Page → what it says while nothing is there.
SAYS = {
    "/desk/": "还没有安排例会", "/desk/duties/": "有期限的事会按先后排在这里", "/desk/duties/?which=late": "没有逾期的",
    "/desk/duties/?which=done": "还没有办结的", "/desk/duties/?which=started": "没有在等别人办的", "/desk/notices/": "还没有消息",
    "/desk/search/?q=没有这家": "没有找到", "/desk/links/": "还没有凭链接的答复", "/desk/outbox/": "还没有邮件",
    "/desk/registry/": "先导入一份名录", "/desk/registry/?q=没有这家": "没有符合这些条件的组织",
    "/desk/registry/statistics/?scope=tied": "先导入一份名录", "/desk/registry/rosters/": "还没有导入过名录",
    "/desk/meetings/": "还没有例会", "/desk/meetings/?state=held": "没有符合这些条件的例会", "/desk/meetings/mechanisms/": "还没有列入机制",
    "/desk/oversight/requests/": "这里没有协调请求", "/desk/oversight/hubs/{hub}/": "尚无计算指标", "/desk/templates/registry-list/": "还没有模板",
    "/cockpit/hubs/{hub}/open/": "尚无计算指标", "/desk/norms/designations/": "还没有所辖的枢纽", "/organizations/?q=没有这家": "没有找到",
    "/query/?number=X": "这个编号有一位不对",
}  # fmt: skip


def read(client, address: str) -> str:
    """The page's own part as a reader sees it."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    main = re.sub(r"<(script|style|svg|select|nav)\b.*?</\1>", "", text[text.find("<main") :], flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


@pytest.fixture
def new_hub(city, client) -> Organization:
    hub = Organization.objects.filter(kind="social_service", ties__isnull=True).last()
    Designation.objects.create(
        organization=hub,
        designated_by=city.office,
        reports_to=city.office,
        level="city",
        edition_code=Designation.objects.first().edition_code,
        valid_from=local_date(city.now),
        field=None,
    )
    head = User.objects.create(username="new.head", name="新负责人")
    Appointment.objects.create(person=head, organization=hub, role="head", valid_from=local_date(city.now))
    client.force_login(head)
    return hub


def test_each_page_says_what_will_stand_there(new_hub, client):
    silent = [page for page, words in SAYS.items() if words not in read(client, page.format(hub=new_hub.code))]
    assert silent == []


def test_quarters_before_it_was_a_hub_are_not_held_against_it(new_hub, client):
    strip = read(client, "/desk/meetings/")
    assert (strip.count("还不是枢纽，不用开"), strip.count("未召开")) == (3, 0)


def test_an_office_without_hubs_begins_with_naming_one(city, client):
    office = Organization.objects.create(code="NEWOFFICE", name="新设的办公室", kind="authority", created_at=city.now)
    head = User.objects.create(username="new.office", name="新主任")
    Appointment.objects.create(person=head, organization=office, role="head", valid_from=local_date(city.now))
    client.force_login(head)
    assert "还没有确认过的联系" in read(client, "/desk/")
    assert "或用 shuniu hub 命令" in read(client, "/desk/norms/designations/")
    assert client.get("/cockpit/").status_code == 404
