from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.growing import bookings, enterprise, facilities, incubation, stays

urlpatterns: list[URLPattern] = [
    path("facilities/", facilities.facilities, name="facilities"),
    path("facilities/export/", facilities.facilities_export, name="facilities-export"),
    path("facilities/new/", facilities.facility_open, name="facility-open"),
    path("facilities/<int:pk>/", facilities.facility, name="facility"),
    path("facilities/<int:pk>/change/", facilities.facility_change, name="facility-change"),
    path("facilities/<int:pk>/times/", facilities.facility_times, name="facility-times"),
    path("facilities/<int:pk>/book/", bookings.facility_book, name="facility-book"),
    path("bookings/", bookings.bookings, name="bookings"),
    path("bookings/export/", bookings.bookings_export, name="bookings-export"),
    path("bookings/<int:pk>/", bookings.booking, name="booking"),
    path("incubation/", incubation.incubation, name="incubation"),
    path("incubation/centers/new/", incubation.center_open, name="center-open"),
    path("incubation/centers/<int:pk>/", incubation.center, name="center"),
    path("incubation/centers/<int:pk>/change/", incubation.center_change, name="center-change"),
    path("incubation/centers/<int:pk>/rounds/new/", incubation.round_publish, name="round-publish"),
    path("incubation/rounds/<int:pk>/", incubation.round, name="round"),
    path("incubation/rounds/<int:pk>/apply/", incubation.round_apply, name="round-apply"),
    path("incubation/applications/<int:pk>/", incubation.stay_application, name="stay-application"),
    path("incubation/stays/", incubation.stays, name="stays"),
    path("incubation/stays/export/", incubation.stays_export, name="stays-export"),
    path("incubation/stays/<int:pk>/", stays.stay, name="stay"),
    path("enterprise/", enterprise.enterprise, name="enterprise"),
    path("enterprise/export/", enterprise.enterprise_export, name="enterprise-export"),
    path("enterprise/self-check/", enterprise.self_check, name="self-check"),
    path("enterprise/self-check/<int:pk>/list/", enterprise.candidate_list, name="candidate-list"),
    path("enterprise/<int:pk>/", enterprise.transition, name="transition"),
    path("enterprise/<int:pk>/opinions/<int:opinion>/", enterprise.opinion_paper, name="opinion-paper"),
]
