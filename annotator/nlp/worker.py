"""The process that suggests for the window: JSON lines in, JSON lines out (``python -m annotator.nlp.worker``).

In: ``{"id", "text", "regions": [[start, end]]}``. Out: first ``{"ready": "pipeline:news@1.0.0"}``, then for each
line ``{"id", "spans": [[start, end, label, layer, score]], "relations": [[source, target, label, score]]}`` or
``{"id", "error"}``. A pipeline that cannot be loaded is ``{"error"}`` and exit 1. The end of input ends it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from annotator.domain.text import Region
from annotator.errors import AnnotatorError


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve standard input until it ends; returns the exit status."""
    parser = argparse.ArgumentParser(prog="annotator.nlp.worker", description=__doc__)
    parser.add_argument(
        "--pipeline", default="", help="name or folder of the pipeline; the embedded one if left out"
    )
    parser.add_argument("--threads", type=int, default=1, help="threads of the encoder")
    options = parser.parse_args(arguments)
    # Numerical libraries read this when they are imported, which happens below.
    os.environ.setdefault("OMP_NUM_THREADS", str(options.threads))
    source = _utf8(sys.stdin)
    # What a library prints must not end up between our lines.
    answers, sys.stdout = _utf8(sys.stdout), sys.stderr
    from annotator.nlp.pipeline import load_suggester

    try:
        suggester = load_suggester(options.pipeline, threads=options.threads)
    except AnnotatorError as error:
        _write(answers, {"error": str(error)})
        return 1
    _write(answers, {"ready": suggester.name})
    for line in source:
        if line.strip():
            _write(answers, answer(suggester, line))
    return 0


def answer(suggester: Any, line: str) -> dict[str, object]:
    """Return what is written for one line of input."""
    identity: object = None
    try:
        request = json.loads(line)
        identity = request["id"]
        text = request["text"]
        if not isinstance(text, str):
            raise TypeError("the text is no string")
        regions = tuple(Region(int(start), int(end)) for start, end in request.get("regions", ()))
        (found,) = suggester.suggest([(text, regions)])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return {
            "id": identity,
            "error": f"The request cannot be used ({error}); send an id, a text and its regions.",
        }
    except AnnotatorError as error:
        return {"id": identity, "error": str(error)}
    return {
        "id": identity,
        "spans": [[span.start, span.end, span.label, span.layer, span.score] for span in found.spans],
        "relations": [[link.source, link.target, link.label, link.score] for link in found.relations],
    }


def _utf8(stream: TextIO) -> TextIO:
    """Make a standard stream speak UTF-8 whatever the locale says."""
    return open(stream.fileno(), stream.mode, encoding="utf-8", newline="\n", closefd=False)


def _write(stream: TextIO, value: dict[str, object]) -> None:
    stream.write(json.dumps(value, ensure_ascii=False) + "\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
