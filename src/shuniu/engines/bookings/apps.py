from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class BookingsConfig(AppConfig):
    name = "shuniu.engines.bookings"
    label = "bookings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.engines.bookings")
