from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.growing import expo_public, facilities

urlpatterns: list[URLPattern] = [
    path("facilities/<str:token>.ics", facilities.facility_feed, name="facility-feed"),
    path("expos/<int:pk>/", expo_public.expo, name="expo"),
    path("visit/<str:token>/", expo_public.visit, name="visit"),
]
