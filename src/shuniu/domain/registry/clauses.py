from shuniu.kernel.specification.clauses import serves

serves("registry:*", "A16.1")
serves(
    "registry:list registry:export registry:bulk registry:statistics* registry:tables registry:roster* "
    "registry:duplicate* registry:judgement-* registry:merge registry:pair-propose",
    "A04",
)
serves(
    "registry:liaison* registry:training registry:contacts registry:quer* registry:news* registry:hand-over", "A16.2"
)
serves("registry:request* registry:asked registry:answer*", "A06", "A16.1")
serves("registry:organization-end", "A04")
