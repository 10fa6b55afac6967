from django.urls import path

from shuniu.domain.network.views import confirmation, guidance, intents, tasks

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
    path("guidance/", guidance.guidance, name="guidance"),
    path("guidance/new/", guidance.counterpart_name, name="counterpart-name"),
    path("guidance/<int:pk>/", guidance.counterpart, name="counterpart"),
    path("guidance/<int:pk>/visits/new/", guidance.visit_record, name="visit-record"),
    path("guidance/<int:pk>/ask/", tasks.task_ask, name="task-ask"),
    path("guidance/tasks/new/", tasks.task_send, name="task-send"),
    path("guidance/tasks/<int:pk>/", tasks.task, name="task"),
]
