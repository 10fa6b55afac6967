"""What anybody opens without signing in: who takes in, on which conditions, one's own case."""

from django.urls import path

from shuniu.domain.network.views import intake_public

app_name = "intake"
urlpatterns = [
    path("", intake_public.hubs, name="hubs"),
    path("case/<str:token>/", intake_public.case, name="case"),
    path("case/<str:token>/letter/<str:form>/", intake_public.case_letter, name="letter"),
    path("<str:code>/", intake_public.apply_here, name="apply"),
]
