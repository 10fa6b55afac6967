from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.exchange import (
    coverage,
    departments,
    matches,
    opportunities,
    partnerships,
    pool,
    words,
)

urlpatterns: list[URLPattern] = [
    path("pool/", pool.pool, name="pool"),
    path("pool/enter/", pool.pool_enter, name="pool-enter"),
    path("pool/words/", words.words, name="pool-words"),
    path("pool/<str:side>/", pool.pool, name="pool-side"),
    path("pool/<str:side>/export/", pool.pool_export, name="pool-export"),
    path("pool/offers/<int:pk>/", pool.pool_offer, name="pool-offer"),
    path("pool/needs/<int:pk>/", pool.pool_need, name="pool-need"),
    path("pool/offers/<int:pk>/change/", pool.pool_offer_change, name="pool-offer-change"),
    path("pool/needs/<int:pk>/change/", pool.pool_need_change, name="pool-need-change"),
    path("matches/", matches.matches, name="matches"),
    path("matches/export/", matches.matches_export, name="matches-export"),
    path("matches/<int:pk>/", matches.match, name="match"),
    path("matches/<int:pk>/receipts/<int:part>/", matches.match_receipt, name="match-receipt"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/export/", coverage.coverage_export, name="coverage-export"),
    path("coverage/new/", coverage.coverage_record, name="coverage-record"),
    path("departments/", departments.departments, name="departments"),
    path("opportunities/", opportunities.opportunities, name="opportunities"),
    path("opportunities/export/", opportunities.opportunities_export, name="opportunities-export"),
    path("opportunities/new/", opportunities.opportunity_record, name="opportunity-record"),
    path("opportunities/<int:pk>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<int:pk>/change/", opportunities.opportunity_change, name="opportunity-change"),
    path("opportunities/<int:pk>/untold/", opportunities.opportunity_untold, name="opportunity-untold"),
    path("proposals/new/", opportunities.proposal_make, name="proposal-make"),
    path("proposals/<int:pk>/", opportunities.proposal, name="proposal"),
    path("partnerships/", partnerships.partnerships, name="partnerships"),
    path("partnerships/export/", partnerships.partnerships_export, name="partnerships-export"),
    path("partnerships/new/", partnerships.partnership_submit, name="partnership-submit"),
    path("partnerships/<int:pk>/", partnerships.partnership, name="partnership"),
    path("partnerships/<int:pk>/papers/<int:paper>/", partnerships.partnership_paper, name="partnership-paper"),
    path("forms/", partnerships.chosen_forms, name="chosen-forms"),
]
