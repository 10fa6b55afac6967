from django.urls import path

from shuniu.domain.oversight import views

app_name = "oversight"
urlpatterns = [
    path("", views.my_elements, name="mine"),
    path("hubs/<str:code>/", views.hub, name="hub"),
    path("hubs/<str:code>/report/", views.report, name="report"),
    path("hubs/<str:code>/report/docx/", views.report_docx, name="report-docx"),
    path("hubs/<str:code>/units/<str:unit>/", views.statement, name="statement"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.request_file, name="request-file"),
    path("requests/<int:pk>/", views.request_page, name="request"),
    path("requests/<int:pk>/files/<int:file>/", views.request_attachment, name="request-attachment"),
]
