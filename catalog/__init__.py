"""What can be recommended: the default films, the notes on them, and catalogues people bring."""
