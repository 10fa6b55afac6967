"""Public codes of organizations come from a sequence: unique under concurrency, never used twice."""

CODE_SEQUENCE = (
    "CREATE SEQUENCE orgs_organization_code_seq START 1",
    "DROP SEQUENCE orgs_organization_code_seq",
)
