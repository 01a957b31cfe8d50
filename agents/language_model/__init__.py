"""The language-model mind: every agent task as a prompt and a checked answer, rules behind it."""
