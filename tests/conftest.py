pytest_plugins = ["tests.city"]
