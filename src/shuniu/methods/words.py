"""What the commands say to people, in three languages, without Django: Simplified Chinese stands in the source.

`say("{number} 分", number=3)` looks the sentence up in the catalogue of the language that is spoken and fills it in;
what is spoken unless a command says otherwise is the source. Programs (`--json`, the result file) get the source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from shuniu.methods.words_en import ENGLISH
from shuniu.methods.words_hant import TRADITIONAL

SOURCE = "zh-hans"
CATALOGUES: Mapping[str, Mapping[str, str]] = {SOURCE: {}, "zh-hant": TRADITIONAL, "en": ENGLISH}
SETTING = "SHUNIU_LANGUAGE"
_spoken: ContextVar[str] = ContextVar("spoken", default=SOURCE)


def speak(language: str) -> None:
    """From now on in this language, one of `CATALOGUES`."""
    _spoken.set(language)


def spoken() -> str:
    return _spoken.get()


def say(sentence: str, /, **values: Any) -> str:
    """The sentence in the language spoken, with its places filled in."""
    return CATALOGUES[_spoken.get()].get(sentence, sentence).format(**values)


class Said(str):
    """A sentence that goes into results: as text always the source, and said again in whatever is spoken then.

    Lists of names among its values are joined as each language joins them.
    """

    sentence: str
    values: dict[str, Any]

    def __new__(cls, sentence: str, /, **values: Any) -> Said:
        before = _spoken.set(SOURCE)
        said = super().__new__(cls, say(sentence, **_joined(values)))
        _spoken.reset(before)
        said.sentence, said.values = sentence, values
        return said

    def again(self) -> str:
        return say(self.sentence, **_joined(self.values))


def _joined(values: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of names as one speaks them; what else was found where a name should stand, as it was found."""
    told = {name: listed(value) if _named(value) else value for name, value in values.items()}
    return {name: value.again() if isinstance(value, Said) else value for name, value in told.items()}


def _named(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def marked(sentence: str) -> str:
    """A sentence that is said later: a mark for the check that every sentence is translated."""
    return sentence


def listed(names: Sequence[str]) -> str:
    return say("、").join(names) or say("无")


def wanted(option: str, environment: Mapping[str, str]) -> str:
    """The language of the option, else of SHUNIU_LANGUAGE, else of the locale (LC_ALL, LC_MESSAGES, LANG)."""
    for text in (option, environment.get(SETTING, "")):
        if language := _known(text):
            return language
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return _known(locale) or SOURCE


def _known(text: str) -> str:
    """zh_TW.UTF-8, zh-Hant, en_GB, English and the like; empty when it says nothing that we speak."""
    parts = text.split(".")[0].lower().replace("_", "-").split("-")
    if parts[0] in ("en", "english"):
        return "en"
    if parts[0] != "zh":
        return ""
    return "zh-hant" if {"hant", "tw", "hk", "mo"} & set(parts) else SOURCE
