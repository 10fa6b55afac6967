from shuniu.domain.support.models.together.consortium import BudgetLine, Consortium, Partner
from shuniu.domain.support.models.together.note import NoteUse, PracticeNote

__all__ = ["BudgetLine", "Consortium", "NoteUse", "Partner", "PracticeNote"]
