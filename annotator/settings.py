"""What the program remembers about a person on this computer. Projects hold everything else themselves."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set: its key, what it is when nobody set it, and what it means."""

    key: str
    default: str | int | float | bool | list[str]
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("author", "", "Your name, under which what you decide is stored."),
    Setting("theme", "system", "light, dark or system."),
    Setting("zoom", 12.5, "Size of the document's text in points."),
    Setting("line_spacing", 1.0, "Space between lines, as a factor."),
    Setting("labels_below", False, "Draw labels below the line instead of behind the span."),
    Setting("threshold", 0.95, "Score from which “accept all above” accepts."),
    Setting("recent", [], "Projects opened last, newest first."),
    Setting("geometry", "", "Where the window was, as Qt writes it, base64."),
    Setting("splitters", "", "Where the window's dividers were, base64."),
    Setting("pipeline", "", "Pipeline that suggests; empty for the one that ships with the program."),
    Setting("commands", [], "What was chosen last in the command palette, newest first."),
    Setting("keys", [], "Changed shortcuts, each “action=key”."),
)


def config_folder() -> Path:
    """Return the folder of the settings; ANNOTATOR_CONFIG_DIR overrides it (tests, portable installs)."""
    override = os.environ.get("ANNOTATOR_CONFIG_DIR")
    if override:
        return Path(override)
    from platformdirs import user_config_path

    return user_config_path("annotator", appauthor=False)


def data_folder() -> Path:
    """Return the folder for projects that were given no place; ANNOTATOR_DATA_DIR overrides it."""
    override = os.environ.get("ANNOTATOR_DATA_DIR")
    if override:
        return Path(override)
    from platformdirs import user_data_path

    return user_data_path("annotator", appauthor=False)


def state_folder() -> Path:
    """Return the folder of logs; ANNOTATOR_STATE_DIR overrides it."""
    override = os.environ.get("ANNOTATOR_STATE_DIR")
    if override:
        return Path(override)
    from platformdirs import user_state_path

    return user_state_path("annotator", appauthor=False)


def default_project_path() -> Path:
    """Return where ``annotator demo`` keeps its project."""
    return data_folder() / "demo.annotator"


class Settings:
    """Typed access to the settings file; holds only what differs from the defaults.

    A file that cannot be read counts as empty and is kept aside as ``settings.json.bad``: settings are a
    convenience and must never keep the program from starting.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or config_folder()) / "settings.json"
        self._defaults = {setting.key: setting.default for setting in SETTINGS}
        self._values: dict[str, object] = self._load()

    def text(self, key: str) -> str:
        """Return a setting that is text."""
        return str(self._get(key))

    def number(self, key: str) -> float:
        """Return a setting that is a number."""
        return float(self._get(key))  # type: ignore[arg-type]

    def flag(self, key: str) -> bool:
        """Return a setting that is yes or no."""
        return bool(self._get(key))

    def items(self, key: str) -> list[str]:
        """Return a setting that is a list of texts."""
        return [str(item) for item in self._get(key)]  # type: ignore[attr-defined]

    def put(self, key: str, value: str | int | float | bool | list[str]) -> None:
        """Change a setting and write the file, aside first so that a crash leaves the old one."""
        if key not in self._defaults:
            raise KeyError(key)
        if type(value) is not type(self._defaults[key]) and not isinstance(value, int | float):
            raise TypeError(f"{key} is a {type(self._defaults[key]).__name__}")
        if self._get(key) == value:
            return
        self._values[key] = value
        self._store()

    def _get(self, key: str) -> object:
        value = self._values.get(key, self._defaults[key])
        default = self._defaults[key]
        if isinstance(default, bool) or not isinstance(default, int | float):
            return value if isinstance(value, type(default)) else default
        return value if isinstance(value, int | float) else default

    def _load(self) -> dict[str, object]:
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            log.info("the settings file %s cannot be read and is kept aside", self._path)
            try:
                self._path.replace(self._path.with_suffix(".json.bad"))
            except OSError as error:
                log.info("it could not be moved: %s", error)
            return {}
        return values if isinstance(values, dict) else {}

    def _store(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            aside = self._path.with_suffix(".json.new")
            aside.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            aside.replace(self._path)
        except OSError as error:
            log.info("the settings could not be stored in %s: %s", self._path, error)
