from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "shuniu.faces.cli"
    label = "cli_face"
