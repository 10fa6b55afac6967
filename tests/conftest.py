from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.city"]

# A machine may be busy: what is tried is counted, never timed.
settings.register_profile("shuniu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shuniu")
