"""Places and things that several bodies use by turns: opened hours, bookings without overlap, use and no-shows, calendars
in and out (articles 8(2), 10(5), 12). Shown and counted by the domain packages."""
