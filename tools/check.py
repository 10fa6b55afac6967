"""The part of `make check` that Django does: missing migrations, complete translations, templates, deployment."""

from __future__ import annotations

import atexit
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh_Hant", "en")
sys.path.insert(0, str(ROOT / "src"))

from shuniu.starter.postgres import Cluster, home_folder  # noqa: E402


def extract() -> polib.POFile:
    """All source strings, as Django extracts them."""
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        work = Path(folder) / "shuniu"
        subprocess.run(["cp", "-r", str(ROOT / "src/shuniu"), str(work)], check=True)
        subprocess.run(["rm", "-rf", str(work / "locale")], check=True)
        (work / "locale").mkdir()
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-obsolete"],
            cwd=work, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return polib.pofile(str(work / "locale/en/LC_MESSAGES/django.po"))


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]", text))


def translation_faults() -> list[str]:
    source = extract()
    faults = []
    for language in LANGUAGES:
        path = ROOT / f"src/shuniu/locale/{language}/LC_MESSAGES/django.po"
        known = {entry.msgid: entry for entry in polib.pofile(str(path))} if path.exists() else {}
        for entry in source:
            there = known.get(entry.msgid)
            words = (there.msgstr or "".join(there.msgstr_plural.values())) if there else ""
            if not words or "fuzzy" in there.flags:
                faults.append(f"{language}: {entry.msgid}")
            elif not there.msgstr_plural and placeholders(entry.msgid) != placeholders(there.msgstr):
                faults.append(f"{language}: 占位符不一致 {entry.msgid}")
    return faults


def main() -> int:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "shuniu.config.settings"}
    if "DATABASE_URL" not in environment:
        cluster = Cluster(home_folder(ROOT), "test", durable=False)
        environment["DATABASE_URL"] = cluster.start()
        atexit.register(cluster.stop)
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "makemigrations", "--check", "--dry-run"], cwd=ROOT, check=True, env=environment)
    faults = translation_faults()
    if faults:
        print("\n".join(faults[:40]), file=sys.stderr)
        print(f"缺少译文或有误：{len(faults)} 条", file=sys.stderr)
        return 1
    deploy = {**environment, "PUBLIC_URL": "https://shuniu.example.org", "DEBUG": "0", "SHUNIU_DEMO": "0",
              "SECRET_KEY": "check-only-" + "k7" * 40}  # fmt: skip
    subprocess.run([*manage, "check", "--deploy", "--fail-level", "WARNING"], cwd=ROOT, check=True, env=deploy)
    print("check: 通过")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
