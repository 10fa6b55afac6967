"""List, search, organization page, figures and export at 100,000 organizations, through Django's test client."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import Measured, peak_mib, percentile, timed
from benchmarks._peers import ask, environment

SIZE = int(os.environ.get("BENCH_LISTS_SIZE", "100000"))
PEER_SIZE = 10_000
PEER = ["--no-binary=drf-flex-fields,django-jquery-js", "pretalx==2025.2.2", "psycopg[binary]"]
TURNS = int(os.environ.get("BENCH_LISTS_TURNS", "40"))


def measure() -> Iterator[Measured]:
    from benchmarks._city import bench_city

    with bench_city(organizations=PEER_SIZE) as city:
        yield from _beside_the_peer(city)
    with bench_city(organizations=SIZE) as city:
        yield from _pages(city)
        yield from _exports(city)


def _beside_the_peer(city: Any) -> Iterator[Measured]:
    """Lists and search pages at 10,000 records beside pretalx's organisers' list of submissions, in the same run."""
    from django.db import connection
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(city.users["office.officer"])
    pages = [f"/desk/registry/?page={n}" for n in (1, 2, 7, 30)]
    searches = [f"/desk/registry/?q={word}" for word in ("青禾", "志愿", "服务中心", "心理")]
    ours = {"list": _p95(client, pages), "search": _p95(client, searches)}
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS pretalx_peer")
        cursor.execute("CREATE DATABASE pretalx_peer")
    program = Path(__file__).with_name("_pretalx_peer.py")
    peer = ask(
        environment("pretalx", PEER), program, str(PEER_SIZE), os.environ["DATABASE_URL"], str(TURNS), timeout=1800
    )
    for key, label in (("list", "名录翻页"), ("search", "搜索页")):
        name = f"{PEER_SIZE:,} 条记录，{label}，p95"
        if peer is None or "late" in peer:
            yield Measured(
                name, ours[key], "ms", note="pretalx could not be installed" if peer is None else "pretalx was stopped"
            )
            continue
        yield Measured(f"{name}，快多少倍", peer[key] / ours[key], "×", limit=10, at_least=True,
                       peer=f"pretalx 2025.2.2: {peer[key]:.0f} ms", note=f"{ours[key]:.1f} ms")  # fmt: skip


def _p95(client: Any, addresses: list[str]) -> float:
    times = []
    for address in addresses:
        assert client.get(address).status_code == 200, address
    for address in itertools.islice(itertools.cycle(addresses), TURNS):
        begun = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
    return percentile(times, 0.95)


def _addresses(city: Any) -> dict[str, tuple[str, list[str]]]:
    """What is measured → (who, addresses called in turn)."""
    from shuniu.kernel.orgs.models import Organization

    codes = list(Organization.objects.filter(source="demo").order_by("pk").values_list("code", flat=True)[::997][:60])
    words = ["青禾", "春芽", "社区", "服务中心", "青少年", "基金会", "云州市青禾双江", "志愿", "长者服务", "心理"]
    return {
        "名录：整个领域": ("hub.officer", [f"/desk/registry/?page={n}" for n in range(1, 12)]),
        "名录：筛选加排序": ("hub.officer", [f"/desk/registry/?kind=social_service&tie=confirmed&sort=-name&page={n}" for n in range(1, 6)]),
        "名录：两个字的搜索": ("hub.officer", [f"/desk/registry/?q={word}" for word in words]),
        "全部组织：翻页": ("office.officer", [f"/desk/registry/?page={n}" for n in (1, 2, 40, 900)]),
        "全部组织：搜索": ("office.officer", [f"/desk/registry/?q={word}" for word in words]),
        "例会": ("hub.officer", ["/desk/meetings/"]),
        "全部例会": ("office.officer", ["/desk/meetings/"]),
        "工作联系": ("hub.officer", [f"/desk/network/engagements/?page={n}" for n in (1, 2)]),
        "组织页": ("hub.officer", [f"/desk/registry/organizations/{code}/" for code in codes]),
    }  # fmt: skip


def _pages(city: Any) -> Iterator[Measured]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    for label, (who, addresses) in _addresses(city).items():
        client = Client(HTTP_HOST="localhost")
        client.force_login(city.users[who])
        queries = set()
        for address in addresses[:4]:
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200, address
            queries.add(len(caught))
        times = []
        for address in itertools.islice(itertools.cycle(addresses), TURNS):
            begun = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - begun) * 1000)
        note = f"p50 {percentile(times, 0.5):.0f} ms，{'/'.join(map(str, sorted(queries)))} 次查询"
        yield Measured(f"{SIZE:,} 家组织，{label}，p95", percentile(times, 0.95), "ms", limit=150, note=note)


def _exports(city: Any) -> Iterator[Measured]:
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(city.users["office.officer"])
    for label, address in (("统计页", "/desk/registry/statistics/"), ("导出 Excel", "/desk/registry/export/")):
        before = peak_mib()
        with timed() as watch:
            response = client.get(address)
            size = sum(map(len, response.streaming_content)) if response.streaming else len(response.content)
        note = f"{size / 2**20:.1f} MiB，内存增加 {peak_mib() - before:.0f} MiB"
        yield Measured(f"{SIZE:,} 家组织，全部，{label}", watch.seconds, "s", note=note)
