"""The verbs of the program, one module per chapter; windows and the command line call these and nothing below."""
