"""Public data sets, imported: their films, conversations, histories and facts."""
