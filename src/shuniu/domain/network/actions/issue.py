from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shuniu.domain.network.actions.appeal import conclude_appeal
from shuniu.domain.network.confidential import opened_for
from shuniu.domain.network.models import Appeal, Endorsement, Issue, ValueStatement
from shuniu.domain.network.queries.appeal import names_told
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace


def _wrong(**texts: str) -> None:
    missing = {name: _("请填写这一项。") for name, text in texts.items() if not text.strip()}
    if missing:
        raise ValidationError(missing)


def _tell_nobody(issue: Issue, *texts: str) -> None:
    """Raises ValidationError when the words name an appellant whose appeal is merged into the issue."""
    told = names_told(issue, " ".join(texts))
    if told:
        raise ValidationError(
            _("文字里出现了“%(words)s”，会让人认出反映人，请改写后再保存。") % {"words": "、".join(sorted(told))}
        )


@transaction.atomic
def write_issue(hub: Organization, *, title: str, text: str, department: str, key: str, by: Any, at: datetime) -> Issue:
    """Begin an issue for a department, in the hub's own words. `key` comes with the form: sent twice it is one."""
    draft = Issue(hub=hub)
    authorise(by, "network.write_issue", draft, at=at)
    there = Issue.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    _wrong(title=title, text=text, department=department)
    issue = Issue.objects.create(
        hub=hub, title=title.strip(), text=text.strip(), department=department.strip(), key=key, written_by=by
    )
    trace(issue, "network.issue_written", by=by, at=at, hub=hub)
    return issue


def _lock(issue: Issue) -> Issue:
    return Issue.objects.select_for_update(of=("self",)).select_related("hub").get(pk=issue.pk)


@transaction.atomic
def save_issue(issue: Issue, *, title: str, text: str, department: str, version: int, by: Any, at: datetime) -> Issue:
    """Change the words until a department has it. Words that name an appellant are refused. Raises Stale."""
    with opened_for(by, at):
        issue = _lock(issue)
        authorise(by, "network.write_issue", issue, at=at)
        check_version(issue, version)
        if issue.state not in (Issue.State.DRAFT, Issue.State.PUBLISHED):
            raise ValidationError(_("议题已经转送部门，不能再改。"))
        _wrong(title=title, text=text, department=department)
        _tell_nobody(issue, title, text, department)
        issue.title, issue.text, issue.department = title.strip(), text.strip(), department.strip()
        issue.version = version + 1
        issue.save()
        trace(issue, "network.issue_saved", by=by, at=at)
    return issue


@transaction.atomic
def merge_appeal(appeal: Appeal, *, issue: Issue | None, by: Any, at: datetime) -> Appeal:
    """Put an appeal into an issue of its hub, or (None) take it out. Only the appeal's own trail says so."""
    with opened_for(by, at):
        row = Appeal.objects.select_for_update(of=("self",)).select_related("hub", "issue").filter(pk=appeal.pk).first()
        if row is None:
            raise PermissionDenied(_("你没有办理这件事的权限。如需办理，请联系本单位负责人。"))
        authorise(by, "network.answer_appeal", row, at=at)
        if row.issue_id == (issue.pk if issue else None):
            return row
        if issue is not None and issue.hub_id != row.hub_id:
            raise ValidationError(_("诉求只能并入本枢纽的议题。"))
        row.issue = issue
        row.save(update_fields=["issue"])
        if issue is not None and issue.state != Issue.State.DRAFT:
            _tell_nobody(issue, issue.title, issue.text, issue.department, issue.answer)
        if issue:
            trace(row, "network.appeal_merged", by=by, at=at)
        else:
            trace(row, "network.appeal_taken_out", by=by, at=at)
    return row


