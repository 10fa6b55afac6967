from django.urls import path

from shuniu.faces.desk import answers, staff, templating, undo, views, why, work

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("duties/", work.duties, name="duties"),
    path("notices/", work.notices, name="notices"),
    path("search/", views.search, name="search"),
    path("undo/", undo.undo, name="undo"),
    path("links/", answers.link_answers_checked, name="link-answers"),
    path("why/", why.why_seen, name="why"),
    path("help/", views.help_page, name="help"),
    path("profile/", views.profile, name="profile"),
    path("outbox/", work.outbox, name="outbox"),
    path("files/<int:pk>/", work.attachment, name="attachment"),
    path("notices/<int:pk>/read/", work.read_notice, name="read-notice"),
    path("views/save/", work.save_list_view, name="save-view"),
    path("views/<int:pk>/drop/", work.drop_list_view, name="drop-view"),
    path("templates/<slug:source>/", templating.list_templates, name="list-templates"),
    path("templates/<slug:source>/<int:pk>/fill/", templating.template_fill, name="template-fill"),
    path("templates/<slug:source>/<int:pk>/drop/", templating.template_drop, name="template-drop"),
    path("staff/", staff.staff, name="staff"),
    path("staff/<str:code>/invite/", staff.invite_person, name="invite"),
    path("staff/invitations/<int:pk>/", staff.invitation, name="invitation"),
    path("staff/<str:code>/hand-over/<int:person>/", staff.hand_over_duties, name="hand-over"),
    path("staff/appointments/<int:pk>/substitute/", staff.substitute, name="substitute"),
    path("staff/appointments/<int:pk>/end/", staff.end, name="end-appointment"),
    path("staff/substitutions/<int:pk>/end/", staff.end_stand_in, name="end-substitution"),
    path("staff/<str:code>/appoint/", staff.appoint_person, name="appoint"),
]
