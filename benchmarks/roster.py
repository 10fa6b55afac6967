"""Rosters from the file to the register: 20,000 rows beside django-import-export, 100,000 rows, odd sheets, codes."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import Measured, growth, timed
from benchmarks._peers import ask, environment

ROWS = int(os.environ.get("BENCH_ROSTER_ROWS", "20000"))
MANY = int(os.environ.get("BENCH_ROSTER_MANY", "100000"))
PEER = ["django==5.2.19", "django-import-export==4.4.3", "tablib[xlsx]==3.10.0", "psycopg[binary]==3.3.9"]
_HEADINGS = ["统一社会信用代码", "单位名称", "组织类型", "所在区", "成立时间", "法定代表人", "专职人数", "会员数", "住所", "业务范围",
             "主要活动", "是否会员", "联系电话", "邮箱", "网址", "备注", "业务主管单位", "登记机关", "传真", "邮编"]  # fmt: skip
_PEER_HEADINGS = ["code", "name", "kind", "area", "registered_on", "legal_representative", "staff_count", "member_count",
                  "address", "purpose", "activities", "member", "phone", "mail", "site", "grade", "supervisor", "industry",
                  "fax", "capital"]  # fmt: skip


def roster(rows: int, *, first: int = 0, headings: list[str] | None = None) -> bytes:
    """An xlsx of `rows` made-up organizations, 20 columns filled; ours with a title row and every fiftieth code wrong."""
    import xlsxwriter

    from shuniu.methods.rosters import make_credit_code

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    above = [["云州市职工服务类社会组织名录"], _HEADINGS] if headings is None else [headings]
    line = 0
    for cells in above:
        sheet.write_row(line, 0, cells)
        line += 1
    for n in range(first, first + rows):
        code = make_credit_code("social_service", area="990102", serial=50_000_000 + n)
        if headings is None and n % 50 == 7:
            code = code[:17] + ("0" if code[17] != "0" else "1")
        sheet.write_row(line, 0, [
            code, f"云州市{_name(n)}服务中心", "社会服务机构", "东篱区", f"20{n % 20:02d}-{n % 12 + 1:02d}-05", f"赵{n}", n % 40,
            n % 300, f"云州市东篱区第{n}号", f"面向居民开展第{n}类服务", "每月一次主题活动", "是" if n % 3 else "否", f"0990-{n:08d}",
            f"org{n}@example.org", f"org{n}.example.org", "无", "云州市民政局", "东篱区", "0990-1", 990000 + n % 9,
        ])  # fmt: skip
        line += 1
    book.close()
    return out.getvalue()


_SIGNS = "青禾双江春芽北辰石桥云帆晨光知行同心乐善明德致远和风新苗朝阳归雁沐光远山清泉星火"


def _name(n: int) -> str:
    """Six characters that differ for different numbers, so that the search index has real work."""
    found = ""
    for _turn in range(6):
        n, rest = divmod(n * 7 + 3, len(_SIGNS))
        found += _SIGNS[rest]
    return found + str(n)


def measure() -> Iterator[Measured]:
    from benchmarks._city import bench_city

    yield _codes()
    with bench_city(organizations=100_000) as city:
        yield from _claimed_size(city)
        yield from _beside_the_peer(city)
        yield from _many(city)


def _codes() -> Measured:
    from shuniu.methods.rosters import make_credit_code, right_codes

    codes = [make_credit_code("foundation", area="990101", serial=n) for n in range(100_000)]
    with timed() as watch:
        assert right_codes(codes).all()
    return Measured("100,000 credit codes checked", watch.seconds, "s", limit=0.5)


def _bring(city: Any, content: bytes) -> Any:
    from shuniu.domain.registry.actions import bring_roster
    from shuniu.kernel.core.moments import db_now

    return bring_roster(city.hubs[0], file_name="名录.xlsx", content=content, by=city.users["hub.officer"], at=db_now())


def _commit(city: Any, plan: Any) -> Any:
    from shuniu.domain.registry.actions import import_roster, import_rows
    from shuniu.kernel.core.moments import db_now

    import_roster(plan, plan_version=1, by=city.users["hub.officer"], at=db_now())
    return import_rows(plan.pk, by=city.users["hub.officer"])


def _claimed_size(city: Any) -> Iterator[Measured]:
    """Four rows in a sheet that says it ends at row 1,048,576."""
    made, out = io.BytesIO(roster(4)), io.BytesIO()
    with zipfile.ZipFile(made) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as claimed:
        for name in book.namelist():
            part = book.read(name)
            if name.endswith("sheet1.xml"):
                part = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:T1048576"', part)
            claimed.writestr(name, part)
    with growth() as memory, timed() as watch:
        assert _bring(city, out.getvalue()).rows_total == 4
    yield Measured("four rows that claim 1,048,576: preview", watch.seconds, "s", limit=2)
    yield Measured("four rows that claim 1,048,576: memory", memory.mib, "MiB", limit=100)


def _beside_the_peer(city: Any) -> Iterator[Measured]:
    content = roster(ROWS)
    with timed() as checked:
        plan = _bring(city, content)
    with timed() as written:
        plan = _commit(city, plan)
    seconds = checked.seconds + written.seconds
    yield Measured(f"{ROWS:,} rows × 20: preview", checked.seconds, "s")
    note = f"{plan.rows_new} new, {plan.rows_failing} to correct"
    yield Measured(f"{ROWS:,} rows × 20: committed", written.seconds, "s", note=note)
    yield Measured(f"{ROWS:,} rows × 20: in all", seconds, "s", limit=6)
    peer = _peer()
    if peer is None:
        yield Measured("django-import-export, default settings", float("nan"), "s", note="could not be installed")
        return
    words = f"load {peer['load']:.1f} s, dry run {peer['dry_run']:.1f} s, import {peer['import']:.1f} s"
    yield Measured(f"{ROWS:,} rows × 20: times as fast as the peer", peer["all"] / seconds, "×", limit=20, at_least=True,
                   peer=f"django-import-export 4.4.3: {peer['all']:.1f} s", note=words)  # fmt: skip


def _peer() -> dict[str, Any] | None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'peer'")
        if not cursor.fetchone():
            cursor.execute("CREATE DATABASE peer")
    dsn = os.environ["DATABASE_URL"].replace("/shuniu?", "/peer?")
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(roster(ROWS, headings=_PEER_HEADINGS))
        file.flush()
        program = Path(__file__).with_name("_import_export_peer.py")
        return ask(environment("import-export", PEER), program, file.name, dsn, timeout=900)


def _many(city: Any) -> Iterator[Measured]:
    from shuniu.domain.registry.actions import sort_search_index, take_rows_back, undo_roster
    from shuniu.kernel.core.moments import db_now

    content = roster(MANY, first=1_000_000)
    with growth() as memory:
        with timed() as checked:
            plan = _bring(city, content)
        with timed() as written:
            plan = _commit(city, plan)
    yield Measured(f"{MANY:,} rows × 20, all new: preview", checked.seconds, "s", limit=15)
    note = f"{plan.rows_new} new, {plan.rows_failing} to correct"
    yield Measured(f"{MANY:,} rows × 20, all new: committed with its events", written.seconds, "s", limit=12, note=note)
    with timed() as sorted_in:
        sort_search_index()
    yield Measured(f"{MANY:,} rows × 20: sorted into the search index afterwards", sorted_in.seconds, "s")
    yield Measured(f"{MANY:,} rows × 20: memory above the idle worker", memory.mib, "MiB", limit=450)
    with timed() as again:
        same = _bring(city, content)
    note = f"{same.writes} rows to write"
    yield Measured(f"{MANY:,} rows × 20, matched one by one: preview", again.seconds, "s", limit=15, note=note)
    with timed() as waiting:
        undo_roster(plan, by=city.users["hub.officer"], at=db_now())
    yield Measured("undo of all: waiting on the page", waiting.seconds * 1000, "ms", limit=300)
    with timed() as undone:
        take_rows_back(plan.pk, by=city.users["hub.officer"])
    yield Measured("undo of all: in the background", undone.seconds, "s")
