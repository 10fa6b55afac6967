from shuniu.kernel.orgs.models.appointment import Appointment, Role, Substitution
from shuniu.kernel.orgs.models.area import Area, Field, FormerAreaName
from shuniu.kernel.orgs.models.merge import FormerCode, Merge, MergeStep, present_of
from shuniu.kernel.orgs.models.organization import (
    Ending,
    FactChange,
    FormerName,
    Organization,
    OrganizationKind,
    RegistrarFact,
    Scale,
    standing_text,
)
from shuniu.kernel.orgs.models.past import PastState
from shuniu.kernel.orgs.models.tie import Affiliation, Consent, Designation

__all__ = [
    "Affiliation",
    "Appointment",
    "Area",
    "Consent",
    "Designation",
    "Ending",
    "FactChange",
    "Field",
    "FormerAreaName",
    "FormerCode",
    "FormerName",
    "Merge",
    "MergeStep",
    "Organization",
    "OrganizationKind",
    "PastState",
    "RegistrarFact",
    "Role",
    "Scale",
    "Substitution",
    "present_of",
    "standing_text",
]
