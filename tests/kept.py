"""The filled city kept beside the tables: a story that commits gets it back from the server itself, not filled anew."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from shuniu.faces.cli.demo import DemoCity

_TABLES = """
SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '')
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'django_migrations'
 GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


class KeptCity:
    """One filling of the small city, put aside when it is first asked for and brought back as often as wanted."""

    def __init__(self, *, open_work: bool) -> None:
        self.open_work = open_work
        self.schema = f"kept_{int(open_work)}"
        self.tables: dict[str, str] = {}
        self.sequences: list[tuple[str, int | None]] = []

    def put_back(self) -> None:
        """All tables hold the city again, as it was filled; nothing else, also no jobs of an earlier story."""
        if not self.tables:
            self._empty()
            DemoCity(size=420, hubs=12, seed=1, open_work=self.open_work).fill()
            self.keep()
            return
        with transaction.atomic(), connection.cursor() as cursor:
            # As a replica the server runs no triggers: the log's refusal to be emptied is not what is tested here.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"TRUNCATE {', '.join(self.tables)}")
            for table, columns in self.tables.items():
                cursor.execute(
                    f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {self.schema}.{table}"
                )
            for name, last in self.sequences:
                cursor.execute("SELECT setval(%s, %s, %s)", [f"public.{name}", last or 1, last is not None])
        ContentType.objects.clear_cache()

    def keep(self) -> None:
        """What the tables hold now is the city."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TABLES)
            self.tables = dict(cursor.fetchall())
            cursor.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE; CREATE SCHEMA {self.schema}")
            for table in self.tables:
                cursor.execute(f"CREATE UNLOGGED TABLE {self.schema}.{table} AS TABLE public.{table}")
            cursor.execute(_SEQUENCES)
            self.sequences = cursor.fetchall()

    def _empty(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TABLES)
            # Django looks its content types up once and remembers their ids.
            names = [name for name, _columns in cursor.fetchall() if name != "django_content_type"]
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"TRUNCATE {', '.join(names)}")


QUIET = KeptCity(open_work=False)
BUSY = KeptCity(open_work=True)
