"""Where the data that ships with the program lies, from a checkout, a wheel or a frozen build alike."""

from __future__ import annotations

import tomllib
from pathlib import Path

from annotator.domain.scheme import Scheme, scheme_from_dict
from annotator.errors import AnnotatorError, RuleError

_PACKAGE = Path(__file__).resolve().parent


def resource_root() -> Path:
    """Return the folder ``resources``: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource_path(*parts: str) -> Path:
    """Return the path of a resource; raises AnnotatorError when it is missing from the installation."""
    path = resource_root().joinpath(*parts)
    if not path.exists():
        raise AnnotatorError(
            f"“{'/'.join(parts)}” is missing from {resource_root()}; install the program again."
        )
    return path


def seed_documents() -> list[Path]:
    """Return the sample documents, in order."""
    return sorted(resource_path("seeds").glob("*.txt"))


def scheme_names() -> list[str]:
    """Return the names of the schemes that ship with the program."""
    return sorted(path.stem for path in resource_path("schemes").glob("*.toml"))


def load_scheme(name_or_path: str | Path) -> Scheme:
    """Read a scheme by its name or from a TOML file; raises RuleError with the file's name."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        if str(name_or_path) not in scheme_names():
            raise RuleError(
                f"There is no scheme “{name_or_path}”; choose one of {', '.join(scheme_names())} or a .toml file."
            )
        path = resource_path("schemes", f"{name_or_path}.toml")
    try:
        return scheme_from_dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise RuleError(f"The scheme {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"The scheme {path} is not valid TOML: {error}.") from error
    except RuleError as error:
        raise RuleError(f"{path.name}: {error}") from error
