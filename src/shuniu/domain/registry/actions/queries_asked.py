"""A hub asks an organization, its liaison officer answers within some working days; news come back (A16.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.models import LiaisonNews, LiaisonQuery
from shuniu.domain.registry.rules import ANSWER_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_query", title=gettext_lazy("答复枢纽的询问：%(label)s"), verb=gettext_lazy("去答复"))
notice_kind("query_asked", text=gettext_lazy("“%(hub)s”询问：%(title)s，请在 %(day)s 前答复。"))
notice_kind("query_answered", text=gettext_lazy("%(organization)s答复了：%(title)s"))
notice_kind("news_sent", text=gettext_lazy("%(organization)s报来：%(title)s"))


@transaction.atomic
def ask_query(
    hub: Organization, *, organization: Organization, title: str, text: str, by: Any, at: datetime
) -> LiaisonQuery:
    """Ask an organization with a confirmed tie; the liaison officer is told, head and secretary-general where there is none.

    The same open question again is that question.
    """
    authorise(by, "registry.ask_query", hub, at=at)
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if not Affiliation.objects.confirmed(at).filter(hub=hub, organization=organization).exists():
        raise ValidationError(_("只能询问已确认联系的组织。"))
    if not title.strip():
        raise ValidationError(_("请写明要问的事。"))
    there = LiaisonQuery.objects.filter(
        hub=hub, organization=organization, title=title.strip(), answered_at=None, withdrawn_at=None
    ).first()
    if there is not None:
        return there
    days = int(setting_for(hub, ANSWER_DAYS.key, at) or 0)
    row = LiaisonQuery.objects.create(
        hub=hub, organization=organization, title=title.strip(), text=text.strip(), asked_by=by, asked_at=at,
        due_on=add_working_days(local_date(at), days, working_calendar()),
    )  # fmt: skip
    url = f"/desk/registry/queries/{row.pk}/"
    owe(row, "answer_query", body=organization, roles=SPEAKS, due_on=row.due_on, url=url, at=at, label=row.title,
        unit_code="A16.2", element="mechanism")  # fmt: skip
    for person in holders(organization, "liaison_officer", at=at) or holders(organization, *SPEAKS, at=at):
        notify(person, "query_asked", key=f"query:{row.pk}", at=at, mail=True, hub=hub.name, title=row.title,
               day=row.due_on.isoformat(), url=url)  # fmt: skip
    trace(row, "registry.query_asked", by=by, at=at, hub=hub, organization=organization)
    return row


@transaction.atomic
def answer_query(row: LiaisonQuery, *, answer: str, by: Any, at: datetime) -> LiaisonQuery:
    """The organization answers; the asking hub's people are told. Answering twice keeps the first answer."""
    row = (
        LiaisonQuery.objects.select_for_update(of=("self",))
        .select_related("hub", "organization", "asked_by")
        .get(pk=row.pk)
    )
    authorise(by, "registry.answer_query", row, at=at)
    at = db_now()
    if row.answered_at is not None:
        return row
    if row.withdrawn_at is not None:
        raise ValidationError(_("这个询问已经撤回，不用再答复。"))
    if not answer.strip():
        raise ValidationError(_("请写下答复。"))
    row.answer, row.answered_by, row.answered_at = answer.strip(), by, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    settle(row, "answer_query", at=at, by=by)
    trace(row, "registry.query_answered", by=by, at=at, organization=row.organization)
    notify(row.asked_by, "query_answered", key=f"answer:{row.pk}", at=at, mail=True, organization=row.organization.name,
           title=row.title, url=f"/desk/registry/queries/{row.pk}/")  # fmt: skip
    return row


@transaction.atomic
def withdraw_query(row: LiaisonQuery, *, by: Any, at: datetime) -> LiaisonQuery:
    """The hub takes the question back while it is open; it stays readable. After its day it counts as not answered."""
    row = LiaisonQuery.objects.select_for_update(of=("self",)).select_related("hub").get(pk=row.pk)
    authorise(by, "registry.withdraw_query", row, at=at)
    if row.answered_at is not None:
        raise ValidationError(_("对方已经答复，不能再撤回。"))
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        settle(row, "answer_query", at=at)
        trace(row, "registry.query_withdrawn", by=by, at=at)
    return row


@transaction.atomic
def send_news(
    organization: Organization, *, hub: Organization, title: str, text: str, happened_on: date, by: Any, at: datetime
) -> LiaisonNews:
    """The organization lets its hub know. The same news again is that news."""
    authorise(by, "registry.send_news", organization, at=at)
    if not Affiliation.objects.confirmed(at).filter(hub=hub, organization=organization).exists():
        raise ValidationError(_("只能报给已确认联系的枢纽。"))
    if not title.strip() or not text.strip() or happened_on > local_date(at):
        raise ValidationError(_("请写标题和内容；发生日期要是已经到的日子。"))
    row, made = LiaisonNews.objects.get_or_create(
        hub=hub, organization=organization, title=title.strip(), happened_on=happened_on,
        defaults={"text": text.strip(), "sent_by": by, "sent_at": at},
    )  # fmt: skip
    if made:
        trace(row, "registry.news_sent", by=by, at=at, hub=hub, organization=organization)
        for person in holders(hub, "officer", "clerk", at=at):
            notify(person, "news_sent", key=f"news:{row.pk}", at=at, organization=organization.name, title=row.title,
                   url="/desk/registry/news/")  # fmt: skip
    return row


@transaction.atomic
def note_news(row: LiaisonNews, *, by: Any, at: datetime) -> LiaisonNews:
    """The hub has taken note. Twice keeps the first moment."""
    row = LiaisonNews.objects.select_for_update(of=("self",)).select_related("hub").get(pk=row.pk)
    authorise(by, "registry.note_news", row, at=at)
    if row.noted_at is None:
        row.noted_at, row.noted_by = at, by
        row.save(update_fields=["noted_at", "noted_by"])
        trace(row, "registry.news_noted", by=by, at=at)
    return row
