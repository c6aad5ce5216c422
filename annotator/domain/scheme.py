"""What may be marked: layers, their labels, their rules, and the relations between spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from annotator.errors import RuleError


class Snap(StrEnum):
    """What the ends of a layer's spans are widened to."""

    TOKEN = "token"
    SENTENCE = "sentence"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class Label:
    """One kind of span. ``color`` is #rrggbb for the light theme, ``key`` one keyboard character or empty."""

    name: str
    color: str = "#607d8b"
    key: str = ""
    description: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A label set with its rules: ``flat`` layers hold no overlapping spans."""

    name: str
    labels: tuple[Label, ...]
    flat: bool = True
    snap: Snap = Snap.TOKEN

    def label(self, name: str) -> Label | None:
        """Return the label of that name, or None."""
        return next((label for label in self.labels if label.name == name), None)


@dataclass(frozen=True, slots=True)
class RelationType:
    """A named, directed link that may be drawn from spans of some labels to spans of others."""

    name: str
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """All layers of a project under a version number; every span remembers the version it was made under."""

    name: str
    layers: tuple[Layer, ...]
    relations: tuple[RelationType, ...] = ()
    version: int = 1

    def layer(self, name: str) -> Layer:
        """Return the layer of that name; raises RuleError when there is none."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise RuleError(f"The scheme “{self.name}” has no layer “{name}”; its layers are {self._names()}.")

    def layer_of(self, label: str) -> Layer:
        """Return the first layer that knows the label; raises RuleError when none does."""
        for layer in self.layers:
            if layer.label(label):
                return layer
        raise RuleError(f"The scheme “{self.name}” has no label “{label}”; add it to the scheme or map it.")

    def labels(self) -> Iterator[tuple[Layer, Label]]:
        """Yield every label with its layer, in the order of the scheme."""
        for layer in self.layers:
            for label in layer.labels:
                yield layer, label

    def to_dict(self) -> dict[str, object]:
        """Return the scheme as plain JSON values; ``scheme_from_dict`` reads them back."""
        return asdict(self)

    def _names(self) -> str:
        return ", ".join(layer.name for layer in self.layers)


def scheme_from_dict(data: Mapping[str, object]) -> Scheme:
    """Build a scheme from plain values (a TOML file or a stored version); raises RuleError on a bad one."""
    try:
        layers = tuple(_layer(entry) for entry in data["layers"])  # type: ignore[attr-defined]
        relations = tuple(
            RelationType(
                name=entry["name"],
                sources=tuple(entry.get("sources", ())),
                targets=tuple(entry.get("targets", ())),
                description=entry.get("description", ""),
            )
            for entry in data.get("relations", ())  # type: ignore[attr-defined]
        )
        scheme = Scheme(str(data["name"]), layers, relations, int(data.get("version", 1)))  # type: ignore[call-overload]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RuleError(
            f"The scheme cannot be read: {error!r}; each layer needs a name and labels."
        ) from error
    check_scheme(scheme)
    return scheme


def _layer(entry: Mapping[str, object]) -> Layer:
    labels = tuple(
        Label(
            name=label["name"],
            color=label.get("color", "#607d8b"),
            key=label.get("key", ""),
            description=label.get("description", ""),
            examples=tuple(label.get("examples", ())),
            counter_examples=tuple(label.get("counter_examples", ())),
            parent=label.get("parent", ""),
        )
        for label in entry["labels"]  # type: ignore[attr-defined]
    )
    return Layer(str(entry["name"]), labels, bool(entry.get("flat", True)), Snap(entry.get("snap", "token")))


def check_scheme(scheme: Scheme) -> None:
    """Raise RuleError when a name is empty or used twice, or a key is shared by two labels."""
    names: set[str] = set()
    keys: dict[str, str] = {}
    if not scheme.layers:
        raise RuleError(f"The scheme “{scheme.name}” has no layers; add at least one with its labels.")
    for layer, label in scheme.labels():
        if not label.name.strip() or label.name in names:
            raise RuleError(
                f"The label “{label.name}” of layer “{layer.name}” is empty or used twice; rename it."
            )
        names.add(label.name)
        if label.key and keys.setdefault(label.key, label.name) != label.name:
            raise RuleError(
                f"The key “{label.key}” is given to {keys[label.key]} and {label.name}; change one."
            )
