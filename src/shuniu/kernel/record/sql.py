"""Serials of public query numbers."""

QUERY_NUMBER_SEQUENCE = (
    "CREATE SEQUENCE record_query_number_seq START 1",
    "DROP SEQUENCE record_query_number_seq",
)
