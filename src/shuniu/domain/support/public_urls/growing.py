from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.growing import facilities

urlpatterns: list[URLPattern] = [
    path("facilities/<str:token>.ics", facilities.facility_feed, name="facility-feed"),
]
