"""A project file of the next version, so that there is something to migrate to: documents get a language."""

from __future__ import annotations

from pathlib import Path

from annotator.storage import connection, images, migrations, project

VERSION = connection.FORMAT_VERSION + 1


def pretend(change=setattr):
    """Make this process a program of the next version; ``change`` may be a monkeypatch that takes it back."""
    change(connection, "FORMAT_VERSION", VERSION)
    change(project, "FORMAT_VERSION", VERSION)
    change(migrations, "VERSIONS", (*migrations.VERSIONS, Path(__file__).parent / "versions"))
    change(images, "USUAL", images.USUAL | {"documents": images.USUAL["documents"] | {"language": ""}})
