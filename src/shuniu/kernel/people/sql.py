"""The table behind Django's cache: rate limits of sign-in hold for all processes, in the same PostgreSQL."""

CACHE_TABLE = (
    """
    CREATE TABLE shuniu_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
    CREATE INDEX shuniu_cache_expires ON shuniu_cache (expires);
    """,
    "DROP TABLE shuniu_cache",
)
