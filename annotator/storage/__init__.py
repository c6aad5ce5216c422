"""The project file: what is in it, the one door through which it changes, and its history.

The only package that imports SQLModel, SQLAlchemy and Alembic. Others see domain values and what is named here.
"""

from annotator.storage.project import Project
from annotator.storage.queries import Reader
from annotator.storage.transaction import Transaction
from annotator.storage.values import DocumentRow, ProjectCounts, StepInfo

__all__ = ["DocumentRow", "Project", "ProjectCounts", "Reader", "StepInfo", "Transaction"]
