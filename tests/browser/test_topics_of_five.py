"""Five organizations propose; each sees on its own page whether its topic was taken, and why not (A14.3)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Affiliation, Appointment
from tests.browser.test_meetings import plan_through_the_browser

WHY_NOT = {3: "上次已讨论", 4: "请先与区里商量"}


@pytest.mark.acceptance("A14.3")
def test_each_of_five_proposers_reads_its_own_answer_and_nobody_elses(enter, live, live_city):
    officer = enter("hub.officer")
    meeting = plan_through_the_browser(officer, live)
    officer.get_by_role("button", name="发出征题").click()
    expect(officer.locator("main")).to_contain_text("家组织征题")
    tied = Affiliation.objects.confirmed(db_now()).filter(hub=live_city.hub).values("organization")
    posts = list(
        Appointment.objects.valid(db_now())
        .filter(role="secretary_general", organization__in=tied).exclude(organization=live_city.hub)
        .order_by("organization_id", "pk").distinct("organization_id").select_related("person", "organization")[:5]
    )  # fmt: skip
    assert len(posts) == 5
    pages = [enter(post.person, width=390) for post in posts]
    for n, page in enumerate(pages):
        page.goto(f"{live}/desk/meetings/{meeting.pk}/topics/new/?for={posts[n].organization.code}")
        page.get_by_label("议题", exact=True).fill(f"第{n}家的难处")
        page.get_by_role("button", name="提交议题").click()
        expect(page.locator("main")).to_contain_text("待答复")
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/agenda/")
    for n in range(5):
        row = officer.locator(".row", has_text=f"第{n}家的难处").filter(
            has=officer.get_by_placeholder("不列入时写理由")
        )
        if n in WHY_NOT:
            row.get_by_placeholder("不列入时写理由").fill(WHY_NOT[n])
            row.get_by_role("button", name="本次不列入").click()
        else:
            row.get_by_role("button", name="列入议程").click()
        expect(officer.locator("main")).to_contain_text("已答复，提议单位会收到消息")
    for n, page in enumerate(pages):
        page.goto(f"{live}/desk/meetings/{meeting.pk}/")
        mine = page.locator(".row", has_text=f"第{n}家的难处").filter(has=page.locator(".tag"))
        expect(mine.last).to_contain_text("本次未列入" if n in WHY_NOT else "已列入议程")
        for other, reason in WHY_NOT.items():
            expected = expect(page.locator("main"))
            (expected.to_contain_text if other == n else expected.not_to_contain_text)(reason)
        page.goto(f"{live}/desk/notices/")
        expect(page.locator("main")).to_contain_text(f"第{n}家的难处")
    assert meeting.agenda.filter(proposer__isnull=False).count() == 3
