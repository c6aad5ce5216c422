"""Searching the documents of a project: from what a person types to documents and places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.domain.query import Query, parse
from annotator.errors import QueryError

if TYPE_CHECKING:
    from annotator.storage.queries import Reader
    from annotator.storage.searching import FoundDocument, SearchPage

PAGE = 50


def search(reader: Reader, text: str, author: str = "", *, after: int = 0, limit: int = PAGE) -> SearchPage:
    """Return a page of the documents that fit a query, with the places in them, in the order of the list.

    ``after`` is where the page before ended. Raises QueryError on a query that cannot be understood; an empty one
    is none. See ``annotator.domain.query`` for the language.
    """
    return reader.search(_query(text), author, after=after, limit=limit)


def total(reader: Reader, text: str, author: str = "") -> int | None:
    """Return how many documents fit a query; None where only looking at each of them would tell."""
    return reader.search_total(_query(text), author)


def search_all(reader: Reader, text: str, author: str = "", *, limit: int = PAGE) -> Iterator[FoundDocument]:
    """Yield the first documents that fit a query, however many there are to look at."""
    after: int | None = 0
    left = limit
    while after is not None and left > 0:
        page = search(reader, text, author, after=after, limit=left)
        yield from page.documents
        left -= len(page.documents)
        after = page.after


def _query(text: str) -> Query:
    query = parse(text)
    if query.is_empty:
        raise QueryError("Character 1: there is nothing to search for; write a word, or label:ORG.")
    return query
