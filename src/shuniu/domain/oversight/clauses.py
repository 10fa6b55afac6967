from shuniu.kernel.specification.clauses import serves

serves("oversight:*", "A02", "A03")
serves("oversight:request*", "A03")
