"""Windows and pages: they assemble, panels paint, controllers act."""
