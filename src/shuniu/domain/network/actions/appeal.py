from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.confidential import HANDLERS, opened, opened_for
from shuniu.domain.network.models import Appeal, AppealFile, AppealMessage, Appellant
from shuniu.domain.network.numbers import digest_of, number_from
from shuniu.domain.network.rules import APPEAL_ANSWER_DAYS, APPEAL_CLOSE_DAYS, APPEAL_VIEW_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import setting_for, settings_for, working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders, holds, hubs_at
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.bare import bare_copy
from shuniu.kernel.record.files import check_file
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

State, Side = Appeal.State, AppealMessage.Side
MOST_FILES = 5
# Words that stand outside the appeal itself (duties, notices, the trail) say nothing of its contents or of who raised it.
duty_kind("answer_appeal", title=gettext_lazy("首次答复一件诉求"), verb=gettext_lazy("去答复"))
duty_kind("conclude_appeal", title=gettext_lazy("办结一件诉求"), verb=gettext_lazy("去办理"))
notice_kind("appeal_raised", text=gettext_lazy("收到一件诉求，最迟 %(due_on)s 首次答复。"))
notice_kind("appeal_written", text=gettext_lazy("反映人对一件诉求补充了情况。"))
notice_kind("appeal_viewed", text=gettext_lazy("反映人对一件诉求的办理结果作了评价。"))
notice_kind("appeal_answered", text=gettext_lazy("你单位反映的一件诉求有了答复。"))


def _days(hub: Organization, key: str, at: datetime) -> int:
    return int(setting_for(hub, key, at) or 0)


def _wrong(**texts: str) -> None:
    missing = {name: _("请填写这一项。") for name, text in texts.items() if not text.strip()}
    if missing:
        raise ValidationError(missing)


def _clean(files: Iterable[UploadedFile]) -> list[tuple[str, str, bytes]]:
    """(suffix, type, content) of each file, rid of what it says about its maker."""
    found = []
    for upload in files:
        media_type = check_file(upload)
        found.append(
            ("." + (upload.name or "").lower().rpartition(".")[2], media_type, bare_copy(upload.read(), media_type))
        )
    if len(found) > MOST_FILES:
        raise ValidationError({"files": _("附件最多 %(n)s 份，请合并后再传。") % {"n": MOST_FILES}})
    return found


@transaction.atomic
def raise_appeal(
    hub: Organization, *, key: str, subject: str, text: str, name: str, contact_name: str, phone: str, by: Any,
    at: datetime, organization: Organization | None = None, anonymous: bool = False, channel: str = "web",
    files: Iterable[UploadedFile] = (),
) -> tuple[Appeal, str]:  # fmt: skip
    """Anybody raises an appeal to a hub; an organization through who speaks for it. Returns it with its query number.

    The number comes from the form's `key`: sent twice it is one appeal with one number, which is kept nowhere. Another
    channel than the web is entered by the hub's own handlers. The trail does not say who raised it.
    """
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    number = number_from(key)
    draft = Appeal(hub=hub, organization=organization, channel=channel)
    authorise(by, "network.raise_appeal", draft, at=at)
    if not hubs_at(at).filter(pk=hub.pk).exists():
        raise ValidationError({"hub": _("这家单位不是枢纽，请另选一家。")})
    with opened(hubs=[hub.pk], digest=digest_of(number)):  # by its number: it may have been passed on meanwhile
        there = Appeal.objects.filter(key_digest=digest_of(key)).first()
        if there is not None:
            return there, number
        name = organization.name if organization is not None else name
        _wrong(subject=subject, text=text, name=name, contact_name=contact_name, phone=phone)
        clean, at = _clean(files), db_now()
        appeal = Appeal.objects.create(
            hub=hub, organization=None if anonymous else organization, anonymous=anonymous, channel=channel,
            subject=subject.strip()[:120], text=text.strip(), raised_at=at, number_digest=digest_of(number),
            key_digest=digest_of(key), close_by=local_date(at) + timedelta(days=_days(hub, APPEAL_CLOSE_DAYS.key, at)),
            due_on=add_working_days(local_date(at), _days(hub, APPEAL_ANSWER_DAYS.key, at), working_calendar()),
        )  # fmt: skip
        Appellant.objects.create(
            appeal=appeal, hub=hub, organization=organization, name=name.strip()[:120], phone=phone.strip()[:30],
            contact_name=contact_name.strip()[:60],
        )  # fmt: skip
        for position, (suffix, media_type, content) in enumerate(clean, start=1):
            AppealFile.objects.create(appeal=appeal, hub=hub, position=position, suffix=suffix, media_type=media_type,
                                      file=ContentFile(content, name="file"))  # fmt: skip
    owe_appeal(appeal, "answer_appeal", appeal.due_on, at)
    owe_appeal(appeal, "conclude_appeal", appeal.close_by, at)
    tell_handlers(appeal, "appeal_raised", at=at, key="raised", due_on=appeal.due_on.isoformat())
    trace(appeal, "network.appeal_raised", by=None, at=at)
    return appeal, number


