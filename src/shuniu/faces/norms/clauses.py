from shuniu.kernel.specification.clauses import serves

serves("norms:limits norms:norm", "A35")
serves("norms:text*", "A01")
serves("norms:area* norms:field*", "A04", "A06")
serves("norms:designat*", "A03")
