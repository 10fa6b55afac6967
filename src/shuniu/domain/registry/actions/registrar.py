"""A list of the registrar beside the register: every fact that differs, and what is done about it (A16.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.actions.facts import correct_facts
from shuniu.domain.registry.actions.registrar_facts import keep_registrar_facts
from shuniu.domain.registry.models import RegistrarList, RegistrarValue, RosterImport
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Area, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind(
    "registrar_differs",
    text=gettext_lazy("登记机关 %(day)s 的资料与你单位的资料有 %(n)s 处不同，请核对是哪边没有更新。"),
)

# Rows with a credit code of the register: what the list says of each fact that it says anything of.
_VALUES = """
INSERT INTO registry_registrarvalue (source_id, organization_id, key, value, as_of, remark)
SELECT %(source)s, o.id, said.key, said.value, %(as_of)s, ''
  FROM registry_rosterrow r JOIN orgs_organization o ON o.credit_code = r.credit_code AND o.merged_into_id IS NULL
  LEFT JOIN orgs_area a ON a.id = r.area_id
 CROSS JOIN LATERAL (VALUES ('name', r.name), ('kind', r.kind), ('area', a.code), ('registered_on', r.registered_on::text),
                            ('legal_representative', r.legal_representative), ('address', r.address),
                            ('supervising_unit', r.supervising_unit),
                            ('registration_authority', r.registration_authority)) said(key, value)
 WHERE r.roster_id = %(roster)s AND said.value <> ''
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def compare_with_registrar(roster: RosterImport, *, as_of: date, by: Any, at: datetime) -> RegistrarList:
    """Take a planned roster as the registrar's list of a day and keep what it says beside the register; nothing is changed.

    Comparing the same roster again is that list. Raises ValidationError for a day ahead or a roster without codes.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.compare_with_registrar", roster, at=at)
    there = RegistrarList.objects.filter(roster=roster).first()
    if there is not None:
        return there
    if as_of > local_date(at):
        raise ValidationError(_("登记机关资料的日期还没到，请核对。"))
    if roster.state not in (RosterImport.State.PLANNED, RosterImport.State.DONE) or "credit_code" not in roster.columns:
        raise ValidationError(_("要比对的名单要有统一社会信用代码一列，并已预览。"))
    row = RegistrarList.objects.create(hub=roster.hub, roster=roster, as_of=as_of, compared_at=at, compared_by=by)
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, {"source": row.pk, "roster": roster.pk, "as_of": as_of})
        facts = cursor.rowcount
    keep_registrar_facts(row, by=by, at=at)
    trace(row, "registry.compared_with_registrar", by=by, at=at, hub=roster.hub, on=as_of, count=facts)
    return row


@transaction.atomic
def tell_of_difference(organization: Organization, *, hub: Organization, n: int, by: Any, at: datetime) -> int:
    """Ask the organization to look: it decides which side is behind. Once a day; how many persons were told."""
    authorise(by, "registry.ask_query", hub, at=at)
    day = local_date(at)
    told = 0
    for person in holders(organization, *SPEAKS, at=at):
        told += notify(person, "registrar_differs", key=f"registrar:{organization.pk}:{day}", at=at, mail=True, n=n,
                       day=day.isoformat(), url=f"/desk/registry/registrar/?organization={organization.code}")  # fmt: skip
    trace(organization, "registry.difference_told", by=by, at=at, hub=hub, count=n)
    return told


@transaction.atomic
def take_registrar_value(said: RegistrarValue, *, by: Any, at: datetime) -> Organization:
    """The registrar is right: the fact becomes what it says, both values stay in the history.

    Who may is who may save the organization's facts. Taking what is there already changes nothing.
    """
    said = RegistrarValue.objects.select_related("organization").get(pk=said.pk)
    organization = said.organization
    value: Any = said.value
    if said.key == "area":
        value = Area.objects.filter(code=said.value).first()
    elif said.key == "registered_on":
        value = date.fromisoformat(said.value)
    return correct_facts(organization, version=organization.version, by=by, at=at, **{said.key: value})


@transaction.atomic
def remark_on_difference(said: RegistrarValue, *, remark: str, by: Any, at: datetime) -> RegistrarValue:
    """The organization or its hub says why it differs; the difference stays listed, with the word beside it."""
    said = RegistrarValue.objects.select_for_update(of=("self",)).select_related("organization").get(pk=said.pk)
    authorise(by, "registry.remark_on_difference", said, at=at)
    if not remark.strip():
        raise ValidationError(_("请写明为什么不同。"))
    if said.remark != remark.strip()[:200]:
        said.remark, said.remarked_by = remark.strip()[:200], by
        said.save(update_fields=["remark", "remarked_by"])
        trace(said.organization, "registry.difference_remarked", by=by, at=at, field=said.key)
    return said
