from shuniu.kernel.orgs.models.appointment import Appointment, Role, Substitution
from shuniu.kernel.orgs.models.merge import FormerCode, Merge, MergeStep, present_of
from shuniu.kernel.orgs.models.organization import (
    Area,
    FactChange,
    Field,
    FormerName,
    Organization,
    OrganizationKind,
    RegistrarFact,
    Scale,
)
from shuniu.kernel.orgs.models.tie import Affiliation, Consent, Designation

__all__ = [
    "Affiliation",
    "Appointment",
    "Area",
    "Consent",
    "Designation",
    "FactChange",
    "Field",
    "FormerCode",
    "FormerName",
    "Merge",
    "MergeStep",
    "Organization",
    "OrganizationKind",
    "RegistrarFact",
    "Role",
    "Scale",
    "Substitution",
    "present_of",
]
