from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization


class Attachment(models.Model):
    """A file somebody added: type checked by its content, size limited, named by its digest."""

    owner = models.ForeignKey(Organization, models.PROTECT, related_name="attachments")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="attachments/%Y/%m")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="attachment_subject")]

    def __str__(self) -> str:
        return self.name


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def of(self, row: Any) -> EvidenceQuerySet:
        return self.filter(subject_type=row._meta.label_lower, subject_id=row.pk)


class Evidence(models.Model):
    """Something that proves a statement: a record of the platform, a file, or a link; dated."""

    class Form(models.TextChoices):
        RECORD = "record", _("平台记录")
        FILE = "file", _("文件")
        LINK = "link", _("链接")

    owner = models.ForeignKey(Organization, models.PROTECT, related_name="evidence")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    form = models.CharField(_("形式"), max_length=10, choices=Form)
    title = models.CharField(_("名称"), max_length=200)
    happened_on = models.DateField(_("发生日期"))
    record_type = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True)
    link = models.URLField(_("链接"), blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="evidence_subject")]
        constraints = [
            models.CheckConstraint(
                name="evidence_has_its_form",
                condition=models.Q(form="record", record_id__isnull=False)
                | models.Q(form="file", attachment__isnull=False)
                | (models.Q(form="link") & ~models.Q(link="")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class QueryNumber(models.Model):
    """The number a citizen keeps: prefix, day, serial and a check character; one per subject."""

    number = models.CharField(max_length=30, unique=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="query_number_once")]

    def __str__(self) -> str:
        return self.number
