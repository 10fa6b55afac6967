from __future__ import annotations

from django.urls import URLPattern, path

from shuniu.domain.support.views.together import consortia, notes

urlpatterns: list[URLPattern] = [
    path("consortia/", consortia.consortia, name="consortia"),
    path("consortia/export/", consortia.consortia_export, name="consortia-export"),
    path("consortia/new/", consortia.consortium_open, name="consortium-open"),
    path("consortia/<int:pk>/", consortia.consortium, name="consortium"),
    path("consortia/<int:pk>/change/", consortia.consortium_change, name="consortium-change"),
    path("consortia/<int:pk>/partners/<int:partner>/", consortia.share_save, name="share-save"),
    path("notes/", notes.notes, name="notes"),
    path("notes/new/", notes.note_share, name="note-share"),
    path("notes/<int:pk>/", notes.note, name="note"),
    path("notes/<int:pk>/change/", notes.note_change, name="note-change"),
]
