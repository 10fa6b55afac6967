"""What the model cannot say: nobody changes or deletes an event, not even by SQL."""

APPEND_ONLY = (
    """
    CREATE FUNCTION trail_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
    CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE ON trail_auditevent
        FOR EACH ROW EXECUTE FUNCTION trail_append_only();
    """,
    "DROP TRIGGER trail_append_only ON trail_auditevent; DROP FUNCTION trail_append_only();",
)
