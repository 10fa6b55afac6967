"""What the models cannot say: appeals are rows that exist only for whom they are opened (see confidential.py).

FORCE: also for the owner of the tables, as which the product signs in. Policies are plain comparisons of an indexed
column with a setting of the transaction. `shuniu.confidential = backup` lets a backup read them, and says so.
"""

_IDS = "ANY (string_to_array(current_setting('shuniu.{name}', true), ',')::bigint[])"
_HUB = "hub_id = " + _IDS.format(name="appeal_hubs")
_APPEAL = "appeal_id = " + _IDS.format(name="appeals")
_RULES = {
    "network_appeal": (
        _HUB,
        "organization_id = " + _IDS.format(name="appeal_bodies"),
        "number_digest = current_setting('shuniu.appeal_digest', true)",
    ),
    "network_appellant": (_HUB,),
    "network_appealmessage": (_HUB, _APPEAL),
    "network_appealfile": (_HUB,),
    "network_appealpassing": (_HUB.replace("hub_id", "from_hub_id"), _HUB.replace("hub_id", "to_hub_id")),
}


def _lock(table: str, rules: tuple[str, ...]) -> str:
    lines = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"]
    lines += [f"CREATE POLICY {table}_{n} ON {table} USING ({rule})" for n, rule in enumerate(rules, start=1)]
    lines.append(
        f"CREATE POLICY {table}_backup ON {table} FOR SELECT "
        "USING (current_setting('shuniu.confidential', true) = 'backup')"
    )
    return ";\n".join(lines) + ";"


def _open(table: str, rules: tuple[str, ...]) -> str:
    lines = [f"DROP POLICY {table}_{n} ON {table}" for n in (*range(1, len(rules) + 1), "backup")]
    return ";\n".join([*lines, f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"]) + ";"


CONFIDENTIAL_APPEALS = (
    "\n".join(_lock(table, rules) for table, rules in _RULES.items()),
    "\n".join(_open(table, rules) for table, rules in _RULES.items()),
)
