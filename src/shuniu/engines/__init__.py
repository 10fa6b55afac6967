"""What at least three articles share by rule; they never import each other."""
