"""What a person sees: the web page and the terminal talk, both in front of one recommender."""
