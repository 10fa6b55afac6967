"""django-import-export as its manual shows it, default settings: load, dry run, import. Run in the peer's environment.

`FILE.xlsx DSN`: the workbook has its headings in the first row; the database is the peer's own and is emptied.
Prints one JSON object: seconds of each step, rows.
"""

from __future__ import annotations

import json
import sys
import time
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings


def set_up(dsn: str) -> None:
    address = urlsplit(dsn)
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
        DATABASES={"default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": address.path.lstrip("/"), "USER": address.username,
            "HOST": parse_qs(address.query)["host"][0],
        }},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True, SECRET_KEY="bench",
    )  # fmt: skip
    django.setup()


def main(path: str, dsn: str) -> None:
    set_up(dsn)
    import tablib
    from django.db import connection, models
    from import_export import resources

    texts = ("name", "kind", "area", "legal_representative", "address", "purpose", "activities", "member", "phone", "mail",
             "site", "grade", "supervisor", "industry", "fax")  # fmt: skip

    class Organization(models.Model):
        code = models.CharField(max_length=18, unique=True)
        registered_on = models.DateField(null=True)
        staff_count = models.IntegerField(null=True)
        member_count = models.IntegerField(null=True)
        capital = models.IntegerField(null=True)
        for _name in texts:
            locals()[_name] = models.CharField(max_length=200, blank=True)
        del _name

        class Meta:
            app_label, db_table = "import_export", "peer_organization"

        def __str__(self) -> str:
            return self.code

    class OrganizationResource(resources.ModelResource):
        class Meta:
            model = Organization
            import_id_fields = ("code",)
            exclude = ("id",)

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS peer_organization")
    with connection.schema_editor() as editor:
        editor.create_model(Organization)
    begun = time.perf_counter()
    with open(path, "rb") as file:
        data = tablib.Dataset().load(file.read(), format="xlsx")
    loaded = time.perf_counter()
    resource = OrganizationResource()
    resource.import_data(data, dry_run=True, raise_errors=True)
    tried = time.perf_counter()
    resource.import_data(data, dry_run=False, raise_errors=True)
    done = time.perf_counter()
    print(json.dumps({"load": loaded - begun, "dry_run": tried - loaded, "import": done - tried,
                      "all": done - begun, "rows": Organization.objects.count()}))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
