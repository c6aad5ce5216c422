"""The two families of errors: what a user can mend, and everything else (which is a bug)."""

from __future__ import annotations


class AnnotatorError(Exception):
    """Something a user can understand and mend.

    The message is one sentence that names the file or place and says what to do. The command line prints it
    and exits with 1, the window shows it in a banner; a traceback is never shown for it.
    """


class ProjectError(AnnotatorError):
    """The project file cannot be opened, read or written as asked."""


class LockedError(ProjectError):
    """Another program holds the project for writing."""


class ReadOnlyError(ProjectError):
    """A change was asked of a project that is open for reading only."""


class RuleError(AnnotatorError):
    """A change would break a rule of the scheme or of the text (offsets, overlap, unknown label)."""


class FormatError(AnnotatorError):
    """A file or a record of a file cannot be read as the format it is said to be."""


class PipelineError(AnnotatorError):
    """The pipeline that suggests spans is missing, broken or not what was asked for."""


class Cancelled(AnnotatorError):
    """The user stopped a long task; what was committed before stays."""


class QueryError(AnnotatorError):
    """A search cannot be understood; ``place`` is the code point where, counted from 0."""

    def __init__(self, sentence: str, place: int = 0) -> None:
        super().__init__(sentence)
        self.place = place
