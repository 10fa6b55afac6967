from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.growing import expo_public, facilities, incubation_public

urlpatterns: list[URLPattern] = [
    path("facilities/<str:token>.ics", facilities.facility_feed, name="facility-feed"),
    path("expos/", expo_public.expos, name="expos"),
    path("expos/<int:pk>/", expo_public.expo, name="expo"),
    path("incubation/", incubation_public.incubation, name="incubation"),
    path("incubation/rounds/<int:pk>/", incubation_public.round, name="round"),
    path("visit/<str:token>/", expo_public.visit, name="visit"),
]
