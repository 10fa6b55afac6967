from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "shuniu.faces.cockpit"
    label = "cockpit_face"
