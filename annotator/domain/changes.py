"""The small report of what a step touched; views listen to it and ask again for what they show."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.ids import DocumentId


@dataclass(frozen=True, slots=True)
class Changes:
    """What one step touched. ``step`` is 0 when nothing changed and no step was written.

    ``all_documents`` stands in for a list too long to be worth naming.
    """

    step: int = 0
    operation: str = ""
    documents: frozenset[DocumentId] = frozenset()
    all_documents: bool = False
    document_list: bool = False
    scheme: bool = False
    authors: bool = False
    settings: bool = False

    def touches(self, document_id: DocumentId) -> bool:
        """Tell whether a view of this document has to look again."""
        return self.all_documents or document_id in self.documents
