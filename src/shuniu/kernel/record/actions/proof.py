from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise, permit
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.rules import keeps_facts, works_for_it
from shuniu.kernel.record.files import LARGEST_MB, check_file
from shuniu.kernel.record.models import Attachment, Evidence, QueryNumber
from shuniu.kernel.record.numbers import number_with_check
from shuniu.kernel.trail.actions import trace

permit("record.attach", works_for_it | keeps_facts)
permit("record.add_evidence", works_for_it)
permit("record.withdraw_evidence", works_for_it)


@transaction.atomic
def attach(
    upload: UploadedFile, *, owner: Organization, subject: models.Model | None, by: Any, at: datetime
) -> Attachment:
    """Keep a file. Raises ValidationError for a wrong type or size; the same file on the same row is kept once."""
    authorise(by, "record.attach", owner, at=at)
    media_type = check_file(upload, largest_mb=setting_for(owner, "record.attachment_mb", at) or LARGEST_MB)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    subject_type = subject._meta.label_lower if subject is not None else ""
    subject_id = subject.pk if subject is not None else None
    same = Attachment.objects.filter(
        owner=owner, digest=digest.hexdigest(), subject_type=subject_type, subject_id=subject_id
    ).first()
    if same is not None:
        return same
    row = Attachment.objects.create(
        owner=owner, subject_type=subject_type, subject_id=subject_id, name=(upload.name or "file")[-200:],
        media_type=media_type, size=upload.size or 0, digest=digest.hexdigest(), file=upload, added_by=by, added_at=at,
    )  # fmt: skip
    trace(row, "record.attached", by=by, at=at, owner=owner, digest=row.digest)
    return row


@transaction.atomic
def add_evidence(
    subject: models.Model, *, owner: Organization, form: str, title: str, happened_on: date, by: Any, at: datetime,
    record_type: str = "", record_id: int | None = None, attachment: Attachment | None = None, link: str = "",
) -> Evidence:  # fmt: skip
    """Prove `subject` by a record, a file or a link. The same proof again is one proof."""
    authorise(by, "record.add_evidence", owner, at=at)
    if happened_on > local_date(at):
        raise ValidationError(_("佐证的发生日期还没到，请填已经发生的日期。"))
    row, made = Evidence.objects.get_or_create(
        owner=owner, subject_type=subject._meta.label_lower, subject_id=subject.pk, form=form,
        record_type=record_type, record_id=record_id, attachment=attachment, link=link, withdrawn_at=None,
        defaults={"title": title[:200], "happened_on": happened_on, "added_by": by, "added_at": at},
    )  # fmt: skip
    if made:
        trace(row, "record.evidence_added", by=by, at=at, owner=owner, form=form)
    return row


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, by: Any, at: datetime) -> Evidence:
    """Take a proof back; it stays readable as withdrawn."""
    evidence = Evidence.objects.select_for_update(of=("self",)).select_related("owner").get(pk=evidence.pk)
    authorise(by, "record.withdraw_evidence", evidence.owner, at=at)
    if evidence.withdrawn_at is None:
        evidence.withdrawn_at = at
        evidence.save(update_fields=["withdrawn_at"])
        trace(evidence, "record.evidence_withdrawn", by=by, at=at)
    return evidence


@transaction.atomic
def restore_evidence(evidence: Evidence, *, by: Any, at: datetime) -> Evidence:
    """Take a withdrawal back, unless the same proof was added again since."""
    evidence = Evidence.objects.select_for_update(of=("self",)).select_related("owner").get(pk=evidence.pk)
    authorise(by, "record.withdraw_evidence", evidence.owner, at=at)
    same = Evidence.objects.filter(
        subject_type=evidence.subject_type, subject_id=evidence.subject_id, form=evidence.form, withdrawn_at=None,
        record_type=evidence.record_type, record_id=evidence.record_id, attachment=evidence.attachment, link=evidence.link,
    )  # fmt: skip
    if evidence.withdrawn_at is not None and not same.exists():
        evidence.withdrawn_at = None
        evidence.save(update_fields=["withdrawn_at"])
        trace(evidence, "record.evidence_restored", by=by, at=at)
    return evidence


@transaction.atomic
def issue_query_number(row: models.Model, *, prefix: str, at: datetime) -> QueryNumber:
    """The public number of a matter, made once: prefix, day, serial, check character."""
    subject = {"subject_type": row._meta.label_lower, "subject_id": row.pk}
    existing = QueryNumber.objects.filter(**subject).first()
    if existing is not None:
        return existing
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('record_query_number_seq')")
        fetched = cursor.fetchone()
    assert fetched is not None
    number = number_with_check(prefix, local_date(at), fetched[0])
    return QueryNumber.objects.create(number=number, issued_at=at, **subject)
