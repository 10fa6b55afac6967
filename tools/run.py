"""`make run`: database, schema, demo city on first start, web and worker, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
sys.path.insert(0, str(ROOT / "src"))

from shuniu.starter.postgres import Cluster, StarterError  # noqa: E402


def free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise SystemExit(f"{wanted} 起的 50 个端口都被占用，请用 PORT=… make run 换一个。")


def wait_for_page(address: str, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("网页服务没有启动，请看上面的提示。")


def main() -> int:
    environment = dict(os.environ)
    port = free_port(int(environment.get("PORT", "8000")))
    address = f"http://localhost:{port}"
    cluster = None
    if "DATABASE_URL" not in environment:
        cluster = Cluster(ROOT / "var", "run")
        environment["DATABASE_URL"] = cluster.start()
        environment.setdefault("SHUNIU_DEMO", "1")
    environment.setdefault("PUBLIC_URL", address)
    manage = [str(BIN / "python"), "manage.py"]
    subprocess.run([*manage, "start_up"], cwd=ROOT, check=True, env=environment)
    web = subprocess.Popen(
        [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers",
         environment.get("WEB_WORKERS", "2"), "--blocking-threads", "8", "--log-level", "warning", "shuniu.config.wsgi:application"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    worker = subprocess.Popen([*manage, "procrastinate", "worker"], cwd=ROOT, env=environment,
                              stdout=subprocess.DEVNULL)  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        wait_for_page(address, web)
        print(f"\n枢纽已启动：{environment['PUBLIC_URL']}\n按 Ctrl-C 停止。\n", flush=True)
        if environment.get("SHUNIU_DEMO") == "1":
            print(f"演示账号（密码都是 shuniu-demo）：也可以打开 {address}/demo/ 一键登录\n"
                  "  hub.head  枢纽负责人     hub.officer  枢纽经办人    hub.clerk  枢纽录入员\n"
                  "  office.head  市级负责人  office.officer  市级经办人\n"
                  "  org.head  社会组织负责人  org.secretary  秘书长\n", flush=True)  # fmt: skip
        while web.poll() is None and worker.poll() is None:
            time.sleep(0.5)
        return 1
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        for process in (web, worker):
            process.terminate()
        for process in (web, worker):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        if cluster is not None:
            cluster.stop()


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except StarterError as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None
