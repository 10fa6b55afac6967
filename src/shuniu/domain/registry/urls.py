from django.urls import path

from shuniu.domain.registry import views

app_name = "registry"
urlpatterns = [
    path("", views.organizations, name="list"),
    path("export/", views.organizations_export, name="export"),
    path("statistics/", views.register_statistics, name="statistics"),
    path("statistics/export/", views.statistics_export, name="statistics-export"),
    path("changes/<int:pk>/object/", views.change_object, name="change-object"),
    path("organizations/<str:code>/", views.organization, name="organization"),
    path("organizations/<str:code>/facts/", views.facts, name="facts"),
    path("rosters/", views.rosters, name="rosters"),
    path("rosters/new/", views.roster_bring, name="roster-bring"),
    path("rosters/sample/", views.roster_sample, name="roster-sample"),
    path("rosters/<int:pk>/", views.roster, name="roster"),
    path("rosters/<int:pk>/columns/", views.roster_columns, name="roster-columns"),
    path("rosters/<int:pk>/import/", views.roster_import, name="roster-import"),
    path("rosters/<int:pk>/undo/", views.roster_undo, name="roster-undo"),
    path("rosters/<int:pk>/failing/", views.roster_failing, name="roster-failing"),
]
