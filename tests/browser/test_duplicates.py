"""The queue of possible duplicates, by keyboard: three pairs judged without touching the mouse, one merge taken apart."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from shuniu.domain.registry.models import DuplicatePair, Judgement
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Affiliation, Merge, Organization
from tests.kernel.merging import body, tie
from tests.methods.renames import STEMS


def plant(city, count: int) -> list[DuplicatePair]:
    """Pairs of a member and its second row, as a comparison leaves them."""
    pairs = []
    for n in range(count):
        first = body(
            city,
            2 * n + 1,
            name=f"云州市{STEMS[n]}助老服务中心",
            legal_representative="闻人一",
            address=f"望江路 {n} 号",
        )
        second = body(city, 2 * n + 2, name=f"{STEMS[n]}助老服务中心", legal_representative="闻人一")
        tie(city.hub, first, city, confirmed_at=db_now())
        tie(city.hub, second, city)
        pairs.append(DuplicatePair.objects.create(
            first=first, second=second, score=3 - n / 10, reasons=[["core", f"{STEMS[n]}助老"], ["person", "闻人一"]],
            kinds="core person", found_at=db_now(),
        ))  # fmt: skip
    return pairs


def test_three_pairs_are_judged_by_keyboard_and_a_merge_is_taken_apart(enter, live, live_city):
    pairs = plant(live_city, 3)
    page: Page = enter("hub.officer")
    page.goto(f"{live}/desk/registry/duplicates/")
    expect(page.locator(".card .row")).to_have_count(3)
    expect(page.locator(".card .row").first).to_contain_text("去掉地名和类型后的名称相同")
    page.get_by_role("link", name="逐对判断").click()
    expect(page.locator("table.sides")).to_contain_text(pairs[0].first.name)
    page.keyboard.press("3")
    expect(page.locator("table.sides")).to_contain_text(pairs[1].first.name)
    page.keyboard.press("2")
    expect(page.locator("main")).to_contain_text("不是同一家，以后不再问")
    expect(page.locator("table.sides")).to_contain_text(pairs[2].first.name)
    page.get_by_label("依据").fill("电话 1 次问过")
    expect(page.locator("table.sides")).to_contain_text(pairs[2].first.name)
    page.locator("h1").click()
    page.keyboard.press("1")
    expect(page.locator("main")).to_contain_text("已合并为")
    expect(page.locator("table.sides")).to_contain_text(pairs[0].first.name)
    assert sorted(Judgement.objects.values_list("verdict", "note")) == [("different", ""), ("same", "电话 1 次问过")]
    kept, gone = Merge.objects.get().kept, Merge.objects.get().gone
    assert Affiliation.objects.filter(hub=live_city.hub, organization=kept).count() == 1
    page.goto(f"{live}/desk/registry/organizations/{gone.code}/")
    expect(page.locator("main")).to_contain_text(f"{gone.code}“{gone.name}”已于")
    page.get_by_role("link", name="看合并").click()
    expect(page.locator("main")).to_contain_text("与枢纽的联系")
    page.get_by_label("为什么拆开").fill("是两家")
    page.get_by_role("button", name="拆开").click()
    expect(page.locator("main")).to_contain_text("两家各自的记录已恢复")
    page.goto(f"{live}/desk/registry/duplicates/?which=judged")
    expect(page.locator(".card .row", has_text="不是同一家")).to_have_count(2)
    assert Organization.objects.get(pk=gone.pk).merged_into is None


def test_on_a_phone_and_without_script_a_pair_is_judged(enter, live, live_city, chromium):
    (pair,) = plant(live_city, 1)
    phone = enter("hub.officer", width=390)
    phone.goto(f"{live}/desk/registry/duplicates/{pair.pk}/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live}/demo/")
    page.locator('form:has(input[value="hub.officer"]) button').click()
    page.goto(f"{live}/desk/registry/duplicates/{pair.pk}/")
    page.get_by_role("button", name="是同一家，合并").click()
    expect(page.locator("main")).to_contain_text("没有等待判断的")
    assert Merge.objects.count() == 1
    context.close()
