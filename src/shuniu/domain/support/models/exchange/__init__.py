from shuniu.domain.support.models.exchange.form import ChosenForm
from shuniu.domain.support.models.exchange.opportunity import DepartmentProposal, Opportunity
from shuniu.domain.support.models.exchange.partnership import Deliverable, Partnership, PartnershipPaper

__all__ = ["ChosenForm", "Deliverable", "DepartmentProposal", "Opportunity", "Partnership", "PartnershipPaper"]
