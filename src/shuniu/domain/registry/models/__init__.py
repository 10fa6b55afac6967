from shuniu.domain.registry.models.card import (
    CardAsk,
    CardCampaign,
    CardConfirmation,
    RegistrarList,
    RegistrarValue,
    SignedSheet,
    Tag,
)
from shuniu.domain.registry.models.liaison import ContactExport, LiaisonNews, LiaisonQuery, LiaisonTerm
from shuniu.domain.registry.models.roster import ColumnMemory, RosterImport, RosterProgress, RosterRow

__all__ = [
    "CardAsk", "CardCampaign", "CardConfirmation", "ColumnMemory", "ContactExport", "LiaisonNews", "LiaisonQuery",
    "LiaisonTerm", "RegistrarList", "RegistrarValue", "RosterImport", "RosterProgress", "RosterRow", "SignedSheet", "Tag",
]  # fmt: skip
