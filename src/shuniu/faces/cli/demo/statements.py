"""Self-assessment of this year and last: the stronger a hub, the more of it is written and proven."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.domain.oversight.models import Statement
from shuniu.faces.cli.demo.people import account
from shuniu.faces.cli.demo.words import VILLAGES, person
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import applicable_units, units_of
from shuniu.kernel.record.models import Evidence

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity
    from shuniu.kernel.specification.models import Unit

DOINGS = {
    "open": ("走访{field}领域组织 {n} 家，登记联系方式和近况", "在{place}社区办了 {m} 场见面会，{n} 家第一次来参加",
             "整理{field}领域名录，新增 {m} 家，更正 {n} 条旧资料", "每月第一周接待来访，今年接待 {n} 家次"),
    "support": ("把可用的场地、课程和专家列成单子，{n} 家单位用过", "为 {m} 家小机构对接财务和法律顾问", "受理求助 {n} 件，多数在十个工作日内办结",
                "与{place}社区共建服务站点，每周开放三天"),
    "mechanism": ("例会按季召开，平均到会 {n} 家", "决议逐项落实到人，{m} 项提前办结", "信息联络员按月报送，今年收到 {n} 条", "培训秘书长和骨干 {n} 人次"),
    "carrier": ("选了 {m} 个项目试点，在{place}社区落地", "联合 {m} 家单位办公益集市，到场约 {n} 百人", "项目中期走访 {m} 次，调整了两处做法"),
    "guidance": ("起草自律约定，{n} 家会员签名", "用 {m} 个案例讲规范，印成小册子", "对 {m} 家会员的财务公开作了辅导"),
    "brand": ("推荐 {m} 个服务品牌，附服务对象评价 {n} 份", "整理品牌档案，记录三年以上的项目 {m} 个", "在{place}社区办成果展，展出 {m} 个案例"),
    "general": ("对照规范逐条自查，列出 {m} 项改进", "与有关单位会商 {m} 次，纪要存档"),
}  # fmt: skip
CLOSINGS = (
    "由{person}负责，记录留存在秘书处。", "还缺{field}边远街道的情况，下半年补上。", "做法已在例会上通报。", "会员反映方便，{person}每季度回访。",
    "材料由{person}整理，可随时查阅。", "比去年多了 {m} 次，人手仍然紧张。", "下一步与{place}社区商定长期安排。",
)  # fmt: skip
LINKS = ("活动现场签到与照片", "服务站点月度台账", "合作约定扫描件", "会员意见汇总", "培训课件和名单")


def statement_text(unit: Unit, n: int, field: str) -> str:
    """What a hub says of a unit: differs by unit and hub, never the same sentence twice in a row."""
    spot = n * 7 + unit.position * 3
    doings = DOINGS.get(unit.element, DOINGS["general"])
    facts = {
        "field": field, "n": 8 + spot % 47, "m": 2 + spot % 7, "place": VILLAGES[spot % len(VILLAGES)],
        "person": person(spot),
    }  # fmt: skip
    first, second = doings[spot % len(doings)], doings[(spot // 3 + 1) % len(doings)]
    said = first.format(**facts) if first == second else f"{first.format(**facts)}；{second.format(**facts)}"
    return f"{unit.title}：{said}。{CLOSINGS[spot % len(CLOSINGS)].format(**facts)}"


def fill(city: DemoCity) -> None:
    texts = {code: units_of(code) for code in (city.edition.code, city.district_edition.code)}
    rows = []
    for n, (hub, designation) in enumerate(zip(city.hubs, city.designations, strict=True)):
        strength, field = city.strength[hub.pk], hub.field.name if hub.field else "社区"
        head = city.users[account(city, n, "head")]
        for year in (city.today.year - 1, city.today.year):
            for one in applicable_units(designation, texts[designation.edition_code]):
                if not one.applies or city.random.random() > 0.2 + 0.72 * strength:
                    continue
                draw = city.random.random()
                degree = "done" if draw < strength * 0.9 else "partly" if draw < 0.92 else "not_yet"
                days = 20 + (n * 3 + one.unit.position) % 90 + (365 if year < city.today.year else 0)
                rows.append(Statement(
                    hub=hub, unit_code=one.unit.code, year=year, text=(text := statement_text(one.unit, n + year % 7, field)),
                    degree=degree, state="CONFIRMED", confirmed_text=text, confirmed_degree=degree, confirmed_at=city.now - timedelta(days=days), confirmed_by=head,
                    saved_at=city.now - timedelta(days=days + 1), version=1,
                ))  # fmt: skip
    _evidence(city, Statement.objects.bulk_create(rows, batch_size=2000))


def _evidence(city: DemoCity, rows: list[Statement]) -> None:
    """Two of three statements have evidence: a meeting of the platform, or a link of the hub's own."""
    held: dict[int, list[SecretaryMeeting]] = {}
    for meeting in SecretaryMeeting.objects.select_related("gathering").order_by("gathering__starts_at"):
        held.setdefault(meeting.host_id, []).append(meeting)
    proofs = []
    for spot, row in enumerate(rows):
        # Held in the year that the statement is about, before it was written.
        meetings = [
            one for one in held.get(row.hub_id, [])
            if local_date(one.gathering.starts_at).year == row.year and one.gathering.starts_at < row.saved_at
        ]  # fmt: skip
        if city.random.random() > 0.35 + 0.6 * city.strength[row.hub_id]:
            continue
        common = {
            "owner_id": row.hub_id, "subject_type": "oversight.statement", "subject_id": row.pk, "added_by": city.system,
            "added_at": row.saved_at,
        }  # fmt: skip
        if meetings and row.unit_code.startswith(("A13", "A14", "A04", "A22")):
            one = meetings[spot % len(meetings)]
            proofs.append(Evidence(
                form="record", title=one.gathering.title, happened_on=local_date(one.gathering.starts_at),
                record_type="meetings.secretarymeeting", record_id=one.pk, **common,
            ))  # fmt: skip
        else:
            proofs.append(Evidence(
                form="link", title=LINKS[spot % len(LINKS)], link=f"https://hub.invalid/{row.hub_id}/{row.unit_code}",
                happened_on=local_date(row.saved_at) - timedelta(days=5 + spot % 30), **common,
            ))  # fmt: skip
    Evidence.objects.bulk_create(proofs, batch_size=2000)
