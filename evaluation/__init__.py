"""Agents and users meet here and everything is measured."""
