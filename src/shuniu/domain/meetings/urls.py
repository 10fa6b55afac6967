from django.urls import path

from shuniu.domain.meetings.views import hold, plan, report

app_name = "meetings"
urlpatterns = [
    path("", plan.meetings, name="list"),
    path("new/", plan.meeting_plan, name="plan"),
    path("<int:pk>/", plan.meeting, name="meeting"),
    path("<int:pk>/change/", plan.meeting_change, name="change"),
    path("<int:pk>/agenda/", plan.agenda, name="agenda"),
    path("<int:pk>/topics/new/", plan.topic_propose, name="topic-propose"),
    path("topics/<int:pk>/answer/", plan.topic_answer, name="topic-answer"),
    path("<int:pk>/announce/", plan.meeting_announce, name="announce"),
    path("<int:pk>/call-off/", plan.meeting_call_off, name="call-off"),
    path("<int:pk>/calendar.ics", plan.calendar, name="calendar"),
    path("<int:pk>/invitations/<int:invitee>/", hold.invitation_answer, name="invitation-answer"),
    path("<int:pk>/roll/", hold.roll, name="roll"),
    path("<int:pk>/roll/enter/", hold.roll_enter, name="roll-enter"),
    path("<int:pk>/roll/<int:entry>/remove/", hold.roll_remove, name="roll-remove"),
    path("<int:pk>/close/", hold.sign_in_close, name="sign-in-close"),
    path("<int:pk>/minutes/", report.minutes, name="minutes"),
    path("<int:pk>/resolutions/new/", report.resolution_record, name="resolution-record"),
    path("resolutions/<int:pk>/close/", report.resolution_close, name="resolution-close"),
    path("<int:pk>/report/", report.report, name="report"),
    path("<int:pk>/<str:what>.<str:form>", report.document, name="document"),
    path("exceptions/new/", plan.exception_file, name="exception-file"),
    path("exceptions/<int:pk>/", plan.exception, name="exception"),
    path("door/", hold.door_code, name="door-code"),
    path("door/<str:token>/", hold.door, name="door"),
    path("answer/<str:token>/", hold.answer, name="answer"),
]
