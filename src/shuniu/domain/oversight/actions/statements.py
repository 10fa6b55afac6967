from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.oversight.models import Remark, Statement
from shuniu.domain.oversight.queries import changed_proofs
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import applicable_units, units_of, why_not
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import designation_of, holders
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace, trace_many

notice_kind("statement_remarked", text=gettext_lazy("上级对“%(unit)s”的自查写了批注。"))
notice_kind("remark_answered", text=gettext_lazy("%(hub)s答复了对“%(unit)s”的批注。"))


def _author(by: Any) -> Any:
    return None if getattr(by, "is_system", False) else by


def _page(statement: Statement) -> str:
    address = reverse("oversight:statement", args=[statement.hub.code, statement.unit_code])
    return f"{address}?year={statement.year}"


@transaction.atomic
def save_statement(
    hub: Organization, *, unit_code: str, year: int, text: str, degree: str, version: int, by: Any, at: datetime
) -> Statement:
    """Say what the hub does for a unit. What the head confirmed before stays what the body above sees until the
    head confirms again.

    Raises Stale when somebody saved since, ValidationError for a unit that does not apply to the hub.
    """
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    draft = Statement(hub=hub, unit_code=unit_code, year=year)
    authorise(by, "oversight.save_statement", draft, at=at)
    _check_unit(hub, unit_code, at)
    if degree not in Statement.Degree.values:
        raise ValidationError({"degree": _("请选择做到程度。")})
    statement = Statement.objects.filter(hub=hub, unit_code=unit_code, year=year).first() or draft
    if statement.pk and (statement.text, statement.degree) == (text, degree):
        return statement
    check_version(statement, version)
    if statement.state == Statement.State.CONFIRMED:
        statement.flow.apply(statement, "reopen")
    statement.text, statement.degree = text, degree
    statement.saved_at, statement.saved_by, statement.version = at, _author(by), version + 1
    statement.save()
    trace(statement, "oversight.statement_saved", by=by, at=at, unit=unit_code, degree=degree)
    return statement


def _check_unit(hub: Organization, unit_code: str, at: datetime) -> None:
    designation = designation_of(hub, at)
    unit = next((u for u in units_of(designation.edition_code) if u.code == unit_code), None) if designation else None
    if designation is None or unit is None:
        raise ValidationError(_("本枢纽适用的规范里没有这一条。"))
    reason = why_not(unit, designation)
    if reason:
        raise ValidationError(_("这一条不适用：%(reason)s。") % {"reason": reason})


def _lock(statement: Statement) -> Statement:
    return Statement.objects.select_for_update(of=("self",)).select_related("hub").get(pk=statement.pk)


@transaction.atomic
def confirm_statement(statement: Statement, *, version: int, by: Any, at: datetime) -> Statement:
    """The head stands for the statement and its proofs; from now on the body above sees these words.

    Twice keeps the first moment, unless proofs were added or taken down since: then the head stands for these too.
    """
    statement = _lock(statement)
    authorise(by, "oversight.confirm_statement", statement, at=at)
    again = statement.state == Statement.State.CONFIRMED
    if again and not changed_proofs(statement):
        return statement
    check_version(statement, version)
    if not statement.text.strip():
        raise ValidationError(_("还没有写做了什么，请先填写，再确认。"))
    if not again:
        statement.flow.apply(statement, "confirm")
    statement.confirmed_text, statement.confirmed_degree = statement.text, statement.degree
    statement.confirmed_at, statement.confirmed_by = at, _author(by)
    statement.save()
    trace(statement, "oversight.statement_confirmed", by=by, at=at, unit=statement.unit_code, degree=statement.degree)
    return statement


def as_confirmed(statement: Statement) -> dict[str, Any]:
    """What a confirmation changes, to be put back where it was a mistake: plain values that travel."""
    return {
        "state": statement.state, "confirmed_text": statement.confirmed_text,
        "confirmed_degree": statement.confirmed_degree, "confirmed_by_id": statement.confirmed_by_id,
        "confirmed_at": statement.confirmed_at and statement.confirmed_at.isoformat(),
    }  # fmt: skip


