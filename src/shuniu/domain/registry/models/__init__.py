from shuniu.domain.registry.models.card import (
    CardAsk,
    CardCampaign,
    CardConfirmation,
    RegistrarList,
    RegistrarValue,
    SignedSheet,
    Tag,
)
from shuniu.domain.registry.models.duplicates import DuplicatePair, Judgement, Looked
from shuniu.domain.registry.models.liaison import ContactExport, LiaisonNews, LiaisonQuery, LiaisonTerm
from shuniu.domain.registry.models.request import (
    AnswerCell,
    AnswerLink,
    AnswerRow,
    DataRequest,
    RequestAnswer,
    RequestColumn,
)
from shuniu.domain.registry.models.roster import ColumnMemory, RosterImport, RosterProgress, RosterRow

__all__ = [
    "AnswerCell",
    "AnswerLink",
    "AnswerRow",
    "CardAsk",
    "CardCampaign",
    "CardConfirmation",
    "ColumnMemory",
    "ContactExport",
    "DataRequest",
    "DuplicatePair",
    "Judgement",
    "LiaisonNews",
    "LiaisonQuery",
    "LiaisonTerm",
    "Looked",
    "RegistrarList",
    "RegistrarValue",
    "RequestAnswer",
    "RequestColumn",
    "RosterImport",
    "RosterProgress",
    "RosterRow",
    "SignedSheet",
    "Tag",
]
