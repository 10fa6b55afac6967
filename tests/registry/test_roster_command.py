"""`shuniu roster` as a clerk's script calls it: its own process, JSON out, exit codes, one line for what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.starter.postgres import Cluster
from tests.registry.rosters import code, line, slipped, workbook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "名录.xlsx"
    path.write_bytes(workbook([line(1), line(2, code=slipped(code(2)))]))
    return path


def call(capsys, *arguments: str) -> tuple[int, str, str]:
    try:
        call_command("roster", *arguments)
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    out = capsys.readouterr()
    return status, out.out, out.err


def test_check_says_in_json_what_an_import_would_do_and_stores_nothing(city, capsys, file):
    before = Organization.objects.count()
    status, out, _err = call(capsys, "check", str(file), "--hub", city.hub.code, "--json")
    found = json.loads(out)
    assert status == 3
    assert {key: found[key] for key in ("rows", "create", "update", "same", "failing", "members")} == {
        "rows": 2, "create": 1, "update": 0, "same": 0, "failing": 1, "members": 1,
    }  # fmt: skip
    assert found["columns"]["credit_code"] == "统一社会信用代码"
    assert [(p["row"], p["severity"], p["field"], p["code"]) for p in found["problems"]] == [
        (4, "error", "credit_code", "check18")
    ]
    assert Organization.objects.count() == before


def test_import_acts_for_the_user_named_and_the_second_time_writes_nothing(city, capsys, file):
    arguments = ("import", str(file), "--hub", city.hub.code, "--as", "hub.officer", "--json")
    status, out, _err = call(capsys, *arguments)
    found = json.loads(out)
    assert (status, found["state"], found["created"], found["failing"]) == (3, "DONE", 1, 1)
    assert Affiliation.objects.filter(source=f"roster:{found['roster']}", confirmed_at__isnull=True).count() == 1
    _status, out, _err = call(capsys, *arguments)
    again = json.loads(out)
    assert (again["state"], again["create"], again["same"]) == ("PLANNED", 0, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "{file}", "--hub", "O99999999"], "没有编号为 O99999999 的枢纽"),
        (["check", "没有.xlsx", "--hub", "{hub}"], "没有找到文件"),
        (["import", "{file}", "--hub", "{hub}"], "请用 --as"),
        (["import", "{file}", "--hub", "{hub}", "--as", "nobody"], "没有 nobody 这个用户"),
        (["check", "{file}", "--hub", "{hub}", "--sheet", "会员"], "文件里没有叫 会员 的工作表，只有："),
        (["import", "{file}", "--hub", "{hub}", "--as", "hub.officer", "--sheet", "会员"], "没有叫 会员"),
        (["import", "{file}", "--hub", "{hub}", "--as", "org.head"], "没有办理这件事的权限"),
    ],
)
def test_what_is_refused_is_one_line_on_stderr(city, capsys, file, arguments, said):
    filled = [argument.format(file=file, hub=city.hub.code) for argument in arguments]
    status, out, err = call(capsys, *filled)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert said in err


def test_a_file_that_is_no_table_is_one_line(city, capsys, tmp_path):
    path = tmp_path / "照片.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x01" * 40)
    status, _out, err = call(capsys, "check", str(path), "--hub", city.hub.code)
    assert (status, err.count("\n")) == (1, 1)
    assert "不是表格" in err


def shuniu(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", "from shuniu.faces.cli import main; main()", *arguments], capture_output=True, text=True,
        timeout=120, env={**known, "PYTHONPATH": str(ROOT / "src"), **environment}, cwd=ROOT,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_as_a_process_against_a_named_server(live_city, file):
    database = settings.DATABASES["default"]
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    done = shuniu("roster", "check", str(file), "--hub", live_city.hub.code, "--json", DATABASE_URL=address)
    assert (done.returncode, done.stderr) == (3, "")
    assert json.loads(done.stdout)["create"] == 1


def test_without_a_server_named_the_private_one_is_started_and_an_empty_one_says_so(file, tmp_path):
    home = tmp_path / "var"
    try:
        done = shuniu("roster", "check", str(file), "--hub", "O00000001", SHUNIU_VAR=str(home))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
        assert "make run" in done.stderr
    finally:
        Cluster(home, "run").stop()
