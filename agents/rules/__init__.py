"""The rules mind: every agent task computed deterministically, offline, without a language model."""
