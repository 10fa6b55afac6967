from django.urls import path

<<<<<<< HEAD
from shuniu.domain.network.views import appeals, confirmation, intents, issues
=======
from shuniu.domain.network.views import applications, confirmation, engagements, intents, joining, routes, sheets
>>>>>>> main

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
    path("routes/", routes.routes, name="routes"),
    path("routes/routes.xlsx", routes.routes_export, name="routes-export"),
    path("engagements/", engagements.engagements, name="engagements"),
    path("engagements/new/", engagements.engagement_log, name="engagement-log"),
    path("engagements/engagements.xlsx", engagements.engagements_export, name="engagements-export"),
    path("engagements/<int:pk>/", engagements.engagement, name="engagement"),
    path("contact/<str:token>/", engagements.contact, name="contact"),
    path("intents/", intents.intents, name="intents"),
    path("intents/export/", intents.intents_export, name="intents-export"),
    path("intents/new/", intents.intent_record, name="intent-record"),
    path("intents/<int:pk>/", intents.intent, name="intent"),
    path("intents/<int:pk>/paper/", intents.intent_paper, name="intent-paper"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/export/", appeals.appeals_export, name="appeals-export"),
    path("appeals/enter/", appeals.appeal_enter, name="appeal-enter"),
    path("appeals/own/", appeals.own_appeals, name="own-appeals"),
    path("appeals/own/<int:pk>/", appeals.own_appeal, name="own-appeal"),
    path("appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("appeals/<int:pk>/files/<int:position>/", appeals.appeal_file, name="appeal-file"),
    path("issues/", issues.issues, name="issues"),
    path("issues/export/", issues.issues_export, name="issues-export"),
    path("issues/new/", issues.issue_write, name="issue-write"),
    path("issues/<int:pk>/", issues.issue, name="issue"),
    path("issues/<int:pk>/change/", issues.issue_change, name="issue-change"),
    path("issues/<int:pk>/letter/<str:form>/", issues.issue_letter, name="issue-letter"),
    path("values/new/", issues.values_publish, name="values-publish"),
]
