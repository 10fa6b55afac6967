from django.urls import path

from shuniu.faces.norms import areas, calendar, designations, limits, text

app_name = "norms"
urlpatterns = [
    path("", limits.limits, name="limits"),
    path("calendar/", calendar.this_year, name="calendar"),
    path("calendar/<int:year>/", calendar.year, name="calendar-year"),
    path("text/", text.editions, name="text"),
    path("text/<slug:code>/", text.edition, name="text-edition"),
    path("text/<slug:code>/load/", text.load_text, name="text-load"),
    path("text/<slug:code>/amend/", text.amend, name="text-amend"),
    path("areas/", areas.areas, name="areas"),
    path("areas/new/", areas.area_new, name="area-new"),
    path("areas/table/", areas.areas_table, name="areas-table"),
    path("areas/<int:pk>/change/", areas.area_change, name="area-change"),
    path("areas/<int:pk>/end/", areas.area_end, name="area-end"),
    path("fields/new/", areas.field_new, name="field-new"),
    path("fields/<int:pk>/change/", areas.field_change, name="field-change"),
    path("designations/", designations.designations, name="designations"),
    path("designations/<str:body>/new/", designations.designate_hub, name="designate"),
    path("designations/change/<int:pk>/", designations.change, name="designation-change"),
    path("designations/end/<int:pk>/", designations.end, name="designation-end"),
    path("<str:body>/<str:key>/", limits.norm, name="norm"),
]
