from shuniu.domain.registry.views.cards import change_object, facts, organization
from shuniu.domain.registry.views.duplicates import (
    duplicate,
    duplicates,
    duplicates_export,
    judgement_withdraw,
    merge,
    pair_propose,
)
from shuniu.domain.registry.views.importing import (
    roster,
    roster_bring,
    roster_columns,
    roster_failing,
    roster_import,
    roster_sample,
    roster_undo,
    rosters,
)
from shuniu.domain.registry.views.lists import (
    organizations,
    organizations_export,
    register_statistics,
    statistics_export,
    view_save,
)

__all__ = [
    "change_object",
    "duplicate",
    "duplicates",
    "duplicates_export",
    "facts",
    "judgement_withdraw",
    "merge",
    "organization",
    "organizations",
    "organizations_export",
    "pair_propose",
    "register_statistics",
    "roster",
    "roster_bring",
    "roster_columns",
    "roster_failing",
    "roster_import",
    "roster_sample",
    "roster_undo",
    "rosters",
    "statistics_export",
    "view_save",
]  # fmt: skip
