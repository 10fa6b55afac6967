from django.urls import include, path

urlpatterns = [
    path("", include("shuniu.faces.portal.urls")),
    path("desk/", include("shuniu.faces.desk.urls")),
    path("desk/registry/", include("shuniu.domain.registry.urls")),
    path("appeals/", include("shuniu.domain.network.public_urls")),
    path("intake/", include("shuniu.domain.network.intake_urls")),
    path("services/", include("shuniu.domain.support.public_urls")),
    path("desk/support/", include("shuniu.domain.support.urls")),
    path("desk/network/", include("shuniu.domain.network.urls")),
    path("desk/meetings/", include("shuniu.domain.meetings.urls")),
    path("desk/oversight/", include("shuniu.domain.oversight.urls")),
    path("desk/norms/", include("shuniu.faces.norms.urls")),
    path("cockpit/", include("shuniu.faces.cockpit.urls")),
    path("account/", include("shuniu.kernel.people.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
