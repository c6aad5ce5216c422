"""The command line: the whole story without a window. No Qt is imported here."""

from __future__ import annotations


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    from annotator.cli.run import run

    raise SystemExit(run(arguments))
