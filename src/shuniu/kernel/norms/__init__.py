"""Article 35: settings with owner and history, the working calendar, and which units apply to a hub."""
