"""What anybody opens without signing in: raising an appeal, following it, a hub's value statement."""

from django.urls import path

from shuniu.domain.network.views import appeal_public

app_name = "appeals"
urlpatterns = [
    path("", appeal_public.appeal_raise, name="raise"),
    path("follow/", appeal_public.appeal_follow, name="follow"),
    path("values/<str:code>/", appeal_public.values, name="values"),
]
