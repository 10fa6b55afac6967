from shuniu.domain.registry.views.cards import change_object, facts, organization
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
)

__all__ = [
    "change_object", "facts", "organization", "organizations", "organizations_export", "register_statistics", "roster",
    "roster_bring", "roster_columns", "roster_failing", "roster_import", "roster_sample", "roster_undo", "rosters", "statistics_export",
]  # fmt: skip
