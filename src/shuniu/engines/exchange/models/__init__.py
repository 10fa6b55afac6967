from shuniu.engines.exchange.models.match import Delivery, Match, RelayMessage
from shuniu.engines.exchange.models.posting import (
    GRANTS,
    Group,
    Need,
    Offer,
    OfferShare,
    Posting,
    PostingState,
    ResourceKind,
    Showing,
    Source,
)
from shuniu.engines.exchange.models.probe import ProbeDay
from shuniu.engines.exchange.models.term import Term

__all__ = [
    "GRANTS",
    "Delivery",
    "Group",
    "Match",
    "Need",
    "Offer",
    "OfferShare",
    "Posting",
    "PostingState",
    "ProbeDay",
    "RelayMessage",
    "ResourceKind",
    "Showing",
    "Source",
    "Term",
]
