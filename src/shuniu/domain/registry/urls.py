from django.urls import path

from shuniu.domain.registry import views

app_name = "registry"
urlpatterns = [
    path("", views.organizations, name="list"),
    path("export/", views.organizations_export, name="export"),
    path("views/", views.view_save, name="view-save"),
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
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.request_make, name="request-make"),
    path("requests/<int:pk>/", views.request_page, name="request"),
    path("requests/<int:pk>/change/", views.request_change, name="request-change"),
    path("requests/<int:pk>/act/", views.request_act, name="request-act"),
    path("requests/<int:pk>/columns/", views.request_columns, name="request-columns"),
    path("requests/<int:pk>/columns/<int:column>/", views.request_column, name="request-column"),
    path("requests/<int:pk>/bodies/", views.request_bodies, name="request-bodies"),
    path("requests/<int:pk>/send/", views.request_send, name="request-send"),
    path("requests/<int:pk>/chase/", views.request_chase, name="request-chase"),
    path("requests/<int:pk>/table/", views.request_table, name="request-table"),
    path("requests/<int:pk>/export/", views.request_export, name="request-export"),
    path("requests/<int:pk>/summary.<str:form>", views.request_document, name="request-document"),
    path("asked/", views.asked, name="asked"),
    path("asked/<int:pk>/", views.answer, name="answer"),
    path("asked/<int:pk>/template/", views.answer_template, name="answer-template"),
]
