"""Portal, desk, cockpit, cli: composition only, no models, no rules."""
