from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shuniu.faces.desk import lists  # noqa: F401  what fills a template
from shuniu.kernel.core.registries import Entry, menu_groups, navigation

menu_groups.add("register", _("名录"))
menu_groups.add("joining", _("联系和入会"))
menu_groups.add("appeals", _("诉求和议题"))
menu_groups.add("levels", _("填报和对接"))

navigation.add("desk", Entry("desk", _("工作台"), "layout-dashboard", "desk:home", order=1))
navigation.add(
    "desk.duties",
    Entry(
        "desk.duties", _("我的待办"), "list-check", "desk:duties", order=3, count=lambda desk: desk.open_duties or None
    ),
)
navigation.add(
    "desk.staff",
    Entry("desk.staff", _("人员和邀请"), "users", "desk:staff", order=80, shown=lambda desk: bool(desk.posts)),
)
navigation.add("desk.profile", Entry("desk.profile", _("我的设置"), "settings", "desk:profile", order=90))
navigation.add(
    "desk.outbox",
    Entry(
        "desk.outbox",
        _("发件箱"),
        "mail",
        "desk:outbox",
        order=91,
        shown=lambda desk: desk.user.is_operator or settings.DEMO,
    ),
)
