from django.urls import path

from shuniu.domain.network.views import confirmation

app_name = "network"
urlpatterns = [
    path("ties/", confirmation.ties, name="ties"),
    path("ties/<int:pk>/", confirmation.tie, name="tie"),
    path("letters/", confirmation.letters, name="letters"),
    path("confirm/<str:token>/", confirmation.confirm, name="confirm"),
]
