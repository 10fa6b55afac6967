from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs import rules as _rules  # noqa: F401  registers the permissions
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.queries import bodies_above, hubs_below
from shuniu.kernel.trail.actions import trace

CONDITIONS = (
    "mass_organization", "supervisory_status", "not_fiscally_funded", "vertical_guidance", "functional_hub",
    "large_coverage",
)  # fmt: skip
TERMS = ("level", "field", "edition_code", "reports_to", "setup_until", *CONDITIONS)


@transaction.atomic
def designate(
    organization: Organization, *, designated_by: Organization, level: str, edition_code: str, valid_from: date,
    by: Any, at: datetime, reports_to: Organization | None = None, **terms: Any,
) -> Designation:  # fmt: skip
    """Make a body a hub under one edition, reporting to `reports_to` (the designating body when not given).

    The same open designation again changes nothing. Raises ValidationError when a hub designates anything but a
    second-level hub, or when the new hub would stand above the body that it reports to.
    """
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    authorise(by, "orgs.designate", designated_by, at=at)
    existing = Designation.objects.filter(organization=organization, valid_to__isnull=True).first()
    if existing is not None:
        if existing.designated_by_id != designated_by.pk or existing.level != level:
            raise ValidationError(_("这家组织已经是枢纽。要调整，请在枢纽名单里改。"))
        return existing
    above = reports_to or designated_by
    _check_place(organization, designated_by=designated_by, reports_to=above, level=level, at=at)
    row = Designation.objects.create(
        organization=organization, designated_by=designated_by, reports_to=above, level=level,
        edition_code=edition_code, valid_from=valid_from, **terms,
    )  # fmt: skip
    trace(row, "orgs.designated", by=by, at=at, organization=organization, level=level)
    return row


def _check_place(
    organization: Organization, *, designated_by: Organization, reports_to: Organization, level: str, at: datetime
) -> None:
    is_hub = Designation.objects.valid(at).filter(organization=designated_by).exists()
    if is_hub and level != Designation.Level.SECOND_LEVEL:
        raise ValidationError(_("枢纽只能确定二级枢纽。"))
    if organization.pk in (reports_to.pk, designated_by.pk) or organization.pk in bodies_above(reports_to, at):
        raise ValidationError(_("枢纽不能向自己或自己下面的单位报送。"))
    if reports_to.pk != designated_by.pk and reports_to.pk not in hubs_below([designated_by.pk], at):
        raise ValidationError(_("报送对象要是确定单位自己，或它所辖的枢纽。"))


@transaction.atomic
def change_designation(designation: Designation, *, on: date, by: Any, at: datetime, **terms: Any) -> Designation:
    """Other terms from a day on: the present row ends there and a new one follows, so that as-of-a-day stays true.

    Terms that are the same change nothing. Raises ValidationError for an ended designation or a day before its start.
    """
    designation = Designation.objects.select_for_update(of=("self",)).select_related(
        "organization", "designated_by", "reports_to"
    ).get(pk=designation.pk)  # fmt: skip
    authorise(by, "orgs.change_designation", designation, at=at)
    if designation.valid_to is not None:
        raise ValidationError(_("这项确定已经终止，不能再改。"))
    wanted = {name: terms.get(name, getattr(designation, name)) for name in TERMS}
    if all(getattr(designation, name) == value for name, value in wanted.items()):
        return designation
    if on < designation.valid_from:
        raise ValidationError(_("生效日期早于确定日期，请核对。"))
    _check_place(designation.organization, designated_by=designation.designated_by, reports_to=wanted["reports_to"],
                 level=wanted["level"], at=at)  # fmt: skip
    if on == designation.valid_from:
        for name, value in wanted.items():
            setattr(designation, name, value)
        designation.save(update_fields=list(wanted))
        row = designation
    else:
        designation.valid_to = on
        designation.save(update_fields=["valid_to"])
        row = Designation.objects.create(organization=designation.organization, designated_by=designation.designated_by,
                                         valid_from=on, **wanted)  # fmt: skip
    trace(row, "orgs.designation_changed", by=by, at=at, on=on, organization=designation.organization)
    return row


@transaction.atomic
def end_designation(designation: Designation, *, on: date, by: Any, at: datetime) -> Designation:
    """The body is no hub from that day on; what it did as a hub stays. Ending twice keeps the first day.

    Raises ValidationError while hubs still report to it.
    """
    designation = Designation.objects.select_for_update(of=("self",)).select_related("organization").get(
        pk=designation.pk
    )  # fmt: skip
    authorise(by, "orgs.end_designation", designation, at=at)
    if designation.valid_to is not None:
        return designation
    if on < designation.valid_from:
        raise ValidationError(_("终止日期早于确定日期，请核对。"))
    if Designation.objects.valid(at).filter(reports_to=designation.organization).exists():
        raise ValidationError(_("还有枢纽向它报送，请先把它们改到别处。"))
    designation.valid_to = on
    designation.save(update_fields=["valid_to"])
    trace(designation, "orgs.designation_ended", by=by, at=at, on=on, organization=designation.organization)
    return designation
