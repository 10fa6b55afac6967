from shuniu.kernel.specification.clauses import serves

serves("cockpit:*", "A02", "A03")
