"""What an overseeing body lays down: limits, working calendar, the specification's text, who is a hub (articles 1, 35)."""
