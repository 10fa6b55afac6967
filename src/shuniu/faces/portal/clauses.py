from shuniu.kernel.specification.clauses import serves

serves("portal:organization portal:organizations", "A04", "A16.1")
serves("portal:hubs", "A02")
