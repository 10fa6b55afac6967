from django.urls import path

from shuniu.domain.network import views

app_name = "network"
urlpatterns = [
    path("ties/", views.ties, name="ties"),
    path("ties/<int:pk>/", views.tie, name="tie"),
    path("letters/", views.letters, name="letters"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
]