def _url(appeal: Appeal) -> str:
    return reverse("network:appeal", args=[appeal.pk])


def owe_appeal(appeal: Appeal, verb: str, due_on: date, at: datetime) -> None:
    owe(appeal, verb, body=appeal.hub, roles=HANDLERS, due_on=due_on, url=_url(appeal), at=at, unit_code="A05.3",
        element="open")  # fmt: skip


def tell_handlers(appeal: Appeal, kind: str, *, key: str, at: datetime, **facts: Any) -> None:
    for person in holders(appeal.hub, *HANDLERS, at=at):
        notify(person, kind, key=f"appeal:{appeal.pk}:{key}", at=at, url=_url(appeal), mail=True, **facts)


def _tell_appellant(appeal: Appeal, *, key: str, at: datetime) -> None:
    """In the product only, and only for an appeal raised under the organization's name: a mail would lie in the outbox."""
    if appeal.organization is not None:
        for person in holders(appeal.organization, *SPEAKS, at=at):
            notify(person, "appeal_answered", key=f"appeal:{appeal.pk}:{key}", at=at,
                   url=reverse("network:own-appeal", args=[appeal.pk]))  # fmt: skip


def lock_appeal(appeal: Appeal) -> Appeal:
    """To be called within an opened block; what is not opened there does not exist."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("hub", "organization")
    found = rows.filter(pk=appeal.pk).first()
    if found is None:
        raise PermissionDenied(_("你没有办理这件事的权限。如需办理，请联系本单位负责人。"))
    return found


def say_in_appeal(appeal: Appeal, text: str, *, writer: Any, at: datetime) -> None:
    AppealMessage.objects.create(
        appeal=appeal,
        hub=appeal.hub,
        side=Side.HUB if writer else Side.APPELLANT,
        text=text,
        written_at=at,
        written_by=writer,
    )


@transaction.atomic
def answer_appeal(appeal: Appeal, *, text: str, by: Any, at: datetime) -> Appeal:
    """The hub answers on the way: the first time stops the clock of the first answer. The same words again are one answer."""
    with opened_for(by, at):
        appeal = lock_appeal(appeal)
        authorise(by, "network.answer_appeal", appeal, at=at)
        _wrong(text=text)
        last = appeal.messages.filter(side=Side.HUB).last()
        if last is not None and last.text == text.strip():
            return appeal
        appeal.flow.apply(appeal, "answer")
        at = db_now()
        appeal.first_answered_at = appeal.first_answered_at or at
        appeal.save(update_fields=["state", "first_answered_at"])
        say_in_appeal(appeal, text.strip(), writer=by, at=at)
        settle(appeal, "answer_appeal", at=at, by=by)
        _tell_appellant(appeal, key=f"answer:{appeal.messages.count()}", at=at)
        trace(appeal, "network.appeal_answered", by=by, at=at)
    return appeal


@transaction.atomic
def conclude_appeal(appeal: Appeal, *, text: str, by: Any, at: datetime) -> Appeal:
    """The hub says what came of it; without words nothing is concluded. Then it is the appellant's turn to judge."""
    with opened_for(by, at):
        appeal = lock_appeal(appeal)
        authorise(by, "network.answer_appeal", appeal, at=at)
        if appeal.state == State.CONCLUDED and appeal.conclusion == text.strip():
            return appeal
        if not text.strip():
            raise ValidationError({"text": _("请写办理结果。没有答复内容，不能办结。")})
        appeal.flow.apply(appeal, "conclude")
        at = db_now()
        appeal.first_answered_at = appeal.first_answered_at or at
        appeal.conclusion, appeal.concluded_at, appeal.concluded_by = text.strip(), at, by
        appeal.save()
        for verb in ("answer_appeal", "conclude_appeal"):
            settle(appeal, verb, at=at, by=by)
        _tell_appellant(appeal, key=f"concluded:{appeal.messages.count()}", at=at)
        trace(appeal, "network.appeal_concluded", by=by, at=at)
    return appeal


