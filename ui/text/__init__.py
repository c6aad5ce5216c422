"""The text view: a document with its spans, drawn by hand on QTextLayout (the measurements behind it: see view.py)."""
