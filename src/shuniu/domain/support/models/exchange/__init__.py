from shuniu.domain.support.models.exchange.coverage import Coverage
from shuniu.domain.support.models.exchange.department import InternalDepartment
from shuniu.domain.support.models.exchange.form import ChosenForm
from shuniu.domain.support.models.exchange.opportunity import DepartmentProposal, Opportunity
from shuniu.domain.support.models.exchange.partnership import Deliverable, Partnership, PartnershipPaper

__all__ = [
    "ChosenForm",
    "Coverage",
    "Deliverable",
    "DepartmentProposal",
    "InternalDepartment",
    "Opportunity",
    "Partnership",
    "PartnershipPaper",
]
