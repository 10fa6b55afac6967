"""A private PostgreSQL cluster: unix socket only, own data folder, binaries from the locked wheel or the system.

For demo and tests; production names a server in DATABASE_URL. As root the server runs under an existing
unprivileged account, from a folder that this account can reach even when the clone lies in a closed home folder.
Every step may be interrupted and repeated: what is half made never carries the name of what is done.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from shuniu.starter.places import (
    FALLBACK,
    StarterError,
    copy_binaries,
    everybody_may_read,
    find_binaries,
    own_folder,
    reachable,
    server_account,
)

__all__ = ["Cluster", "StarterError", "find_binaries"]

USER = "shuniu"
KEPT_ASIDE = 2
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
    "max_wal_size": "1GB",
}
_FLEETING = {"max_connections": "300", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """One cluster under `home`; `name` keeps the clusters of run and test apart.

    Several processes may use it at once (`make run`, a command, `make test` twice): the last one to `stop` stops it.
    """

    def __init__(self, home: Path, name: str, *, durable: bool = True) -> None:
        self.name = name
        self.durable = durable
        self.account = server_account()
        self.home = home.absolute()
        self.home.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(f"{self.home.resolve()}:{name}".encode()).hexdigest()[:10]
        # A socket's path may not be longer than 107 bytes: a short private folder holds it.
        self.sockets = Path(f"/tmp/shuniu-{os.getuid()}-{digest}")
        self.base = self.home / f"pg-{name}"
        if self.account is not None and not reachable(self.home.resolve()):
            self.base = FALLBACK / f"pg-{digest}"
        self.data = self.base / "data"
        self.log = self.base / "postgres.log"
        self._users: IO[str] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@/shuniu?host={self.sockets}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home / f"pg-{self.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def start(self) -> str:
        """Make the cluster when it is not there, start it when it does not run; returns DATABASE_URL."""
        with self._alone():
            self._folders()
            binaries = self._reachable_binaries()
            major = self._version(binaries)
            if self._made_by() not in {None, major}:
                self._other_version(major)
            if self._made_by() is None:
                self._initialise(binaries, major)
            if not self._running():
                self._launch(binaries)
            self._create_database()
            if self._users is None:
                self._users = (self.home / f"pg-{self.name}.use").open("w")
                fcntl.flock(self._users, fcntl.LOCK_SH)
        return self.url

    def stop(self) -> None:
        """Leave the cluster; whoever leaves last shuts it down. Nothing to do when it does not run."""
        with self._alone():
            if not self._leave():
                return
            self._shut_down()

    def set_aside(self) -> Path:
        """Stop the cluster and move its data out of the way under the present moment; the newest two stay.

        Raises StarterError while another process uses it.
        """
        with self._alone():
            if not self._leave():
                raise StarterError("演示数据库正在被另一个进程使用（多半是另一个 make run），请先停止它再试。")
            return self._set_aside()

    def _other_version(self, major: int) -> None:
        if not self.durable:
            self._shut_down()
            shutil.rmtree(self.data)
            return
        old = self._set_aside()
        print(f"· 数据库改用 PostgreSQL {major}，原来的演示数据移到 {old}", file=sys.stderr, flush=True)

    def _leave(self) -> bool:
        """Give up our use; True when nobody else uses the cluster."""
        users = self._users or (self.home / f"pg-{self.name}.use").open("w")
        self._users = None
        with users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _set_aside(self) -> Path:
        self._shut_down()
        moved = self.base / f"data.old-{datetime.now():%Y%m%d-%H%M%S}"
        if self.data.exists():
            self.data.rename(moved)
        for old in sorted(self.base.glob("data.old-*"))[:-KEPT_ASIDE]:
            shutil.rmtree(old, ignore_errors=True)
        return moved

    def _shut_down(self) -> None:
        """Fast shutdown: open sessions are ended, everything acknowledged is on disk."""
        pid = self._pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        if not _wait_until(lambda: self._pid() is None, 30):
            raise StarterError(f"数据库没有在 30 秒内停下，原因见 {self.log}。")

    def _folders(self) -> None:
        outside = self.base.is_relative_to(FALLBACK)
        if outside:
            FALLBACK.mkdir(mode=0o755, parents=True, exist_ok=True)
            _clear_orphans()
        own_folder(self.base, self.account)
        own_folder(self.sockets, self.account)
        if outside:
            self._belongs_to_this_clone()

    def _belongs_to_this_clone(self) -> None:
        """A clone removed and made again at the same place is a new one: it must not find the old one's data."""
        ours, note = self.home / f"pg-{self.name}.token", self.base / "home"
        if not ours.exists():
            ours.write_text(secrets.token_hex(8))
        said = f"{self.home}\n{ours.read_text()}\n"
        if note.exists() and note.read_text() != said:
            self._shut_down()
            shutil.rmtree(self.data, ignore_errors=True)
        note.write_text(said)

    def _reachable_binaries(self) -> Path:
        found = find_binaries()
        if self.account is None or everybody_may_read(found):
            return found
        return copy_binaries(found, self.base / "bin", self.account)

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, check=False, **self._identity())

    def _identity(self) -> dict[str, Any]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PG"))}
        identity: dict[str, Any] = {"env": {**environment, "LC_ALL": "C"}, "cwd": str(self.base)}
        if self.account is not None:
            identity |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return identity

    def _version(self, binaries: Path) -> int:
        told = self._run([str(binaries / "postgres"), "--version"])
        if told.returncode:
            raise StarterError(f"{binaries / 'postgres'} 不能运行：{told.stderr.strip()[-300:]}")
        major = int(re.findall(r"\d+", told.stdout)[0])  # "postgres (PostgreSQL) 18.4", with more in brackets on Debian
        if major < 15:
            raise StarterError(f"需要 PostgreSQL 15 或更高版本，{binaries} 里是 {major}。")
        return major

    def _made_by(self) -> int | None:
        """The major version that made the data folder; None when there is none."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def _initialise(self, binaries: Path, major: int) -> None:
        """initdb works in a folder of its own, which gets its name when it is done."""
        for left in [self.data, *self.base.glob("data.new-*")]:
            shutil.rmtree(left, ignore_errors=True)
        made = self.base / f"data.new-{os.getpid()}"
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if major >= 17 else ["--locale=C.UTF-8"]
        options = ["-U", USER, "-A", "trust", "-E", "UTF8", "--no-instructions"]
        done = self._run(
            [str(binaries / "initdb"), "-D", str(made), *options, *locale, *([] if self.durable else ["--no-sync"])]
        )
        if done.returncode:
            shutil.rmtree(made, ignore_errors=True)
            raise StarterError(f"数据库初始化没有成功：{done.stderr.strip()[-400:]}")
        made.rename(self.data)

    def _pid(self) -> int | None:
        """The server of this data folder, running or just ending; None when it is gone."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if _is_alive(pid, str(self.data)) else None

    def _strays(self) -> bool:
        """True while processes of a killed server still end: a new one may not start beside them."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if Path(os.readlink(process / "cwd")) == self.data:
                    return True
            except OSError:
                continue
        return False

    def _running(self) -> bool:
        """Answers; one that recovers is waited for, one that lives without its socket is stopped and started anew."""
        if self._pid() is None:
            return False
        reachable_by = self.sockets / ".s.PGSQL.5432"
        patience = 60 if reachable_by.exists() else 5
        if _wait_until(lambda: self._answers() or self._pid() is None, patience) and self._pid() is not None:
            return True
        self._shut_down()
        return False

    def _answers(self) -> bool:
        import psycopg  # the bootstrap's bare Python imports this module's neighbours without it

        try:
            with psycopg.connect(host=str(self.sockets), user=USER, dbname="postgres", connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _launch(self, binaries: Path) -> None:
        _wait_until(lambda: not self._strays(), 15)
        # Left by a killed server: nobody is behind them any more, and a zombie's number would still count as alive.
        for left in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)
        options = _OPTIONS | {"unix_socket_directories": str(self.sockets)} | ({} if self.durable else _FLEETING)
        arguments = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        with self.log.open("a") as sink:
            server = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(self.data), *arguments],
                stdout=sink, stderr=sink, stdin=subprocess.DEVNULL, start_new_session=True, **self._identity(),
            )  # fmt: skip
        _wait_until(lambda: server.poll() is not None or self._answers(), 60)
        if server.poll() is not None or not self._answers():
            raise StarterError(f"数据库没有启动，原因见 {self.log}。")

    def _create_database(self) -> None:
        import psycopg  # as above

        with psycopg.connect(host=str(self.sockets), user=USER, dbname="postgres", autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'shuniu'").fetchone()
            if there is None:
                connection.execute("CREATE DATABASE shuniu")


def _clear_orphans() -> None:
    """Data of clones that are gone: outside the clone nobody else would ever remove it."""
    for note in FALLBACK.glob("pg-*/home"):
        if not Path(note.read_text().split("\n")[0]).exists():
            with suppress(FileNotFoundError, ValueError, ProcessLookupError):
                pid = int((note.parent / "data" / "postmaster.pid").read_text().split("\n")[0])
                if _is_alive(pid, str(note.parent / "data")):
                    os.kill(pid, signal.SIGINT)
            shutil.rmtree(note.parent, ignore_errors=True)


def _is_alive(pid: int, data: str) -> bool:
    """Whether `pid` is the server of `data`: not a zombie, not another process that was given its number since."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (ProcessLookupError, PermissionError):
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no /proc on this system: the signal's answer has to do
    return state not in "ZX" and (not command or data.encode() in command)


def _wait_until(ready: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(0.05)
    return False


def home_folder(root: Path) -> Path:
    """Where the clusters of the clone at `root` lie: SHUNIU_VAR, or `var` in the clone."""
    return Path(os.environ.get("SHUNIU_VAR") or root / "var")
