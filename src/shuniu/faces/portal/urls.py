from django.urls import path

from shuniu.faces.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
    path("theme/", views.theme, name="theme"),
    path("specification/", views.specification, name="specification"),
    path("specification/in-force/<str:code>/", views.clause, name="clause"),
    path("specification/<slug:edition>/", views.edition, name="edition"),
    path("specification/<slug:edition>/<str:code>/", views.unit, name="unit"),
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/<str:code>/", views.organization, name="organization"),
    path("hubs/", views.hubs, name="hubs"),
    path("query/", views.query, name="query"),
    path("join/<str:token>/", views.join, name="join"),
    path("demo/", views.demo, name="demo"),
]
