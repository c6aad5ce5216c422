"""Dialogs for what happens outside the flow of work."""