@transaction.atomic
def unconfirm_statement(
    statement: Statement, *, version: int, before: dict[str, Any], by: Any, at: datetime
) -> Statement:
    """Confirmed by mistake: the body above sees again what it saw `before` (`as_confirmed`), mostly nothing.

    Raises ValidationError once the hub wrote on or the body above noted something beside it.
    """
    statement = _lock(statement)
    authorise(by, "oversight.confirm_statement", statement, at=at)
    if as_confirmed(statement) == before:
        return statement
    if statement.state != Statement.State.CONFIRMED or statement.version != version:
        raise ValidationError(_("自述在确认以后又改过，这一次确认不能再撤销。"))
    if statement.remarks.filter(written_at__gte=statement.confirmed_at).exists():
        raise ValidationError(_("上级已经写了批注，这一次确认不能再撤销。"))
    for name, value in before.items():
        setattr(statement, name, value)
    statement.confirmed_at = before["confirmed_at"] and datetime.fromisoformat(before["confirmed_at"])
    statement.save()
    trace(statement, "oversight.statement_unconfirmed", by=by, at=at, unit=statement.unit_code)
    return statement


@transaction.atomic
def unconfirm_statements(*, rows: list[tuple[int, int, dict[str, Any]]], by: Any, at: datetime) -> None:
    """Of several confirmed at once all or none: (id, version, before) of each."""
    for pk, version, before in rows:
        unconfirm_statement(Statement(pk=pk), version=version, before=before, by=by, at=at)


@transaction.atomic
def copy_last_year(hub: Organization, *, year: int, by: Any, at: datetime) -> int:
    """Begin a year with last year's words as drafts, for applicable units without a statement yet.

    Evidence is dated and stays with its year. Returns how many drafts were made; a second time makes none.
    """
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    authorise(by, "oversight.save_statement", Statement(hub=hub, year=year), at=at)
    designation = designation_of(hub, at)
    if designation is None:
        raise ValidationError(_("本枢纽适用的规范里没有这一条。"))
    applicable = {one.unit.code for one in applicable_units(designation) if one.applies}
    there = set(Statement.objects.filter(hub=hub, year=year).values_list("unit_code", flat=True))
    rows = [
        Statement(
            hub=hub, unit_code=old.unit_code, year=year, text=old.confirmed_text or old.text,
            degree=old.confirmed_degree or old.degree, saved_at=at, saved_by=_author(by), version=1,
        )
        for old in Statement.objects.filter(hub=hub, year=year - 1).exclude(text="")
        if old.unit_code in applicable and old.unit_code not in there
    ]  # fmt: skip
    made = Statement.objects.bulk_create(rows)
    trace_many([(row, {"unit": row.unit_code}) for row in made], "oversight.statement_copied", by=by, at=at)
    return len(made)


@transaction.atomic
def remark_on_statement(statement: Statement, *, text: str, by: Any, at: datetime) -> Remark:
    """The overseeing body's remark stands beside the hub's words and never changes them; twice is one remark."""
    statement = _lock(statement)
    authorise(by, "oversight.remark_on_statement", statement, at=at)
    if not text.strip():
        raise ValidationError({"remark": _("请填写批注。")})
    last = statement.remarks.first()
    if last is not None and last.text == text.strip():
        return last
    row = Remark.objects.create(statement=statement, text=text.strip(), written_by=by, written_at=at)
    for person in holders(statement.hub, "head", "officer", at=at):
        notify(person, "statement_remarked", at=at, key=f"remark:{row.pk}", unit=statement.unit_code,
               url=_page(statement))  # fmt: skip
    trace(statement, "oversight.statement_remarked", by=by, at=at, remark=row)
    return row


@transaction.atomic
def reply_to_remark(remark: Remark, *, reply: str, by: Any, at: datetime) -> Remark:
    """The hub answers a remark, once; what more there is to say goes into the statement or a new remark."""
    remark = Remark.objects.select_for_update(of=("self",)).select_related("statement__hub").get(pk=remark.pk)
    authorise(by, "oversight.reply_to_remark", remark.statement, at=at)
    if remark.replied_at is not None:
        if remark.reply == reply.strip():
            return remark
        raise ValidationError(_("这条批注已经答复过了，请刷新页面查看。"))
    if not reply.strip():
        raise ValidationError({"reply": _("请填写答复内容。")})
    remark.reply, remark.replied_at, remark.replied_by = reply.strip(), at, by
    remark.save()
    notify(remark.written_by, "remark_answered", at=at, key=f"remark-reply:{remark.pk}", hub=remark.statement.hub.name,
           unit=remark.statement.unit_code, url=_page(remark.statement))  # fmt: skip
    trace(remark.statement, "oversight.remark_answered", by=by, at=at, remark=remark)
    return remark
