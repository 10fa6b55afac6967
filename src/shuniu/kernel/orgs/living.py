"""What has ended: said once in SQL for every figure, and refused where somebody would be asked for something."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization

LIVES = "(o.ended_on IS NULL OR o.ended_on > %(day)s)"
"""of an organization `o` on `%(day)s`"""

TIE_LIVES = (
    "NOT EXISTS (SELECT 1 FROM orgs_organization gone WHERE gone.id = t.organization_id AND gone.ended_on <= %(day)s)"
)
"""of the organization of a tie `t` on `%(day)s`"""


def refuse_ended(organization: Organization, at: datetime) -> None:
    """Raises ValidationError for an organization that has ended: nobody is there to be asked."""
    if organization.has_ended(local_date(at)):
        words = {"name": organization.name, "day": organization.ended_on, "how": organization.get_ending_display()}
        raise ValidationError(_("%(name)s已于 %(day)s %(how)s，不能再办理。") % words)


# What counts as known of a field: authorities and what has ended aside; those tied but of another field are not in it.
KNOWN = (
    "o.merged_into_id IS NULL AND o.created_at < %(at)s AND o.kind NOT IN ('authority', 'mass_organization') "
    f"AND {LIVES}"
)
