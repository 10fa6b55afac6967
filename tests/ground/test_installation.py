"""An empty server becomes an installation that can be used: first account, body, hub, its head, its first roster."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from shuniu.methods.rosters import make_credit_code
from tests.ground.conftest import ROOT, Place
from tests.ground.reader import Reader

WORDS = {"SHUNIU_SETUP_PASSWORD": "lu-xiao-guan-2026"}


@pytest.fixture
def server(place: Place):
    """`server("setup", …)`: the shuniu command against a named, empty database."""
    url = place.cluster.start()

    def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "import sys; from shuniu.faces.cli import main; sys.exit(main())", *arguments],
            capture_output=True, text=True, cwd=ROOT, check=False,
            env={**os.environ, "PYTHONPATH": "src", "DATABASE_URL": url, "SHUNIU_DEMO": "0", "SHUNIU_VAR": str(place.var),
                 "PUBLIC_URL": "http://localhost", "PYTHONUTF8": "1", **environment},
        )  # fmt: skip

    command.url = url
    return command


SETUP = (
    "setup", "--username", "lu.guan", "--name", "陆观", "--office", "云州市社会建设工作办公室", "--area", "990000=云州市",
    "--district", "990101=东湖区", "--field", "elderly=养老服务",
)  # fmt: skip


def test_from_an_empty_server_to_a_hub_with_its_first_roster(server, place, tmp_path):
    assert server("migrate", "--verbosity", "0").returncode == 0
    done = server(*SETUP, **WORDS)
    assert done.returncode == 0, done.stderr
    office = re.search(r"（(O\d+)）", done.stdout)[1]
    made = server(
        "hub",
        "--as",
        "lu.guan",
        "--office",
        office,
        "--name",
        "云州市养老服务联合会",
        "--field",
        "elderly",
        "--head",
        "沈知",
    )
    assert made.returncode == 0, made.stderr
    hub, link = re.search(r"（(O\d+)）", made.stdout)[1], re.search(r"http://localhost(/join/\S+)", made.stdout)[1]

    running = place.run(DATABASE_URL=server.url, SHUNIU_DEMO="0").wait_until_started()
    base = f"http://localhost:{running.port}"
    assert running.page("/demo/") == 404
    official = Reader(base)
    assert official.sign_in("lu.guan", WORDS["SHUNIU_SETUP_PASSWORD"]).startswith(base)
    status, _address, page = official.open("/cockpit/")
    assert (status, "云州市养老服务联合会" in page) == (200, True)

    head = Reader(base)
    status, address, page = head.open(
        link, {"username": "shen.zhi", "name": "沈知", "phone": "", "password": "zhi-zhi-wei-zhi-zhi"}
    )
    assert (status, address) == (200, f"{base}/desk/")
    assert head.open("/desk/meetings/")[0] == 200

    roster = tmp_path / "名录.csv"
    code = make_credit_code("social_service", area="990101", serial=1)
    roster.write_text(
        f"名称,统一社会信用代码,类型,是否会员\n云州市松鹤养老服务中心,{code},社会服务机构,是\n", encoding="utf-8"
    )
    brought = server("roster", "import", str(roster), "--hub", hub, "--as", "shen.zhi", "--json")
    assert brought.returncode == 0, brought.stderr
    told = json.loads(brought.stdout)
    assert (told["state"], told["create"], told["problems"]) == ("DONE", 1, [])
    assert "云州市松鹤养老服务中心" in head.open("/desk/registry/")[2]


def test_setting_up_twice_changes_nothing(server):
    server("migrate", "--verbosity", "0")
    assert server(*SETUP, **WORDS).returncode == 0
    again = server(*SETUP, **WORDS)
    assert (again.returncode, "已有管理账号" in again.stderr) == (1, True)


def test_a_weak_password_leaves_the_server_empty(server):
    server("migrate", "--verbosity", "0")
    weak = server(*SETUP, SHUNIU_SETUP_PASSWORD="12345")
    assert weak.returncode == 1
    assert server(*SETUP, **WORDS).returncode == 0


def test_without_a_terminal_a_password_has_to_be_given(server):
    server("migrate", "--verbosity", "0")
    asked = server(*SETUP)
    assert (asked.returncode, "SHUNIU_SETUP_PASSWORD" in asked.stderr) == (1, True)


def test_somebody_without_the_right_makes_no_hub(server):
    server("migrate", "--verbosity", "0")
    office = re.search(r"（(O\d+)）", server(*SETUP, **WORDS).stdout)[1]
    made = server("hub", "--as", "nobody", "--office", office, "--name", "某会", "--head", "某人")
    assert (made.returncode, "没有这个用户" in made.stderr) == (1, True)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
    return done.stderr


def test_what_is_wrong_is_told_in_one_line_and_leaves_nothing_behind(server):
    for command in (SETUP, ("hub", "--as", "a", "--office", "O1", "--name", "某会", "--head", "某人")):
        assert "shuniu migrate" in refused(server(*command, **WORDS)), "before the tables are there"
    server("migrate", "--verbosity", "0")
    wrong = [
        (("--area", "9900009900009900=云州市"), "代码要是"), (("--area", f"990000={'云' * 61}"), "请写区域的名称"),
        (("--field", "文化=文化艺术"), "领域的代号"), (("--office", "云" * 121), "请写组织的名称"),
        (("--office", " "), "请写组织的名称"), (("--email", "lu.guan"), "--email："), (("--username", "陆 观"), "--username："),
    ]  # fmt: skip
    for more, said in wrong:
        assert said in refused(server(*SETUP, *more, **WORDS)), more
    assert "密码太短，至少要 10 个字符" in refused(server(*SETUP, SHUNIU_SETUP_PASSWORD="12345"))
    done = server(*SETUP, **WORDS)
    office = re.search(r"--office (O\d+)", done.stdout)[1]
    hub = ("hub", "--as", "lu.guan", "--office", office, "--name", "云州市养老服务联合会", "--head", "沈知")
    for more, said in (
        (("--name", ""), "请写组织的名称"), (("--name", "养" * 121), "请写组织的名称"), (("--head", " "), "--head：请写被邀请人的姓名"),
        (("--email", "bad"), "--email：这个邮箱地址不对"), (("--field", "nope"), "没有代号为 nope"),
    ):  # fmt: skip
        assert said in refused(server(*hub, *more)), more
    made = server(*hub)
    count = "from shuniu.kernel.orgs.models import Organization; print(Organization.objects.count())"
    assert server("shell", "-v0", "-c", count).stdout.strip() == "2", "the office and the one hub"
    assert server(*hub).stdout == made.stdout, "the same again is the same hub and the same way in"
