"""What the text view is given to draw. No Qt here, so operations and tests can make these values anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["box", "bar"]


@dataclass(frozen=True, slots=True)
class ViewSpan:
    """One span as it is shown: offsets in code points, colour already chosen for the theme (``#rrggbb``).

    ``shape`` "bar" is for sentence-wide layers (claims): a bar in the margin and a soft underline. ``lane`` forces
    drawing under the line, as for another author's reading; ``badge`` is then that author's letter, ``badge_color``
    the author's colour (the label's when empty) and ``differs`` marks a disagreement.
    """

    id: str
    start: int
    end: int
    label: str
    layer: str
    shape: Shape
    suggested: bool
    score: float | None
    color: str
    badge: str = ""
    differs: bool = False
    lane: bool = False
    badge_color: str = ""

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The sort key of drawing: text order, outer spans before inner ones, then authors."""
        return self.start, -self.end, self.badge, self.id


def score_text(score: float | None) -> str:
    """Return a score as it is written in a chip (".93"; "1.0" for a certain one), empty without a score."""
    if score is None:
        return ""
    written = f"{min(max(score, 0.0), 1.0):.2f}"
    return "1.0" if written == "1.00" else written[1:]


def caption(span: ViewSpan, *, limit: int = 22) -> str:
    """Return the label as it is written beside a span, with the score of a suggestion; long labels are shortened."""
    label = span.label if len(span.label) <= limit else span.label[: limit - 1] + "…"
    score = score_text(span.score) if span.suggested else ""
    return f"{label} {score}" if score else label
