from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.desk import experts, guides, others, queue, request

urlpatterns: list[URLPattern] = [
    path("requests/", queue.requests, name="requests"),
    path("requests/export/", queue.requests_export, name="requests-export"),
    path("requests/new/", queue.request_enter, name="request-enter"),
    path("requests/own/", queue.own_requests, name="own-requests"),
    path("requests/<int:pk>/", request.request_page, name="request"),
    path("requests/<int:pk>/receipt/", queue.receipt, name="request-receipt"),
    path("requests/<int:pk>/papers/<int:paper>/", request.request_paper, name="request-paper"),
    path("guides/", guides.guides, name="guides"),
    path("guides/reviews/<int:pk>/", guides.review, name="rating-review"),
    path("guides/charter/", guides.charter, name="charter-write"),
    path("guides/units/", guides.units, name="units"),
    path("guides/answers/", guides.answers, name="answers"),
    path("guides/new/", guides.guide, name="guide-new"),
    path("guides/<str:slug>/", guides.guide, name="guide-write"),
    path("committees/", experts.committees, name="committees"),
    path("consultations/", experts.consultations, name="consultations"),
    path("consultations/export/", experts.consultations_export, name="consultations-export"),
    path("consultations/new/", experts.consultation_ask, name="consultation-ask"),
    path("consultations/<int:pk>/", experts.consultation, name="consultation"),
    path("platforms/export/", others.platforms_export, name="platforms-export"),
    path("platforms/", others.platforms, name="platforms"),
    path("platforms/new/", others.platform_propose, name="platform-propose"),
    path("platforms/<int:pk>/", others.platform, name="platform"),
    path("entrusted/", others.entrusted, name="entrusted"),
    path("entrusted/export/", others.entrusted_export, name="entrusted-export"),
    path("entrusted/new/", others.entrusted_propose, name="entrusted-propose"),
    path("entrusted/<int:pk>/", others.entrusted_service, name="entrusted-service"),
]
