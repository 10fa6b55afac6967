from __future__ import annotations

import psycopg
from django.db import connection


class Progress:
    """Writes how many rows are done on a connection of its own, seen by others before the work commits."""

    def __init__(self, roster_id: int) -> None:
        self.roster_id = roster_id

    def __enter__(self) -> Progress:
        parameters = connection.get_connection_params()
        kept = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if key in parameters}
        self.connection = psycopg.connect(**kept, autocommit=True)
        self.show(0)
        return self

    def show(self, done: int) -> None:
        self.connection.execute(
            "UPDATE registry_rosterprogress SET rows_done = %s WHERE roster_id = %s", (done, self.roster_id)
        )

    def __exit__(self, *_error: object) -> None:
        self.connection.close()
