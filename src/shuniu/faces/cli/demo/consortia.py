"""Consortia of members and what they wrote down for others (A10.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.support.models.growing import Consortium, ConsortiumPartner, PracticeNote, PracticeUse
from shuniu.faces.cli.demo.people import members

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

PROJECTS = (
    ("一刻钟服务圈", "三个社区，让老人下楼一刻钟内有饭吃、有人陪。"), ("夏天的小课堂", "双职工家庭的孩子，暑期四周。"),
    ("无障碍走一走", "轮椅、婴儿车和老人一起查一条街。"),
)  # fmt: skip
TASKS = ("总协调和账目", "志愿者招募和排班", "场地和安全")
NOTES = (
    ("送餐按楼排班，不按人排", "一栋楼一名志愿者，先送最高层。", "别超过四十分钟；雨天要有第二个人。"),
    ("家长会放在晚上七点半", "问了四十家，多数这个点能来。", "第一次放在下午，只来了六家。"),
    ("一页纸的项目账", "收入、支出、结余三栏，每周贴出来。", "不要等月底，补不出来。"),
)


def fill(city: DemoCity) -> None:
    for n, hub in enumerate(city.hubs):
        known = members(hub, 9)[2:]
        if len(known) < 4 or city.strength[hub.pk] < 0.35:
            continue
        for k, (title, purpose) in enumerate(PROJECTS[: 3 if n == 0 else 1]):
            at = city.now - timedelta(days=40 + 120 * k + n)
            state = "GATHERING" if n == 0 and k == 0 else "FORMED" if k < 2 else "ENDED"
            row = Consortium.objects.create(
                hub=hub, lead=known[k], title=title, purpose=purpose, budget_fen=6_000_000, state=state, started_by=city.system, started_at=at,
                formed_at=None if state == "GATHERING" else at + timedelta(days=12), key=f"demo:{n}:{k}",
                ended_at=at + timedelta(days=200) if state == "ENDED" else None, outcome="查出四十二处不方便，已改二十六处。" if state == "ENDED" else "",
            )  # fmt: skip
            ConsortiumPartner.objects.bulk_create(
                ConsortiumPartner(
                    consortium=row, organization=body, task=task if place < 2 else "", budget_line="场地和保险" if place == 2 else "",
                    budget_fen=900_000 if place == 2 else 0, answer="asked" if state == "GATHERING" and place == 2 else "agreed",
                    answered_by=city.system, answered_at=at + timedelta(days=place),
                )
                for place, (body, task) in enumerate(zip(known[k : k + 3], TASKS, strict=True))
            )  # fmt: skip
        for k, (title, did, learned) in enumerate(NOTES[: 3 if n == 0 else 1]):
            note = PracticeNote.objects.create(
                hub=hub, organization=known[k], title=title, did=did, learned=learned, written_by=city.system,
                written_at=city.now - timedelta(days=15 + 30 * k + n), key=f"demo:{n}:{k}",
            )  # fmt: skip
            PracticeUse.objects.create(note=note, organization=known[k + 1], how="照着做了，第二周就顺了。", said_by=city.system, said_at=city.now - timedelta(days=5))  # fmt: skip
