"""Annotator: label text offline, settle disagreements, export training data.

Importing this package loads neither Qt nor spaCy nor SQLModel; the parts that need them import them themselves.
"""

__version__ = "0.1.0"
