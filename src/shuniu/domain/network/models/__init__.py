from shuniu.domain.network.models.confirmation import ConfirmationLink
from shuniu.domain.network.models.joining import (
    JoiningConditions,
    MembershipApplication,
    MembershipInvitation,
    MembershipObjection,
    TieEnding,
)
from shuniu.domain.network.models.sheet import SignedLine, SignedSheet

__all__ = [
    "ConfirmationLink", "JoiningConditions", "MembershipApplication", "MembershipInvitation", "MembershipObjection",
    "SignedLine", "SignedSheet", "TieEnding",
]  # fmt: skip