@transaction.atomic
def publish_issue(issue: Issue, *, by: Any, at: datetime) -> Issue:
    """From now on everybody signed in may read it; the words are looked through once more for names of appellants."""
    with opened_for(by, at):
        issue = _lock(issue)
        authorise(by, "network.decide_issue", issue, at=at)
        if issue.state != Issue.State.DRAFT:
            return issue
        _tell_nobody(issue, issue.title, issue.text, issue.department)
        issue.flow.apply(issue, "publish")
        issue.published_on = local_date(at)
        issue.save(update_fields=["state", "published_on"])
        trace(issue, "network.issue_published", by=by, at=at)
    return issue


@transaction.atomic
def pass_issue_on(issue: Issue, *, by: Any, at: datetime) -> Issue:
    """The letter goes to the department today."""
    issue = _lock(issue)
    authorise(by, "network.decide_issue", issue, at=at)
    if issue.state == Issue.State.PASSED_ON:
        return issue
    issue.flow.apply(issue, "pass_on")
    issue.passed_on = local_date(at)
    issue.save(update_fields=["state", "passed_on"])
    trace(issue, "network.issue_passed_on", by=by, at=at)
    return issue


@transaction.atomic
def answer_issue(issue: Issue, *, answer: str, by: Any, at: datetime, conclude: bool = False) -> Issue:
    """Put down what the department says; with `conclude` it is also the reply to every appeal merged and still open."""
    with opened_for(by, at):
        issue = _lock(issue)
        authorise(by, "network.write_issue", issue, at=at)
        if issue.state == Issue.State.ANSWERED and issue.answer == answer.strip():
            return issue
        _wrong(answer=answer)
        _tell_nobody(issue, answer)
        issue.flow.apply(issue, "answer")
        issue.answer, issue.answered_on = answer.strip(), local_date(at)
        issue.save(update_fields=["state", "answer", "answered_on"])
        trace(issue, "network.issue_answered", by=by, at=at)
        if conclude:
            for appeal in Appeal.objects.filter(issue=issue, state__in=["RAISED", "IN_HAND"]).order_by("pk"):
                conclude_appeal(appeal, text=issue.answer, by=by, at=at)
    return issue


@transaction.atomic
def publish_values(hub: Organization, *, title: str, text: str, by: Any, at: datetime) -> ValueStatement:
    """A new version of the hub's value statement; the same words again are the version that is there."""
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "network.publish_values", hub, at=at)
    _wrong(title=title, text=text)
    newest = ValueStatement.objects.filter(hub=hub).first()
    if newest is not None and (newest.title, newest.text) == (title.strip(), text.strip()):
        return newest
    number = (ValueStatement.objects.filter(hub=hub).aggregate(n=Max("number"))["n"] or 0) + 1
    row = ValueStatement.objects.create(
        hub=hub, number=number, title=title.strip(), text=text.strip(), published_at=at, published_by=by
    )
    trace(row, "network.values_published", by=by, at=at, hub=hub, number=number)
    return row


@transaction.atomic
def endorse(statement: ValueStatement, *, organization: Organization, by: Any, at: datetime) -> Endorsement:
    """An organization stands for the newest version; twice is once."""
    draft = Endorsement(statement=statement, organization=organization, endorsed_at=at, endorsed_by=by)
    authorise(by, "network.endorse", draft, at=at)
    if ValueStatement.objects.filter(hub=statement.hub, number__gt=statement.number).exists():
        raise ValidationError(_("已有新的一版，请看过新版再认同。"))
    there = Endorsement.objects.filter(statement=statement, organization=organization, withdrawn_at__isnull=True)
    if (row := there.first()) is not None:
        return row
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        return there.get()
    trace(statement, "network.endorsed", by=by, at=at, organization=organization)
    return draft


@transaction.atomic
def withdraw_endorsement(endorsement: Endorsement, *, by: Any, at: datetime) -> Endorsement:
    """Taken back from today on; that it once stood remains."""
    row = Endorsement.objects.select_for_update(of=("self",)).select_related("statement", "organization").get(
        pk=endorsement.pk
    )  # fmt: skip
    authorise(by, "network.endorse", row, at=at)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        trace(row.statement, "network.endorsement_withdrawn", by=by, at=at, organization=row.organization)
    return row
