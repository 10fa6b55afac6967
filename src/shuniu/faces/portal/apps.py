from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shuniu.faces.portal"
    label = "portal_face"
