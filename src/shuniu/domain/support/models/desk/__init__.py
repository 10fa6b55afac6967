from shuniu.domain.support.models.desk.charter import DeskUnit, GuidePaper, ServiceCharter, ServiceGuide
from shuniu.domain.support.models.desk.request import (
    AnswerTemplate,
    RequestLink,
    RequestPaper,
    RequestRating,
    RequestStep,
    ServiceRequest,
)

__all__ = [
    "AnswerTemplate",
    "DeskUnit",
    "GuidePaper",
    "RequestLink",
    "RequestPaper",
    "RequestRating",
    "RequestStep",
    "ServiceCharter",
    "ServiceGuide",
    "ServiceRequest",
]
