"""A body's own templates: kept, filled from a list, dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.access import authorise, permit
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.rules import keeps_facts, works_for_it
from shuniu.kernel.record.lists import MOST_ROWS
from shuniu.kernel.record.models import ListTemplate
from shuniu.kernel.trail.actions import trace
from shuniu.methods.filling import TemplateError, fields_of, fill

permit("record.keep_template", works_for_it | keeps_facts)
permit("record.fill_template", works_for_it | keeps_facts)

PROBLEMS = {
    "not_a_template": gettext_lazy("这个文件不是 Word 或 Excel 文件。请把模板另存为 docx 或 xlsx 再传。"),
    "damaged": gettext_lazy("这个文件不完整，打不开。请在 Word、Excel 或 WPS 里打开后另存再传。"),
    "encrypted": gettext_lazy("这个文件有打开密码，请去掉密码后再传。"),
    "macros": gettext_lazy("这个文件带有宏，为安全起见不打开。请另存为不带宏的 docx 或 xlsx 再传。"),
    "too_large": gettext_lazy("这个文件太大（上限 %(limit)s MB），请删去图片后再传。"),
    "no_fields": gettext_lazy("模板里没有找到字段。请在要填的地方写上双大括号，如 {{名称}}。"),
}


@transaction.atomic
def keep_template(
    body: Organization, *, name: str, file_name: str, content: bytes, by: Any, at: datetime
) -> ListTemplate:
    """Keep a template under a name; another one under the same name takes its place, the same file again is that one.

    Raises ValidationError for a file that is none, names no field, is locked, holds macros or would not fit.
    """
    authorise(by, "record.keep_template", body, at=at)
    try:
        kind, fields = fields_of(content)
    except TemplateError as error:
        raise ValidationError(PROBLEMS[error.code] % error.params) from error
    name = (name.strip() or file_name.rpartition(".")[0] or _("模板"))[:60]
    digest = hashlib.sha256(content).hexdigest()
    before = ListTemplate.objects.select_for_update().filter(body=body, name=name, dropped_at__isnull=True).first()
    if before is not None:
        if before.digest == digest:
            return before
        before.dropped_at = at
        before.save(update_fields=["dropped_at"])
    row = ListTemplate(body=body, name=name, kind=kind, fields=fields, digest=digest, added_by=by, added_at=at)
    row.file.save(f"{digest[:16]}.{kind}", ContentFile(content), save=False)
    row.save()
    trace(row, "record.template_kept", by=by, at=at, owner=body)
    return row


@transaction.atomic
def drop_template(template: ListTemplate, *, by: Any, at: datetime) -> ListTemplate:
    """Nobody is offered it any more; what was filled from it stays with whoever has it. Twice is once."""
    template = ListTemplate.objects.select_for_update(of=("self",)).select_related("body").get(pk=template.pk)
    authorise(by, "record.keep_template", template.body, at=at)
    if template.dropped_at is None:
        template.dropped_at = at
        template.save(update_fields=["dropped_at"])
        trace(template, "record.template_dropped", by=by, at=at)
    return template


@transaction.atomic
def restore_template(template: ListTemplate, *, by: Any, at: datetime) -> ListTemplate:
    """Take a dropping back. Raises ValidationError when another bears the name since."""
    template = ListTemplate.objects.select_for_update(of=("self",)).select_related("body").get(pk=template.pk)
    authorise(by, "record.keep_template", template.body, at=at)
    if template.dropped_at is None:
        return template
    if ListTemplate.objects.filter(body=template.body, name=template.name, dropped_at=None).exists():
        raise ValidationError(_("已经有同名的模板，请换个名称重新上传。"))
    template.dropped_at = None
    template.save(update_fields=["dropped_at"])
    trace(template, "record.template_restored", by=by, at=at)
    return template


def fill_template(
    template: ListTemplate, *, fields: Iterable[str], rows: Iterable[Mapping[str, Any]], by: Any, at: datetime
) -> bytes:
    """The template filled from a list with these fields; that it was is written down, as every way out of the register is.

    Raises ValidationError for a list that is too long or a file that is no longer what was kept.
    """
    authorise(by, "record.fill_template", template.body, at=at)
    listed = list(islice(rows, MOST_ROWS + 1))
    if len(listed) > MOST_ROWS:
        raise ValidationError(_("一次最多填 %(limit)s 行，请先筛选再填。") % {"limit": MOST_ROWS})
    with template.file.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != template.digest:
        raise ValidationError(_("存放的模板与上传时不一致，请重新上传。"))
    day = local_date(at)
    about = {
        "单位": template.body.name,
        "日期": f"{day.year}年{day.month}月{day.day}日",
        "总数": len(listed),
        "填表人": by.name,
    }
    numbered = [{"序号": n, **row} for n, row in enumerate(listed, start=1)]
    filled = fill(content, rows=numbered, about=about, of_list=frozenset({"序号", *fields}))
    trace(template, "record.template_filled", by=by, at=at, rows=len(listed))
    return filled
