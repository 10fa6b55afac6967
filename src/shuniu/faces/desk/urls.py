from django.urls import path

from shuniu.faces.desk import staff, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("duties/", views.duties, name="duties"),
    path("notices/", views.notices, name="notices"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("profile/", views.profile, name="profile"),
    path("outbox/", views.outbox, name="outbox"),
    path("files/<int:pk>/", views.attachment, name="attachment"),
    path("staff/", staff.staff, name="staff"),
    path("staff/<str:code>/invite/", staff.invite_person, name="invite"),
    path("staff/invitations/<int:pk>/", staff.invitation, name="invitation"),
    path("staff/<str:code>/hand-over/<int:person>/", staff.hand_over_duties, name="hand-over"),
    path("staff/appointments/<int:pk>/substitute/", staff.substitute, name="substitute"),
]
