"""Serials of public query numbers; how often the forms that need no account were sent this hour."""

QUERY_NUMBER_SEQUENCE = (
    "CREATE SEQUENCE record_query_number_seq START 1",
    "DROP SEQUENCE record_query_number_seq",
)

# Unlogged: never in the server's log or a copy of its files. No moment finer than the hour, no address: see
# actions/open_forms.py.
OPEN_FORM_COUNTS = (
    """
    CREATE UNLOGGED TABLE record_form_count (
        form varchar(60) NOT NULL, mark integer NOT NULL, hour timestamptz NOT NULL, sent integer NOT NULL,
        PRIMARY KEY (form, mark, hour));
    CREATE UNLOGGED TABLE record_day_salt (day date PRIMARY KEY, salt bytea NOT NULL);
    """,
    "DROP TABLE record_form_count; DROP TABLE record_day_salt",
)
