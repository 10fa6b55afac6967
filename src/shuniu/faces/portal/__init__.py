"""The public face: home, the specification, organizations, what a secret link opens."""
