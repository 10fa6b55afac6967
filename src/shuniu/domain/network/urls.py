from django.urls import path

from shuniu.domain.network.views import confirmation, intents

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
]
