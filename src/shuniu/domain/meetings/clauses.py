from shuniu.kernel.specification.clauses import serves

serves("meetings:*", "A14")
serves("meetings:plan meetings:change", "A14.1", "A14.2")
serves(
    "meetings:announce meetings:invitation-* meetings:answer* meetings:calendar meetings:call-off meetings:restore "
    "meetings:door* meetings:roll* meetings:sheet meetings:sign-in-* meetings:exception*",
    "A14.1",
)
serves("meetings:topic-* meetings:agenda meetings:material* meetings:resolution*", "A14.3")
serves("meetings:minutes meetings:report meetings:document meetings:layout", "A14.4")
serves("meetings:mechanism* meetings:run-*", "A13")
