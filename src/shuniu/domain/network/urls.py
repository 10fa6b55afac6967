from django.urls import path

from shuniu.domain.network.views import applications, confirmation, engagements, joining, sheets

app_name = "network"
urlpatterns = [
    path("ties/", confirmation.ties, name="ties"),
    path("ties/new/", confirmation.tie_propose, name="tie-propose"),
    path("ties/<int:pk>/", confirmation.tie, name="tie"),
    path("ties/<int:pk>/data.zip", confirmation.tie_data, name="tie-data"),
    path("letters/", confirmation.letters, name="letters"),
    path("confirm/<str:token>/", confirmation.confirm, name="confirm"),
    path("joining/", joining.joining, name="joining"),
    path("joining/<str:code>/", joining.conditions, name="conditions"),
    path("apply/<str:token>/", joining.apply, name="apply"),
    path("apply/<str:token>/papers/<int:file>/", joining.apply_paper, name="apply-paper"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("conditions/publish/", applications.conditions_publish, name="conditions-publish"),
    path("invitations/new/", applications.invite, name="invite"),
    path("applications/", applications.applications, name="applications"),
    path("applications/applications.xlsx", applications.applications_export, name="applications-export"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/papers/<int:file>/", applications.application_paper, name="application-paper"),
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/new/", sheets.sheet_enter, name="sheet-enter"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/paper/", sheets.sheet_paper, name="sheet-paper"),
    path("engagements/", engagements.engagements, name="engagements"),
    path("engagements/new/", engagements.engagement_log, name="engagement-log"),
    path("engagements/engagements.xlsx", engagements.engagements_export, name="engagements-export"),
    path("engagements/<int:pk>/", engagements.engagement, name="engagement"),
    path("contact/<str:token>/", engagements.contact, name="contact"),
]
