"""One loaded pipeline for all tests of this folder: loading takes most of a second."""

from __future__ import annotations

import pytest

from annotator.nlp.pipeline import SpacySuggester, load_suggester


@pytest.fixture(scope="session")
def suggester() -> SpacySuggester:
    return load_suggester()
