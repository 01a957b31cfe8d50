"""A query becomes a slate: linking, graph walk, text, priors, fusion and hard constraints."""
