"""Brings the catalogues in step with the source: `make messages`.

New strings are added with an empty translation, strings that are gone are dropped, entries are kept sorted so that
two people's additions meet without a conflict. What is still untranslated is printed; `make check` fails on it.

    python tools/messages.py                            update the catalogues, print what is missing
    python tools/messages.py fill zh_Hant|en FILE.json  take translations {msgid: msgstr or [singular, plural]} in
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polib
from check import LANGUAGES, extract

ROOT = Path(__file__).resolve().parents[1]


QUOTES = str.maketrans("“”‘’", "「」『』")  # Traditional text quotes with corner brackets, whoever wrote it


def catalogue(language: str) -> Path:
    return ROOT / f"src/shuniu/locale/{language}/LC_MESSAGES/django.po"


def write(entries: list[polib.POEntry], header: dict[str, str], path: Path) -> None:
    book = polib.POFile(wrapwidth=10_000)
    book.metadata = header
    if "zh_Hant" in path.parts:
        for entry in entries:
            entry.msgstr = entry.msgstr.translate(QUOTES)
            entry.msgstr_plural = {form: words.translate(QUOTES) for form, words in entry.msgstr_plural.items()}
    book.extend(sorted(entries, key=lambda entry: (entry.msgid, entry.msgctxt or "")))
    book.save(str(path))


def update(language: str, source: polib.POFile) -> list[str]:
    path = catalogue(language)
    old = polib.pofile(str(path))
    known = {entry.msgid: entry for entry in old}
    entries, missing = [], []
    for entry in source:
        there = known.get(entry.msgid)
        fresh = polib.POEntry(msgid=entry.msgid, msgid_plural=entry.msgid_plural, flags=entry.flags)
        if entry.msgid_plural:
            forms = 1 if language == "zh_Hant" else 2
            fresh.msgstr_plural = (there and there.msgstr_plural) or dict.fromkeys(range(forms), "")
        else:
            fresh.msgstr = there.msgstr if there else ""
        if not (fresh.msgstr or "".join(fresh.msgstr_plural.values())):
            missing.append(entry.msgid)
        entries.append(fresh)
    write(entries, old.metadata, path)
    return missing


def fill(language: str, given: dict[str, str | list[str]]) -> int:
    path = catalogue(language)
    book = polib.pofile(str(path), wrapwidth=10_000)
    taken = 0
    for entry in book:
        words = given.get(entry.msgid)
        if words is None:
            continue
        taken += 1
        if entry.msgid_plural:
            forms = [words] if isinstance(words, str) else words
            entry.msgstr_plural = dict(enumerate(forms))
        else:
            entry.msgstr = words if isinstance(words, str) else words[0]
    write(list(book), book.metadata, path)
    return taken


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["fill"]:
        _word, language, file = arguments
        print(fill(language, json.loads(Path(file).read_text(encoding="utf-8"))))
        return 0
    source = extract()
    for language in LANGUAGES:
        missing = update(language, source)
        print(f"{language}: {len(missing)}")
        for text in missing:
            print("   ", json.dumps(text, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
