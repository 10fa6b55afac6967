"""What stands at the door: the sign that programs ask for, the edition of a day, pages that say no."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from shuniu.kernel.specification.models import Edition


def test_the_sign_is_where_programs_look_for_it(client, db):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, "/static/favicon.ico")
    icon = Path(finders.find("favicon.ico")).read_bytes()
    assert (icon[:4], icon[22 + 32 :].count(b"\x89PNG")) == (b"\x00\x00\x01\x00", 3)


@pytest.mark.parametrize(("day", "said"), [
    ("2016-7-1", "日期请写成 2016-07-01 的样子"), ("昨天", "日期请写成 2016-07-01 的样子"),
    ("1999-01-01", "1999-01-01 还没有施行的规范"),
])  # fmt: skip
def test_a_day_that_no_edition_answers_gets_a_sentence(city, client, day, said):
    page = client.get("/specification/", {"on": day})
    assert (page.status_code, said in page.content.decode()) == (200, True)


def test_a_day_leads_to_the_edition_of_that_day(city, client):
    edition = Edition.objects.get(based_on__isnull=True)
    answer = client.get("/specification/", {"on": edition.valid_from.isoformat()})
    assert (answer.status_code, answer["Location"]) == (302, f"/specification/{edition.code}/")


def test_every_jump_of_a_hub_s_page_leads_somewhere_under_every_filter(city, client):
    client.force_login(city.user("hub.officer"))
    for which in ("all", "unwritten", "unproven", "unconfirmed", "remarked", "unfit"):
        page = client.get(f"/desk/oversight/hubs/{city.hub.code}/?which={which}").content.decode()
        places = set(re.findall(r'id="([\w-]+)"', page))
        jumps = re.findall(r'href="#([\w-]+)"', page)
        assert [one for one in jumps if one not in places] == [], which
