from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.growing import bookings, facilities

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
]
