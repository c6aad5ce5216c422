"""Where pipelines lie: embedded, learned on this computer, installed beside the program, or in a foreign folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.assets import resource_root
from annotator.errors import PipelineError
from annotator.settings import data_folder

# What the training writes into a pipeline's meta.json about itself.
FACTS = "annotator"


@dataclass(frozen=True, slots=True)
class Version:
    """A pipeline that was learned here: what it grew from, when (ISO-8601, UTC), on how much, and its figures.

    ``old`` and ``new`` are strict F1s on the documents held back, by layer and over all (``all``). ``pinned`` keeps
    the automatic learning from replacing it.
    """

    name: str
    version: str
    path: Path
    base: str
    at: str
    documents: int
    held_back: int
    better: bool
    old: Mapping[str, float] = field(default_factory=dict)
    new: Mapping[str, float] = field(default_factory=dict)

    @property
    def author(self) -> str:
        """The name under which it writes its suggestions."""
        return f"pipeline:{self.name}@{self.version}"


def learned_folder() -> Path:
    """Return the folder of the pipelines that were learned on this computer."""
    return data_folder() / "pipelines"


def slug(name: str) -> str:
    """Return a name as a folder can bear it: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "project"


def versions(name: str = "", folder: Path | None = None) -> list[Version]:
    """Return what was learned here, the newest first; of one name if given. Broken folders are left out."""
    root = folder or learned_folder()
    if not root.is_dir():
        return []
    found = [made for path in root.iterdir() if path.suffix != ".part" and (made := read_version(path))]
    kept = [one for one in found if name in ("", one.name)]
    return sorted(kept, key=lambda one: (one.at, _number(one.version)), reverse=True)


def read_version(path: Path) -> Version | None:
    """Return what a learned pipeline says of itself, or None when the folder is none."""
    try:
        meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
        facts = meta[FACTS]
        return Version(
            str(meta["name"]),
            str(meta["version"]),
            path,
            str(facts["base"]),
            str(facts["at"]),
            int(facts["documents"]),
            int(facts["held_back"]),
            bool(facts["better"]),
            {str(key): float(value) for key, value in facts["old"].items()},
            {str(key): float(value) for key, value in facts["new"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def next_version(name: str, folder: Path | None = None) -> str:
    """Return the number of the next version of a name."""
    root = folder or learned_folder()
    taken = [_number(one.version) for one in versions(name, root)]
    taken += [_number(path.name.removesuffix(".part").rpartition("@")[2]) for path in root.glob(f"{name}@*")]
    return str(max(taken, default=0) + 1)


def find(name: str, folder: Path | None = None) -> Version | None:
    """Return a learned pipeline by “name@version”, with or without “pipeline:”; a bare name is the newest of it."""
    wanted, _, number = name.removeprefix("pipeline:").partition("@")
    return next((one for one in versions(wanted, folder) if number in ("", one.version)), None)


def place_of(pipeline: str, *, trusted: bool = False) -> str:
    """Return what the loader is to be given for a pipeline that a person named.

    Raises PipelineError for a folder outside the program's own unless it is trusted: a pipeline can contain code.
    """
    if not pipeline:
        return ""
    bare = pipeline.removeprefix("pipeline:")
    embedded, _, number = bare.partition("@")
    folder = resource_root() / "pipelines" / embedded
    if slug(embedded) == embedded and folder.is_dir() and (not number or _version_of(folder) == number):
        return embedded
    learned = find(pipeline)
    if learned:
        return str(learned.path)
    path = Path(pipeline)
    if not path.is_dir():
        return pipeline
    own = (learned_folder().resolve(), (resource_root() / "pipelines").resolve())
    if not trusted and not any(path.resolve().is_relative_to(root) for root in own):
        raise PipelineError(
            f"The folder {path} is not one of the program's own, and a pipeline can contain code that is run when it is "
            "loaded; if you trust where it comes from, say so with “--trust”."
        )
    return str(path)


def _version_of(folder: Path) -> str:
    try:
        return str(json.loads((folder / "meta.json").read_text(encoding="utf-8")).get("version", ""))
    except (OSError, ValueError):
        return ""


def _number(version: str) -> int:
    return int(version) if version.isdigit() else 0
