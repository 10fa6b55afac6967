"""Settings (environment only), root addresses, wsgi."""
