from django.urls import path

from shuniu.domain.network.views import appeals, confirmation, intents, issues

app_name = "network"
urlpatterns = [
    path("ties/", confirmation.ties, name="ties"),
    path("ties/<int:pk>/", confirmation.tie, name="tie"),
    path("letters/", confirmation.letters, name="letters"),
    path("confirm/<str:token>/", confirmation.confirm, name="confirm"),
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
