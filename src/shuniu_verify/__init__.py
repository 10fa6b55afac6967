"""Independent verifiers of what Shuniu decides: the standard library only, nothing of `shuniu`."""
