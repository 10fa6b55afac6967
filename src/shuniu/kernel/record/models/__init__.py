from shuniu.kernel.record.models.check import AnswerCheck
from shuniu.kernel.record.models.duty import Duty, Notice, OutgoingMail
from shuniu.kernel.record.models.proof import Attachment, Evidence, QueryNumber
from shuniu.kernel.record.models.staff import HandOver, Invitation, SavedView
from shuniu.kernel.record.models.template import ListTemplate

__all__ = [
    "AnswerCheck",
    "Attachment",
    "Duty",
    "Evidence",
    "HandOver",
    "Invitation",
    "ListTemplate",
    "Notice",
    "OutgoingMail",
    "QueryNumber",
    "SavedView",
]
