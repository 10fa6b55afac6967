from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry import link_answers, lists, membership, records  # noqa: F401  what is answered by link, what fills a template, what a member takes along, what proves a statement
from shuniu.domain.registry.actions import revive_body
from shuniu.domain.registry.asking import (
    confirmed_members,
    fact_answers,
    fact_titles,
    hubs_under,
    request_answers,
    request_titles,
)
from shuniu.domain.registry.models import CardCampaign, DataRequest, LiaisonQuery, RequestAnswer, RosterImport
from shuniu.domain.registry.queries_liaison import ended_posts
from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.registries import Entry, gates, navigation, openness_sources, query_states, search_providers
from shuniu.kernel.orgs.explaining import Explained, explained
from shuniu.kernel.orgs.merging import prefer, stay
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, posts_of
from shuniu.kernel.orgs.search import first_found
from shuniu.kernel.record.asking import AnswerSource, Audience, answer_sources, audiences
from shuniu.kernel.record.undo import Undo, undos
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "registry.list",
    Entry(
        "registry.list",
        _("成员名录"),
        "users",
        "registry:list",
        element="open",
        group="register",
        order=20,
        covers=("network:letters", "network:ties"),
        shown=lambda d: bool(d.hubs or d.overseeing),
    ),
)
navigation.add(
    "registry.rosters",
    Entry("registry.rosters", _("名录导入"), "upload", "registry:rosters", element="open", group="register", order=21,
          shown=lambda d: bool(d.hubs)),
)  # fmt: skip
navigation.add(
    "registry.statistics",
    Entry("registry.statistics", _("名录统计"), "chart-histogram", "registry:statistics", element="open", group="register", order=22,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
navigation.add(
    "registry.requests",
    Entry("registry.requests", _("填报任务"), "clipboard-list", "registry:requests", element="open", group="levels", order=36,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
navigation.add(
    "registry.asked",
    Entry("registry.asked", _("要我填报"), "edit", "registry:asked", order=24, shown=lambda d: bool(d.posts)),
)

navigation.add(
    "registry.campaigns",
    Entry("registry.campaigns", _("资料核对"), "clipboard-list", "registry:campaigns", element="mechanism", order=46,
          shown=lambda d: bool(d.hubs)),
)  # fmt: skip
navigation.add(
    "registry.liaisons",
    Entry("registry.liaisons", _("信息联络员"), "users", "registry:liaisons", element="mechanism", order=47,
          shown=lambda d: bool(d.hubs)),
)  # fmt: skip
navigation.add(
    "registry.cards-mine",
    Entry("registry.cards-mine", _("核对资料"), "clipboard-list", "registry:cards-mine", element="mechanism", order=45,
          shown=lambda d: d.speaks()),
)  # fmt: skip
navigation.add(
    "registry.liaison",
    Entry("registry.liaison", _("信息联络员"), "users", "registry:liaison", element="mechanism", order=47,
          shown=lambda d: bool(d.members)),
)  # fmt: skip


def only_handing_over(request: Any) -> str | None:
    """Who was a liaison officer and holds nothing now can hand over, and nothing else (A16.2)."""
    if not posts_of(request.user, request.at) and ended_posts(request.at).filter(person=request.user).exists():
        return reverse("registry:hand-over")
    return None


def gatherings_published(*, hubs: list[int], since: datetime, until: datetime) -> list[tuple[int, str, int, bool]]:
    """Gatherings called in that time: open when others than members may come."""
    rows = Gathering.objects.filter(host__in=hubs, created_at__gte=since, created_at__lt=until, called_off_at=None)
    return [
        (host, "gatherings.gathering", pk, open_to != Gathering.OpenTo.MEMBERS)
        for pk, host, open_to in rows.order_by("pk").values_list("pk", "host", "open_to")
    ]


explained.add("organization", Explained(
    _("组织资料（编号如 O00000001）"), lambda user, at: Organization.objects.visible_to(user, at), "code",
    lambda row, user, at: [(row, _("是这家组织自己")), (row.brought_by, _("的名录里有它"))],
    _("登记册里的公开资料人人可看；没有信用代码、只在一家枢纽名录里的，只有那家枢纽看得到；改动记录、往来只给组织自己、联系的枢纽和枢纽的上级。"),
    public=True,
))  # fmt: skip
explained.add("roster", Explained(
    _("名录导入"), lambda user, at: RosterImport.objects.visible_to(user, at), "pk", lambda row, user, at: [(row.hub, _("上传了这份名录"))],
    _("名录只给上传它的枢纽的人员看，上级也不看。"), overseen=False,
))  # fmt: skip
explained.add("query", Explained(
    _("询问"), lambda user, at: LiaisonQuery.objects.visible_to(user, at), "pk",
    lambda row, user, at: [(row.hub, _("发出这个询问")), (row.organization, _("收到这个询问"))], _("询问给两头的人员和枢纽的上级看。"),
))  # fmt: skip
explained.add("campaign", Explained(
    _("资料核对"), lambda user, at: CardCampaign.objects.visible_to(user, at), "pk", lambda row, user, at: [(row.hub, _("发出这次核对"))],
    _("核对的进度给发出它的枢纽和枢纽的上级看；组织只看自己的一份。"),
))  # fmt: skip
gates.add("registry.hand-over", only_handing_over)
openness_sources.add("gatherings", gatherings_published)

feature(
    "registry.request", title=_("填报任务：一张表问许多单位，已有的答案不再问"), units=["A06", "A16.1"],
    url_name="registry:requests",
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


def find_requests(*, text: str, user: Any, at: Any, limit: int) -> list[dict[str, Any]]:
    """Data requests one's body sent, and those it was asked to fill in."""
    sent = DataRequest.objects.visible_to(user, at).filter(title__icontains=text).select_related("asker")
    asked = RequestAnswer.objects.visible_to(user, at).filter(
        request__title__icontains=text, body__in=bodies_of(user, at)
    )
    found = [
        (row.title, row.asker.name, "clipboard-list", reverse("registry:request", args=[row.pk]))
        for row in sent[:limit]
    ]
    found += [
        (row.request.title, row.request.asker.name, "edit", reverse("registry:answer", args=[row.pk]))
        for row in asked.select_related("request__asker")[:limit]
    ]
    return [{"title": title, "detail": detail, "icon": icon, "url": url} for title, detail, icon, url in found[:limit]]


search_providers.add("requests", find_requests)

for side in ("first", "second"):
    stay(f"registry.duplicatepair.{side}", because="the question was about these two rows")
    stay(f"registry.judgement.{side}", because="the judgement was about these two rows")
prefer("registry.requestanswer", lambda answer: (answer.filed_at is not None, answer.opened_at is not None))
stay("registry.looked.organization", because="it says how far this very row was compared")

navigation.add(
    "registry.duplicates",
    Entry("registry.duplicates", _("疑似重复"), "copy", "registry:duplicates", element="open", group="register", order=21,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
feature(
    "registry.once", title=_("一家组织一条记录：疑似重复、合并和拆开"), units=["A04", "A16.1"], url_name="registry:duplicates",
    records=["orgs.Merge", "registry.DuplicatePair", "registry.Judgement"],
)  # fmt: skip
feature(
    "registry.roster", title=_("名录导入、成员名录和统计"), units=["A04"], url_name="registry:list",
    records=["orgs.Organization", "orgs.Affiliation", "registry.RosterImport"],
)  # fmt: skip
feature(
    "registry.facts", title=_("组织维护和确认自己的基础资料，与登记机关比对"), units=["A16.1"], url_name="registry:campaigns",
    records=["orgs.Organization", "registry.CardConfirmation", "registry.RegistrarValue"],
)  # fmt: skip

feature(
    "registry.liaison", title=_("信息联络员的任期、培训、询问、消息和交接"), units=["A16.2"], url_name="registry:liaisons",
    records=["orgs.Appointment", "registry.LiaisonTerm", "registry.LiaisonQuery", "registry.LiaisonNews", "record.HandOver"],
)  # fmt: skip


def find_organizations(*, text: str, user: Any, at: Any, limit: int) -> list[dict[str, Any]]:
    rows = first_found(text, user=user, at=at, n=limit)
    return [
        {"title": row.name, "detail": f"{row.get_kind_display()} {row.area or ''}", "icon": "building-community",
         "url": reverse("registry:organization", args=[row.code])}
        for row in rows
    ]  # fmt: skip


search_providers.add("organizations", find_organizations)
undos.add("registry.body_ended", Undo(Organization, revive_body))
