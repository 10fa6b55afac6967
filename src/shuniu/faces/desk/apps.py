from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "shuniu.faces.desk"
    label = "desk_face"
