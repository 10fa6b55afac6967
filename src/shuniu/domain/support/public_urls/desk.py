from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.desk import case, public

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("case/<str:token>/", case.case, name="case"),
    path("samples/<int:pk>/", public.sample, name="sample"),
    path("hubs/<str:code>/", public.hub, name="hub"),
    path("hubs/<str:code>/apply/", public.apply, name="apply"),
    path("hubs/<str:code>/<str:slug>/", public.guide, name="guide"),
]
