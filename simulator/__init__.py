"""One person looking for something: who they are, what they do next, what they choose, how they say it."""
