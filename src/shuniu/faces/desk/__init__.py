"""Every signed-in person's home: work list, notices, settings, the shell around all private pages."""
