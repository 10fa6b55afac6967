"""Consortia of hubs and members, running, ended and one still forming; practice notes and who used them (A10.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.support.models.together import BudgetLine, Consortium, NoteUse, Partner, PracticeNote
from shuniu.faces.cli.demo.people import account, members
from shuniu.kernel.core.moments import local_date, months_after
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

PROJECTS = (
    (
        "楼道互助三家合办",
        "十二个老楼院没有物业，独居老人买药、修灯没人管。一年内每院有一支互助小队，每月上门两次以上。",
    ),
    ("放学后两小时", "双职工家庭的孩子放学后没人看。三家共用活动室和志愿者，工作日开到六点半，保住八十个座位。"),
    ("新手妈妈同伴支持", "产后半年最难熬。两家机构一家找人、一家带组，每季度两个小组，做完有人接着跟。"),
)
SHARES = (
    ("总协调，管进度和账目；每月开一次碰头会。", (("协调人员补贴", 18_000), ("办公和交通", 4_200))),
    ("招募和培训志愿者六十名，排班、签到、回访。", (("培训", 6_000), ("志愿者保险", 3_600))),
    ("提供场地和每周两次专业服务，出服务记录。", (("专业服务", 24_000),)),
)
NOTES = (
    ("入户前先打三通电话", "志愿者头一回上门常被拒。", "上门前三天由居委会、楼长、志愿者本人各打一通电话，说清来做什么、不卖东西。",
     "被拒从四成降到一成以下。", "只发短信没有用，老人不看。"),
    ("账目每月贴一次", "三家合办，谁花了多少总有人问。", "每月五号把流水贴进共用表格，超过五百元的附票据照片。",
     "一年没有再为钱红过脸。", "季度才贴一次时，对账要两天。"),
    ("让孩子自己定规矩", "放学后教室吵，志愿者管不住。", "头一周由孩子自己写五条规矩，贴墙上，违反的自己说。",
     "两周以后志愿者只要指一下墙。", "大人写的规矩没人看。"),
    ("活动前一天确认人数", "报名六十、来二十，场地和点心都浪费。", "前一天下午发确认，没回的打电话，空位当晚放给候补。",
     "到场率稳定在九成左右。", "收押金试过一次，老人不愿意，停了。"),
)  # fmt: skip


def fill(city: DemoCity) -> None:
    for n, hub in enumerate(city.hubs[: max(3, len(city.hubs) // 3)]):
        known = members(hub, 5)
        if len(known) > 3:
            _consortium(city, n, hub, known)
            _note(city, n, hub, known)


def _consortium(city: DemoCity, n: int, hub: Organization, known: list[Organization]) -> None:
    """The hub leads with two members; every third is still forming and waits for the last one's answer."""
    title, aim = PROJECTS[n % len(PROJECTS)]
    begun = city.now - timedelta(days=40 + 90 * (n % 4))
    forming, head = n % 3 == 0, city.users[account(city, n, "head")]
    day = local_date(begun) + timedelta(days=14)
    row = Consortium.objects.create(
        hub=hub, lead=hub, title=title, aim=aim, starts_on=day, ends_on=months_after(day, 12), opened_at=begun,
        opened_by=city.users[account(city, n, "officer")], key=f"demo:{n}", state="FORMING" if forming else "RUNNING",
        started_at=None if forming else begun + timedelta(days=14),
    )  # fmt: skip
    for turn, body in enumerate((hub, *known[:2])):
        task, lines = SHARES[turn]
        waits = forming and turn == 2
        partner = Partner.objects.create(
            consortium=row, organization=body, task=task, state="ASKED" if waits else "JOINED", asked_at=begun,
            asked_by=row.opened_by, answered_at=None if waits else begun + timedelta(days=3), answered_by=None if waits else head,
        )  # fmt: skip
        BudgetLine.objects.bulk_create(
            BudgetLine(partner=partner, item=item, amount_fen=yuan * 100, position=place)
            for place, (item, yuan) in enumerate(lines)
        )


def _note(city: DemoCity, n: int, hub: Organization, known: list[Organization]) -> None:
    title, situation, did, worked, failed = NOTES[n % len(NOTES)]
    shared = city.now - timedelta(days=20 + 31 * (n % 7))
    officer = city.users[account(city, n, "officer")]
    note = PracticeNote.objects.create(
        author=known[0], field=hub.field, title=title, situation=situation, did=did, worked=worked, failed=failed,
        shared_by=officer, shared_at=shared, key=f"demo:{n}",
    )  # fmt: skip
    NoteUse.objects.bulk_create(
        NoteUse(note=note, organization=body, remark="照着做了两个月，管用。", stated_by=officer,
                stated_at=shared + timedelta(days=9 + place))
        for place, body in enumerate(known[1 : 2 + n % 3])
    )  # fmt: skip
