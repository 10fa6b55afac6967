"""Reads about appeals; to be called where they are opened (see confidential.py)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from shuniu.domain.network.confidential import opened
from shuniu.domain.network.models import Appeal, Appellant, Issue
from shuniu.domain.network.numbers import digest_of
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.record.numbers import is_right

SHORTEST = 2  # a name of one character is in every sentence


def appeal_by_number(number: str) -> Appeal | None:
    """The appeal that a number opens; None for a wrong one. What is read of it later has to be opened as well."""
    number = number.strip().upper()
    if not is_right(number):
        return None
    with opened(digest=digest_of(number)):
        return Appeal.objects.select_related("hub", "organization").filter(number_digest=digest_of(number)).first()


def appeals_shown(user: Any, at: datetime, *, which: str = "", issue: str = "", text: str = "", today: date) -> Any:
    """Appeals of the user's hubs under a tab, of an issue, with words in them; what presses first."""
    rows = Appeal.objects.visible_to(user, at).select_related("hub", "appellant", "issue")
    chosen = {
        "open": Q(state__in=["RAISED", "IN_HAND"]),
        "raised": Q(state="RAISED"),
        "late": Q(state="RAISED", due_on__lt=today) | Q(state__in=["RAISED", "IN_HAND"], close_by__lt=today),
        "concluded": Q(state="CONCLUDED"),
        "closed": Q(state="CLOSED"),
    }.get(which)
    if chosen is not None:
        rows = rows.filter(chosen)
    if chosen_issue := whole_number(issue):
        rows = rows.filter(issue=chosen_issue)
    if text.strip():
        rows = rows.filter(Q(subject__icontains=text.strip()) | Q(text__icontains=text.strip()))
    return rows.order_by("due_on", "pk") if which in ("open", "raised", "late") else rows.order_by("-raised_at", "pk")


def names_told(issue: Issue, text: str) -> set[str]:
    """Which words of `text` name an appellant merged into the issue: name, short name, former name, code, contact, phone."""
    found: set[str] = set()
    key = name_key(text)
    rows = Appellant.objects.filter(appeal__issue=issue).select_related("organization__area")
    for row in rows.prefetch_related("organization__former_names"):
        words = {row.name, row.contact_name, row.phone, *_short_names(row.name)}
        if row.organization is not None:
            words |= {row.organization.credit_code or "", row.organization.code, row.organization.legal_representative}
            words |= {one.name for one in row.organization.former_names.all()}
        found |= {word for word in words if len(name_key(word)) >= SHORTEST and name_key(word) in key}
    return found


_KINDS = (
    "服务中心",
    "促进会",
    "联合会",
    "协会",
    "基金会",
    "学会",
    "商会",
    "中心",
    "志愿队",
    "服务队",
    "合唱队",
    "互助社",
    "联盟",
    "事务所",
)


def _short_names(name: str) -> set[str]:
    """A name without the place before it and the kind behind it: 云州市新苗服务中心 → 新苗."""
    short = name
    for mark in ("省", "市", "区", "县", "街道", "社区"):
        head, found, rest = short.partition(mark)
        if found and len(head) <= 6 and len(rest) > 1:
            short = rest
    ends = {short}
    for kind in _KINDS:
        if short.endswith(kind) and len(short) - len(kind) >= SHORTEST:
            ends.add(short.removesuffix(kind))
    return {one for one in ends if one and one != name and len(one) >= SHORTEST + (one == short)}


def issues_shown(user: Any, at: datetime, *, state: str = "", hub: str = "", text: str = "") -> Any:
    """Issues that the user may read; by state, hub, words."""
    rows = Issue.objects.visible_to(user, at).select_related("hub")
    if state in Issue.State.values:
        rows = rows.filter(state=state)
    if hub:
        rows = rows.filter(hub__code=hub)
    if text.strip():
        word = text.strip()
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(department__icontains=word))
    return rows.order_by("-published_on", "-pk")


def merged_counts(issues: list[int], user: Any, at: datetime) -> dict[int, int]:
    """Issue → appeals in it, for the hub's handlers; nobody else learns how many there are."""
    rows = Appeal.objects.visible_to(user, at).filter(issue__in=issues)
    return dict(rows.values_list("issue").annotate(n=Count("pk")).order_by())
