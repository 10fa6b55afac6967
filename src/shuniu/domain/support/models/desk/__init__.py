from shuniu.domain.support.models.desk.charter import DeskUnit, GuidePaper, ServiceCharter, ServiceGuide
from shuniu.domain.support.models.desk.committee import (
    CommitteeMember,
    Consultation,
    InterestDeclaration,
    ServiceCommittee,
)
from shuniu.domain.support.models.desk.entrusted import CapacityReview, EntrustedService, ServiceHours, ServiceMilestone
from shuniu.domain.support.models.desk.platform import PlatformAgreement, PlatformService
from shuniu.domain.support.models.desk.rating import RatingReview, RequestRating
from shuniu.domain.support.models.desk.request import (
    AnswerTemplate,
    RequestLink,
    RequestPaper,
    RequestStep,
    ServiceRequest,
)

__all__ = [
    "AnswerTemplate",
    "CapacityReview",
    "CommitteeMember",
    "Consultation",
    "DeskUnit",
    "EntrustedService",
    "GuidePaper",
    "InterestDeclaration",
    "PlatformAgreement",
    "PlatformService",
    "RatingReview",
    "RequestLink",
    "RequestPaper",
    "RequestRating",
    "RequestStep",
    "ServiceCharter",
    "ServiceCommittee",
    "ServiceGuide",
    "ServiceHours",
    "ServiceMilestone",
    "ServiceRequest",
]
