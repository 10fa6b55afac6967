"""Why a pair fits, in the reader's words; the codes are those of the matching method."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from shuniu.engines.exchange.models import Group, ResourceKind
from shuniu.methods.matching import Reason


def sentence_of(reason: Reason) -> str:
    code, words, share = reason.code, reason.words, reason.share
    if not reason.speaks_for:
        return {
            "kind": _("类别不同"),
            "group": _("服务对象不同"),
            "area": _("不在同一地域"),
            "dates": _("日期不重合"),
        }.get(code, "")
    if code == "kind":
        return _("同类：%(what)s") % {
            "what": _join(ResourceKind(one).label for one in words if one in ResourceKind.values)
        }
    if code == "group":
        return _("都服务%(whom)s") % {"whom": _join(Group(one).label for one in words if one in Group.values)}
    if code == "concept":
        return _("“%(mine)s”和“%(theirs)s”是一回事") % {"mine": words[1], "theirs": words[2]}
    if code == "broader":
        return _("“%(mine)s”和“%(theirs)s”都属于“%(what)s”") % {"what": words[0], "mine": words[1], "theirs": words[2]}
    if code == "words":
        return _("都写了“%(words)s”") % {"words": _("”“").join(words)}
    plain = {
        "area": _("同一地域") if share == 100 else _("部分地域相同"), "area_everywhere": _("全市都可以"),
        "dates": _("日期合适"), "dates_part": _("日期部分重合"), "capacity": _("容量够"),
        "capacity_part": _("容量够 %(n)s%%") % {"n": share}, "money": _("金额够"),
        "money_part": _("金额够 %(n)s%%") % {"n": share},
    }  # fmt: skip
    return plain.get(code, "")


def _join(labels: Iterable[Any]) -> str:
    return _("、").join(str(one) for one in labels)


def sentences(reasons: Iterable[Reason]) -> list[str]:
    return [said for one in reasons if (said := sentence_of(one))]


def kept_sentences(rows: Iterable[Any]) -> list[str]:
    """The reasons as a match keeps them: [code, words, share, speaks for]."""
    return sentences(Reason(code, tuple(words), share, speaks) for code, words, share, speaks in rows)
