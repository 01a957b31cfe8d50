"""The person's profile: what is meant to last of what they say and do, folded from the ledger."""