def _hold_off_the_hub(appeal: Appeal, opened_by: Any, at: datetime) -> None:
    if opened_by is not None and opened_by.is_authenticated and holds(opened_by, appeal.hub, at=at):
        raise ValidationError(_("评价和补充由反映人自己写，枢纽不能代写。"))


@transaction.atomic
def write_more(appeal: Appeal, *, text: str, opened_by: Any, at: datetime) -> Appeal:
    """The appellant adds something; after the hub's reply that takes the matter up again. Called where it is opened."""
    appeal = lock_appeal(appeal)
    _hold_off_the_hub(appeal, opened_by, at)
    _wrong(text=text)
    last = appeal.messages.last()
    if last is not None and last.side == Side.APPELLANT and last.text == text.strip():
        return appeal
    if appeal.state == State.CLOSED:
        raise ValidationError(_("这件诉求已经办结。有新的情况，请另提一件。"))
    if appeal.state == State.CONCLUDED:
        appeal.flow.apply(appeal, "take_up_again")
        appeal.save(update_fields=["state"])
        owe_appeal(appeal, "conclude_appeal", appeal.close_by, at)
    say_in_appeal(appeal, text.strip(), writer=None, at=at)
    tell_handlers(appeal, "appeal_written", key=f"more:{appeal.messages.count()}", at=at)
    trace(appeal, "network.appeal_written", by=None, at=at)
    return appeal


@transaction.atomic
def record_view(appeal: Appeal, *, view: str, opened_by: Any, at: datetime, text: str = "") -> Appeal:
    """The appellant judges the reply; with that it is closed. Never the hub's own people. Called where it is opened."""
    appeal = lock_appeal(appeal)
    _hold_off_the_hub(appeal, opened_by, at)
    if appeal.state == State.CLOSED and appeal.view == view:
        return appeal
    if view not in Appeal.View.values:
        raise ValidationError({"view": _("请选一项评价。")})
    appeal.flow.apply(appeal, "close")
    at = db_now()
    appeal.view, appeal.view_text, appeal.viewed_at, appeal.closed_at = view, text.strip()[:500], at, at
    appeal.save()
    tell_handlers(appeal, "appeal_viewed", key="viewed", at=at)
    trace(appeal, "network.appeal_viewed", by=None, at=at)
    return appeal


@transaction.atomic
def close_unjudged_appeals(*, by: Any, at: datetime) -> int:
    """Replies that nobody judged within the setting's days: closed without a view. Returns how many."""
    authorise(by, "network.close_unjudged_appeals", None, at=at)
    with opened_for(by, at):
        waiting = Appeal.objects.select_for_update(of=("self",)).filter(state=State.CONCLUDED).order_by("pk")
        rows = list(waiting.select_related("hub"))
        days = settings_for({row.hub_id for row in rows}, APPEAL_VIEW_DAYS.key, at)
        closed = 0
        for row in rows:
            assert row.concluded_at is not None
            if local_date(row.concluded_at) + timedelta(days=int(days[row.hub_id] or 0)) < local_date(at):
                row.flow.apply(row, "close")
                row.closed_at = at
                row.save(update_fields=["state", "closed_at"])
                trace(row, "network.appeal_closed", by=by, at=at)
                closed += 1
    return closed


PURPOSES = {"meeting": gettext_lazy("会议研究"), "report": gettext_lazy("内部汇报"), "archive": gettext_lazy("存档")}


@transaction.atomic
def export_appeals(hub: Organization, *, purpose: str, by: Any, at: datetime) -> None:
    """Say what a list of appeals is taken out for; the trail keeps who, when and why."""
    authorise(by, "network.export_appeals", Appeal(hub=hub), at=at)
    if purpose not in PURPOSES:
        raise ValidationError({"purpose": _("请选导出的用途。")})
    trace(hub, "network.appeals_exported", by=by, at=at, purpose=purpose)
