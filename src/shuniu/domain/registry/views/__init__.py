from shuniu.domain.registry.views import bulk, campaigns, liaisons, registrar, tables
from shuniu.domain.registry.views.asked import answer, answer_template, asked
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
    roster_correct,
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
    template_rows,
)
from shuniu.domain.registry.views.request_design import request_bodies, request_column, request_columns, request_send
from shuniu.domain.registry.views.request_results import request_chase, request_document, request_export, request_table
from shuniu.domain.registry.views.requests import request_act, request_change, request_make, request_page, requests

__all__ = [
    "answer",
    "answer_template",
    "asked",
    "bulk",
    "campaigns",
    "change_object",
    "duplicate",
    "duplicates",
    "duplicates_export",
    "facts",
    "judgement_withdraw",
    "liaisons",
    "merge",
    "organization",
    "organizations",
    "organizations_export",
    "pair_propose",
    "register_statistics",
    "registrar",
    "request_act",
    "request_bodies",
    "request_change",
    "request_chase",
    "request_column",
    "request_columns",
    "request_document",
    "request_export",
    "request_make",
    "request_page",
    "request_send",
    "request_table",
    "requests",
    "roster",
    "roster_bring",
    "roster_columns",
    "roster_correct",
    "roster_failing",
    "roster_import",
    "roster_sample",
    "roster_undo",
    "rosters",
    "statistics_export",
    "tables",
    "template_rows",
]
