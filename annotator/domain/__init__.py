"""Values and rules of the field; standard library only. Nothing here reads a file, a database or a screen."""
