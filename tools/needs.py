"""What the tests need besides Python: installed when root has apt, otherwise named at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def has_cjk_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


NEEDS = {
    "chromium": lambda: bool(os.environ.get("SHUNIU_CHROMIUM") or shutil.which("chromium")),
    "fonts-noto-cjk": has_cjk_font,
    "libreoffice-writer-nogui": lambda: bool(shutil.which("soffice")),
    "poppler-utils": lambda: bool(shutil.which("pdftotext")),
}
CHECK_NEEDS = {"gettext": lambda: bool(shutil.which("xgettext"))}


def missing(needs: dict) -> list[str]:
    return [package for package, there in needs.items() if not there()]


def main(arguments: list[str]) -> int:
    needs = CHECK_NEEDS if "check" in arguments else NEEDS
    lacking = missing(needs)
    if lacking and os.getuid() == 0 and shutil.which("apt-get"):
        print("· 安装系统软件包：" + " ".join(lacking), flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "-qq", "update"], check=False, **quiet)
        subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *lacking], check=False, **quiet)
        lacking = missing(needs)
    if lacking:
        print("缺少以下系统软件，请先安装：" + " ".join(lacking), file=sys.stderr)
        print("Debian：sudo apt-get install " + " ".join(lacking), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
