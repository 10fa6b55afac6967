"""A roster of 20,000 rows from the file to the register: check and preview, commit, the same again, undo."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

from benchmarks import Measured, peak_mib, timed

ROWS = int(os.environ.get("BENCH_ROSTER_ROWS", "20000"))
_HEADINGS = ["序号", "单位名称", "统一社会信用代码", "组织类型", "所在区", "成立时间", "法定代表人", "专职人数", "会员数", "住所",
             "业务范围", "主要活动", "是否会员"]  # fmt: skip


def roster(rows: int) -> bytes:
    """An xlsx of `rows` made-up organizations with right codes, twelve columns filled, every fiftieth row wrong."""
    import xlsxwriter

    from shuniu.methods.rosters import make_credit_code

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for line, cells in enumerate(_lines(rows, make_credit_code)):
        for column, cell in enumerate(cells):
            sheet.write(line, column, cell)
    book.close()
    return out.getvalue()


def _lines(rows: int, code_of: object) -> Iterator[list[object]]:
    yield ["云州市职工服务类社会组织名录"]
    yield list(_HEADINGS)
    for n in range(rows):
        code = code_of(kind="social_service", area="990102", serial=50_000_000 + n)  # type: ignore[operator]
        if n % 50 == 7:
            code = code[:17] + ("0" if code[17] != "0" else "1")
        yield [n + 1, f"云州市{_name(n)}服务中心", code, "社会服务机构", "东篱区", f"20{n % 20:02d}-{n % 12 + 1:02d}-05", f"赵{n}",
               n % 40, n % 300, f"云州市东篱区第{n}号", f"面向居民开展第{n}类服务", "每月一次主题活动", "是" if n % 3 else "否"]  # fmt: skip


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

    with bench_city(organizations=100_000) as city:
        yield from _measure(city)


def _measure(city) -> Iterator[Measured]:  # type: ignore[no-untyped-def]
    from shuniu.domain.registry.actions import bring_roster, import_roster, import_rows, take_rows_back, undo_roster
    from shuniu.kernel.core.moments import db_now

    content, hub, officer = roster(ROWS), city.hubs[0], city.users["hub.officer"]
    before = peak_mib()
    with timed() as checked:
        first = bring_roster(hub, file_name="名录.xlsx", content=content, by=officer, at=db_now())
    with timed() as written:
        import_roster(first, plan_version=1, by=officer, at=db_now())
        first = import_rows(first.pk, by=officer)
    yield Measured(f"{ROWS:,} 行名录：核对并预览", checked.seconds, "s")
    yield Measured(
        f"{ROWS:,} 行名录：写入登记册", written.seconds, "s", note=f"{first.rows_new} 家，{first.rows_failing} 行需核对"
    )
    yield Measured(f"{ROWS:,} 行名录：合计", checked.seconds + written.seconds, "s", limit=8 if ROWS <= 20_000 else 27)
    yield Measured(f"{ROWS:,} 行名录：内存增加", peak_mib() - before, "MiB", limit=450)
    with timed() as again:
        second = bring_roster(hub, file_name="名录.xlsx", content=content, by=officer, at=db_now())
    yield Measured("同一份再传：核对", again.seconds, "s", note=f"要写入 {second.writes} 行")
    with timed() as undone:
        undo_roster(first, by=officer, at=db_now())
    yield Measured("整批撤销：网页里等待", undone.seconds * 1000, "ms", limit=300)
    with timed() as undone:
        take_rows_back(first.pk, by=officer)
    yield Measured("整批撤销：后台", undone.seconds, "s")
