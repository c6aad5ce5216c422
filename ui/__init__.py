"""The window: everything that needs Qt lives here and asks ``annotator.operations`` for what it does."""
