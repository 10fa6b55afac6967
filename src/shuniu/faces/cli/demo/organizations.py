"""Some thousand organizations, laid down by COPY: a million fit into a minute or two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from shuniu.faces.cli.demo.words import CITY, DISTRICTS, FIELDS, STEMS_FIRST, STEMS_LAST, TAILS, VILLAGES, person
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.search import vector_text
from shuniu.kernel.orgs.actions import next_organization_codes
from shuniu.kernel.orgs.naming import name_key, sort_key
from shuniu.methods.rosters import make_credit_code

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

KINDS = ("social_association", "social_service", "social_service", "grassroots", "social_association", "social_service",
         "foundation", "social_service", "grassroots", "social_association", "social_service", "grassroots")  # fmt: skip
COLUMNS = (
    "code", "name", "name_key", "sort_key", "kind", "credit_code", "area_id", "field_id", "registered_on",
    "legal_representative", "staff_count", "member_count", "address", "supervising_unit", "registration_authority",
    "purpose", "activities", "source", "facts_on", "created_at", "search", "version",
)  # fmt: skip
ACTIVITIES = (
    "每月一次主题开放日", "进社区讲座和咨询", "骨干培训和结对陪伴", "周末志愿服务", "季度交流沙龙", "入户走访和需求登记",
    "节假日公益市集", "线上答疑和资料整理",
)  # fmt: skip


def organization_name(n: int, field: int, kind: str, district: str) -> str:
    """The n-th organization of its field: a stem of two characters tells apart what subject and kind do not."""
    subjects = FIELDS[field][4]
    subject, tails = subjects[n % len(subjects)], TAILS[kind]
    tail = tails[(n // 3) % len(tails)]
    size = len(STEMS_FIRST) * len(STEMS_LAST)
    spot = (n * 641 + field * 97) % size
    stem = STEMS_FIRST[spot % len(STEMS_FIRST)] + STEMS_LAST[spot // len(STEMS_FIRST)]
    again = "" if n < size else STEMS_FIRST[(n // size) % len(STEMS_FIRST)]
    if kind == "foundation":
        return f"{CITY}{stem}{again}{subject}{tail}"
    if kind == "grassroots":
        return f"{district}区{VILLAGES[n % len(VILLAGES)]}社区{stem}{again}{subject}{tail}"
    if kind == "social_association" and n < 2 * len(subjects):
        return f"{CITY if n < len(subjects) else district + '区'}{subject}{tail}"
    return f"{CITY if n % 3 == 0 else CITY + district + '区'}{stem}{again}{subject}{tail}"


def fill(city: DemoCity) -> None:
    codes = next_organization_codes(city.size)
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY orgs_organization ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for row in _rows(city, codes):
            copy.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orgs_organization")


def _rows(city: DemoCity, codes: list[str]) -> Iterator[tuple[Any, ...]]:
    day, fields = local_date(city.start), len(city.fields)
    for n, code in enumerate(codes):
        field = n % fields
        rank = n // fields
        kind = KINDS[(rank + field) % len(KINDS)]
        spot = (rank * 7 + field * 3) % len(DISTRICTS)
        district = DISTRICTS[spot][0]
        name = organization_name(rank, field, kind, district)
        group = kind == "grassroots"
        city.serial += 1
        credit = None if group else make_credit_code(kind, area=f"9901{spot + 1:02d}", serial=city.serial)
        whole = city.random.random() < 0.86
        words = vector_text(name, credit or "")
        yield (
            code, name, name_key(name), sort_key(name), kind, credit, city.areas[spot].pk,
            city.fields[field].pk if n % 40 != 39 else None,
            None if group else date(2004 + n * 5 % 20, n % 12 + 1, n * 3 % 28 + 1), "" if group else person(n * 17 + 5),
            2 + n * 7 % 41 if whole else None, 12 + n * 31 % 540,
            f"{CITY}{district}区{VILLAGES[rank % len(VILLAGES)]}路 {n % 180 + 1} 号" if n % 3 else "",
            f"{CITY}民政局" if not group and n % 4 == 1 else "",
            "" if group else f"{CITY}民政局" if n % 3 == 0 else f"{CITY}{district}区民政局",
            f"面向{district}区居民开展{FIELDS[field][4][rank % 6]}服务，团结和服务{FIELDS[field][1]}领域的同行。" if whole else "",
            ACTIVITIES[(n + rank) % len(ACTIVITIES)] if whole or n % 3 else "", "demo", day, city.start,
            " ".join(f"'{word}'" for word in words.split()), 0,
        )  # fmt: skip
