from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.exchange import market, mine

urlpatterns: list[URLPattern] = [
    path("pool/", market.market, name="pool"),
    path("pool/offer/", market.offer_post, name="pool-offer-post"),
    path("pool/need/", market.need_post, name="pool-need-post"),
    path("pool/mine/<str:token>/", mine.mine, name="pool-mine"),
    path("pool/mine/<str:token>/change/", mine.mine_change, name="pool-mine-change"),
    path("pool/mine/<str:token>/<int:pk>/", mine.mine_match, name="pool-mine-match"),
    path("pool/<str:side>/", market.market, name="pool-side"),
    path("pool/<str:side>/<int:pk>/", market.posting, name="pool-posting"),
]
