from django.urls import path

from shuniu.faces.cockpit import views

app_name = "cockpit"
urlpatterns = [
    path("", views.home, name="home"),
    path("export/", views.export, name="export"),
    path("remind/", views.remind, name="remind"),
    path("failed/", views.failed, name="failed"),
    path("hubs/<str:code>/<str:element>/", views.cell, name="cell"),
    path("values/<int:pk>/", views.value, name="value"),
]
