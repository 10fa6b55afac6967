"""`make run`: database, schema, demo city on first start, web and worker, until Ctrl-C.

python tools/run.py          start; a demo filled before stays as it is
python tools/run.py --anew   `make demo`: the old demo is moved aside, the city filled anew relative to today
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
MANAGE = [str(BIN / "python"), "manage.py"]
WEB, WORKER = "网页服务", "后台任务"
RESTARTS = 4  # within a minute
DOES_NOT_FIT = 3  # `start_up --private` ends so when the database was made by other migrations
sys.path.insert(0, str(ROOT / "src"))

from shuniu.starter.postgres import Cluster, StarterError, home_folder  # noqa: E402

ACCOUNTS = """演示账号（密码都是 shuniu-demo）：也可以打开 {address}/demo/ 一键登录
  hub.head  枢纽负责人     hub.officer  枢纽经办人    hub.clerk  枢纽录入员
  office.head  市级负责人  office.officer  市级经办人
  org.head  社会组织负责人  org.secretary  秘书长
"""


def die_with_parent() -> None:
    """In the child: should this script be killed outright, web and worker end too instead of running on unseen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # closed connections of the last run linger
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise SystemExit(f"{wanted} 起的 50 个端口都被占用，请用 PORT=… make run 换一个。")


def wait_for_page(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("网页服务没有启动，请看上面的提示。")


def bring_up(environment: dict[str, str], *options: str) -> int:
    """Run `start_up`; should this script be killed, it does not go on filling behind the back of the next start."""
    command = [*MANAGE, "start_up", *options]
    return subprocess.run(command, cwd=ROOT, check=False, env=environment, preexec_fn=die_with_parent).returncode


def prepare(environment: dict[str, str], cluster: Cluster | None) -> None:
    """Schema and, in the demo, the city. A demo made by other migrations is moved aside and filled anew."""
    private = ["--private"] if cluster is not None else []
    done = bring_up(environment, *private)
    if done == DOES_NOT_FIT and cluster is not None:
        moved = cluster.set_aside()
        print(f"· 表结构已经更新：原来的演示数据移到 {moved}，现在重新准备", flush=True)
        cluster.start()
        done = bring_up(environment)
    if done:
        raise SystemExit(done)


def commands(port: int) -> dict[str, list[str]]:
    web = [str(BIN / "python"), "tools/web.py", str(port)]
    return {WEB: web, WORKER: [*MANAGE, "procrastinate", "worker"]}


def start(command: list[str], environment: dict[str, str], *, told: bool = False) -> subprocess.Popen[bytes]:
    """`told`: it waits for a line from us."""
    given = subprocess.PIPE if told else subprocess.DEVNULL
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=given, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent
    )


def watch(
    processes: dict[str, subprocess.Popen[bytes]], wanted: dict[str, list[str]], environment: dict[str, str]
) -> str:
    """Start anew what ended (a database that was restarted takes the worker along); the name of what keeps ending."""
    ends: dict[str, list[float]] = {name: [] for name in wanted}
    while True:
        for name, process in processes.items():
            if process.poll() is None:
                continue
            ends[name] = [moment for moment in ends[name] if time.monotonic() - moment < 60] + [time.monotonic()]
            if len(ends[name]) > RESTARTS:
                return name
            print(f"· {name}停了，重新启动", flush=True)
            time.sleep(len(ends[name]) ** 2 / 2)
            processes[name] = start(wanted[name], environment)
        time.sleep(0.3)


def serve(processes: dict[str, subprocess.Popen[bytes]], environment: dict[str, str], port: int) -> int:
    """Web and worker until somebody stops us or one of them keeps ending; returns the exit code."""
    wanted = commands(port)
    try:
        with suppress(BrokenPipeError):  # it ended while loading: `wait_for_page` says so
            os.write(processes[WEB].stdin.fileno(), b"go\n")
        processes[WORKER] = start(wanted[WORKER], environment)
        wait_for_page(port, processes[WEB])
        print(f"\n枢纽已启动：{environment['PUBLIC_URL']}\n按 Ctrl-C 停止。\n", flush=True)
        if environment.get("SHUNIU_DEMO") == "1":
            print(ACCOUNTS.format(address=f"http://localhost:{port}"), flush=True)
        print(f"{watch(processes, wanted, environment)}一再停止，其余部分一起停下。", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0  # as the line above told the person to do


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
    for process in processes.values():
        process.terminate()
    for process in processes.values():
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def main(arguments: list[str]) -> int:
    environment = dict(os.environ)
    port = free_port(int(environment.get("PORT", "8000")))
    environment.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    cluster = None if "DATABASE_URL" in environment else Cluster(home_folder(ROOT), "run")
    if "--anew" in arguments and cluster is None:
        raise SystemExit("DATABASE_URL 指向的服务器不会被清空；make demo 只用于自带的演示数据库。")
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        if cluster is not None:
            if "--anew" in arguments:
                print(f"· 原来的演示数据移到 {cluster.set_aside()}", flush=True)
            environment["DATABASE_URL"] = cluster.url
            environment.setdefault("SHUNIU_DEMO", "1")
        # Loading the product takes as long as making the database ready: both at once. It serves when told to.
        processes[WEB] = start([*commands(port)[WEB], "--wait"], environment, told=True)
        if cluster is not None:
            cluster.start()
        prepare(environment, cluster)
        return serve(processes, environment, port)
    finally:
        stop(processes)
        if cluster is not None:
            cluster.stop()


def leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, leave)
    try:
        raise SystemExit(main(sys.argv[1:]))
    except StarterError as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None
