"""Flow, authorise, periods and working days, money, search tokens, UI parts. No models, no rules of any subject."""
