"""An asked body without an account answers through a link or QR: one secret address for each body (A06, A16.1)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.actions.answer import file_answer, open_answer, save_answer
from shuniu.domain.registry.actions.send import lock_request
from shuniu.domain.registry.models import AnswerLink, DataRequest, RequestAnswer
from shuniu.domain.registry.request_rules import FILERS
from shuniu.domain.registry.rules import works_for_hub_or_above
from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.record.models import AnswerCheck
from shuniu.kernel.trail.actions import trace

notice_kind(
    "data_filed_by_link",
    text=gettext_lazy("%(said_by)s凭链接替你单位报送了填报任务“%(title)s”。如果不对，请打开撤回。"),
)


@transaction.atomic
def make_answer_links(request: DataRequest, *, by: Any, at: datetime) -> int:
    """A link for each body that has not answered; those that have one keep it. Returns how many are new."""
    request = lock_request(request)
    authorise(by, "registry.chase_request", request, at=at)
    if request.state != DataRequest.State.OPEN:
        raise ValidationError(_("这个填报任务没有在进行，不用发链接。"))
    waiting = request.answers.exclude(state=RequestAnswer.State.FILED).filter(link=None)
    made = AnswerLink.objects.bulk_create(
        AnswerLink(answer=answer, token=secrets.token_urlsafe(24), made_at=at) for answer in waiting
    )
    if made:
        trace(request, "registry.answer_links_made", by=by, at=at, count=len(made))
    return len(made)


def not_for_the_asker(link: AnswerLink, opened_by: Any, at: datetime) -> bool:
    """Who works for the asker or above it never answers in a body's place."""
    return bool(opened_by is not None and works_for_hub_or_above(opened_by, link.answer.request.asker, at))


def open_by_link(link: AnswerLink, *, opened_by: Any, at: datetime) -> RequestAnswer:
    """The asker's receipt: opened, by whoever has the link. Closed requests and the asker's own people leave none."""
    answer = link.answer
    if answer.request.state != DataRequest.State.OPEN or not_for_the_asker(link, opened_by, at):
        return answer
    return open_answer(answer, by=User.objects.system("answer-link"), at=at)


@transaction.atomic
def fill_by_link(
    link: AnswerLink, *, rows: Sequence[Sequence[str]], version: int, said_by: str, file: bool, opened_by: Any,
    at: datetime,
) -> RequestAnswer:  # fmt: skip
    """Save, or save and hand in, without an account; handing in takes a name, which stays with the answer.

    Raises ValidationError for the asker's own people and for a draft that somebody signed in has begun.
    """
    link = AnswerLink.objects.select_for_update(of=("self",)).select_related("answer__request__asker").get(pk=link.pk)
    answer, system = link.answer, User.objects.system("answer-link")
    if not_for_the_asker(link, opened_by, at):
        raise ValidationError(_("这个链接要由对方单位打开，发起单位和它的上级不能代为填报。"))
    check = AnswerCheck.objects.of(answer)
    if check is not None and not check.is_right:
        raise ValidationError(_("上级单位核实过，之前凭这个链接的答复不属实；请登录后答复。"))
    if link.is_taken_over:
        raise ValidationError(_("你单位已有人登录填写，请登录后接着填。"))
    saved = save_answer(answer, rows=rows, version=version, by=system, at=at)
    if not link.drafted_at:
        link.drafted_at = at
        link.save(update_fields=["drafted_at"])
    return saved if not file else _file(saved, said_by=said_by.strip()[:60], by=system, at=at)


def _file(answer: RequestAnswer, *, said_by: str, by: Any, at: datetime) -> RequestAnswer:
    if not said_by:
        raise ValidationError({"said_by": _("请写下您的姓名和职务，例如：王桂兰，会长。")})
    filed = file_answer(answer, version=answer.version, said_by=said_by, by=by, at=at)
    for person in holders(filed.body, *FILERS, at=at):
        notify(person, "data_filed_by_link", key=f"data-filed-by-link:{filed.pk}:{filed.version}", at=at, mail=True,
               said_by=said_by, title=filed.request.title, url=reverse("registry:answer", args=[filed.pk]))  # fmt: skip
    return filed
