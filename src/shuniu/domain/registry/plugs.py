from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry import records  # noqa: F401  what proves a statement
from shuniu.domain.registry.asking import (
    confirmed_members,
    fact_answers,
    fact_titles,
    hubs_under,
    request_answers,
    request_titles,
)
from shuniu.domain.registry.columns import COLUMNS
from shuniu.domain.registry.models import RequestAnswer
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.registries import Entry, navigation, query_states, search_providers
from shuniu.kernel.orgs.merging import prefer, stay
from shuniu.kernel.orgs.search import first_found
from shuniu.kernel.record.asking import AnswerSource, Audience, answer_sources, audiences
from shuniu.kernel.record.lists import ListSource, list_sources
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "registry.list",
    Entry(
        "registry.list",
        _("成员名录"),
        "users",
        "registry:list",
        element="open",
        order=20,
        covers=("network:letters", "network:ties"),
        shown=lambda d: bool(d.hubs or d.overseeing),
    ),
)
navigation.add(
    "registry.rosters",
    Entry("registry.rosters", _("名录导入"), "upload", "registry:rosters", element="open", order=21,
          shown=lambda d: bool(d.hubs)),
)  # fmt: skip
navigation.add(
    "registry.statistics",
    Entry("registry.statistics", _("名录统计"), "chart-histogram", "registry:statistics", element="open", order=22,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
navigation.add(
    "registry.requests",
    Entry("registry.requests", _("填报任务"), "clipboard-list", "registry:requests", element="open", order=23,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
navigation.add(
    "registry.asked",
    Entry("registry.asked", _("要我填报"), "edit", "registry:asked", order=24, shown=lambda d: bool(d.posts)),
)

feature(
    "registry.request", title=_("填报任务：一张表问许多单位，已有的答案不再问"), units=["A06", "A16.1"],
    url_name="registry:requests", state="part",
    records=["registry.DataRequest", "registry.RequestAnswer"],
)  # fmt: skip
answer_sources.add("registry.facts", AnswerSource(fact_titles, fact_answers))
answer_sources.add("registry.requests", AnswerSource(request_titles, request_answers))
audiences.add("registry.hubs", Audience(_("所有下级枢纽"), hubs_under))
audiences.add("registry.members", Audience(_("已确认联系的组织"), confirmed_members))


def answer_state(*, subject_id: int, at: Any) -> dict[str, Any] | None:
    row = RequestAnswer.objects.filter(pk=subject_id).select_related("request").first()
    if row is None:
        return None
    return {"what": _("填报任务"), "state": row.get_state_display(), "due_on": row.request.due_on,
            "done_on": local_date(row.filed_at) if row.filed_at and row.state == "FILED" else None}  # fmt: skip


query_states.add("registry.requestanswer", answer_state)

for side in ("first", "second"):
    stay(f"registry.duplicatepair.{side}", because="the question was about these two rows")
    stay(f"registry.judgement.{side}", because="the judgement was about these two rows")
prefer("registry.requestanswer", lambda answer: (answer.filed_at is not None, answer.opened_at is not None))
stay("registry.looked.organization", because="it says how far this very row was compared")

navigation.add(
    "registry.duplicates",
    Entry("registry.duplicates", _("疑似重复"), "copy", "registry:duplicates", element="open", order=21,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
feature(
    "registry.once", title=_("一家组织一条记录：疑似重复、合并和拆开"), units=["A04", "A16.1"], url_name="registry:duplicates",
    state="whole", records=["orgs.Merge", "registry.DuplicatePair", "registry.Judgement"],
)  # fmt: skip
feature(
    "registry.roster", title=_("名录导入、成员名录和统计"), units=["A04"], url_name="registry:list", state="part",
    records=["orgs.Organization", "orgs.Affiliation", "registry.RosterImport"],
)  # fmt: skip
feature(
    "registry.facts", title=_("组织维护自己的基础资料"), units=["A16.1"], url_name="registry:list", state="part",
    records=["orgs.Organization"],
)  # fmt: skip


def find_organizations(*, text: str, user: Any, at: Any, limit: int) -> list[dict[str, Any]]:
    rows = first_found(text, user=user, at=at, n=limit)
    return [
        {"title": row.name, "detail": f"{row.get_kind_display()} {row.area or ''}", "icon": "building-community",
         "url": reverse("registry:organization", args=[row.code])}
        for row in rows
    ]  # fmt: skip


search_providers.add("organizations", find_organizations)


def _list_rows(request: Any) -> Any:
    from shuniu.domain.registry.views import template_rows  # views are not there yet when apps plug in

    return template_rows(request)


list_sources.add(
    "registry.list",
    ListSource(
        _("成员名录"),
        ("名称", "编号", *(column.heading for column in COLUMNS), "联系状态"),
        _list_rows,
        "registry:list",
    ),
)
