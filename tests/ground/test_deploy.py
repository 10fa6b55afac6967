"""The production set-up of deploy/ with real processes: its commands, behind a proxy that says https."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.ground.conftest import ROOT, Place, free_port

SETTINGS = ROOT / "src/shuniu/config/settings.py"


def unit(name: str) -> dict[str, str]:
    lines = (ROOT / "deploy" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def command_of(name: str) -> list[str]:
    """ExecStart of a unit, with the server's paths turned into this clone's."""
    told = shlex.split(unit(name)["ExecStart"])
    assert all(not part.startswith("/opt/") or part.startswith("/opt/shuniu/.venv/bin/") for part in told)
    return [part.replace("/opt/shuniu/.venv/bin", os.path.dirname(sys.executable)) for part in told]


def settings_read() -> set[str]:
    sources = [SETTINGS, *(ROOT / "src/shuniu").rglob("*.py"), *(ROOT / "tools").glob("*.py")]
    found = set()
    for path in sources:
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:environ(?:ment)?\.get\(|environ\[|_flag\()\s*\"([A-Z_]+)\"", text))
    return found - {"PATH", "SYSTEMROOT", "DJANGO_SETTINGS_MODULE"}


def test_every_setting_is_in_the_table_and_every_line_of_the_example_is_read():
    page = (ROOT / "docs/servers.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", page))
    assert sorted(settings_read() - documented) == []
    example = (ROOT / "deploy/shuniu.env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))
    assert sorted(named - settings_read()) == []


def test_the_units_agree_with_the_page_and_with_each_other():
    web, worker = unit("shuniu-web.service"), unit("shuniu-worker.service")
    for key in ("User", "WorkingDirectory", "EnvironmentFile", "ReadWritePaths", "Restart"):
        assert web[key] == worker[key]
    page = (ROOT / "docs/servers.md").read_text(encoding="utf-8")
    assert all(web[key] in page for key in ("WorkingDirectory", "EnvironmentFile", "ReadWritePaths"))


@pytest.fixture
def production(place: Place):
    """Web and worker as the units start them; answers the port."""
    environment = {
        **{key: value for key, value in os.environ.items() if key != "SHUNIU_DEMO"},
        "DATABASE_URL": place.cluster.start(), "PUBLIC_URL": "https://shuniu.example.org", "BEHIND_PROXY": "1",
        "STATIC_MANIFEST": "1", "SECRET_KEY": "only-for-this-test-" + "x7" * 30, "SHUNIU_VAR": str(place.var),
        "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    manage = [sys.executable, "manage.py"]
    for step in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        subprocess.run([*manage, *step], cwd=ROOT, env=environment, check=True)
    port = free_port()
    web = [str(port) if part == "8000" else part for part in command_of("shuniu-web.service")]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        for command in (web, command_of("shuniu-worker.service"))
    ]
    yield port, processes
    for process in processes:
        until_it_ends_in_order(process)
        process.terminate()
    assert [process.wait(300) for process in processes] == [0, 0]


def until_it_ends_in_order(process: subprocess.Popen) -> None:
    """The page may be there before the worker has loaded: until then TERM just ends it."""
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        caught = re.search(r"^SigCgt:\s*(\w+)$", Path(f"/proc/{process.pid}/status").read_text(), re.MULTILINE)
        if int(caught[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.1)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


def ask(port: int, path: str, proto: str) -> tuple[int, dict[str, str], str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": "shuniu.example.org", "X-Forwarded-Proto": proto}
    )
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=20) as answer:
            return answer.status, dict(answer.headers.items()), answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers.items()), ""


def test_web_and_worker_run_as_the_units_say_behind_a_proxy(production):
    port, processes = production
    deadline = time.monotonic() + 300
    while True:
        try:
            status, headers, page = ask(port, "/", "https")
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert status == 200
    headers = {key.lower(): value for key, value in headers.items()}
    assert "max-age=31536000" in headers["strict-transport-security"]
    assert "'unsafe-inline'" not in headers["content-security-policy"]
    assert ask(port, "/", "http")[0] == 301
    assert ask(port, "/demo/", "https")[0] == 404
    style = re.search(r'href="(/static/style\.[0-9a-f]{12}\.css)"', page)[1]
    status, headers, _text = ask(port, style, "https")
    headers = {key.lower(): value for key, value in headers.items()}
    assert (status, "immutable" in headers["cache-control"]) == (200, True)
    status, headers, _text = ask(port, "/account/login/", "https")
    cookies = "".join(value for key, value in headers.items() if key.lower() == "set-cookie")
    assert (status, "Secure" in cookies, "SameSite=Lax" in cookies) == (200, True, True)
    assert all(process.poll() is None for process in processes)
