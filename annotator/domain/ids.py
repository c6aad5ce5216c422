"""Stable identities. They travel with exports and packages, so they are UUIDs and never row numbers."""

from __future__ import annotations

import os
import threading
import time
from typing import NewType
from uuid import UUID, uuid5

DocumentId = NewType("DocumentId", str)
SetId = NewType("SetId", str)
SpanId = NewType("SpanId", str)
RelationId = NewType("RelationId", str)
AuthorId = NewType("AuthorId", str)

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a new UUID of version 7 (RFC 9562) as 32 hexadecimal digits.

    Version 7 starts with the time in milliseconds, so rows made together lie together in an index; random
    UUIDs would scatter every insert over the whole tree. Within a process the ids are strictly increasing.
    """
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 bits of a counter that starts at 0 in each of them.
        stamp = max(time.time_ns() // 1_000_000 << 12, _last + 1)
        _last = stamp
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0x8 << 60 | tail
    return UUID(int=value).hex


# The namespace of ids that are derived from texts; any fixed UUID will do, as long as it never changes.
_TEXTS = UUID("6f1d3c52-8f0e-5b1a-9d55-0b6a5d1f7a10")


def text_id(text: str, given: str = "") -> str:
    """Return the id of a document that has none of its own: a UUID of version 5 of its text and foreign name.

    The same record gets the same id whenever it is read, so reading it again adds nothing.
    """
    return uuid5(_TEXTS, f"{given}\n{text}").hex


def is_text_id(identity: str) -> bool:
    """Tell whether an id was derived from a text, so that a document of the same text is the same document."""
    return len(identity) == 32 and identity[12] == "5"
