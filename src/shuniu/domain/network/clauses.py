from shuniu.kernel.specification.clauses import serves

serves("network:*", "A05")
serves("network:tie* network:letters network:confirm", "A04")
serves(
    "network:joining network:conditions* network:apply* network:application* network:invit* network:sheet*",
    "A05.1",
)
serves("network:engagement* network:contact", "A05.2")
serves("network:intent* network:appeal* network:own-appeal* network:issue* network:values-publish appeals:*", "A05.3")
serves("network:intake* intake:*", "A05.5")
serves("network:guidance* network:counterpart* network:visit-* network:task*", "A06")
