"""From arguments to an exit code: 0 done, 1 refused with one sentence, 2 wrong usage, 3 done in part."""

from __future__ import annotations

import logging
import sys

import typer

from annotator.cli import commands, exchange, learning, reviews, searching, start
from annotator.cli.printing import say
from annotator.errors import AnnotatorError

REFUSED = 1
INTERRUPTED = 130

app = typer.Typer(
    name="annotator",
    help="Label text offline: prelabelled documents, corrections by keyboard, review, training data.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for chapter in (start, exchange, commands, searching, reviews, learning):
    chapter.register(app)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code; never raises for what a user can mend."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr)
    words = _with_open(list(sys.argv[1:] if arguments is None else arguments))
    try:
        typer.main.get_command(app).main(args=words, prog_name="annotator")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except AnnotatorError as error:
        say(str(error))
        return REFUSED
    except KeyboardInterrupt:
        say("Stopped; what was committed until then is kept.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (a pager that was closed): nothing to say to anybody.
        sys.stderr.close()
        return 0
    return 0


def _with_open(words: list[str]) -> list[str]:
    """``annotator PROJECT`` and plain ``annotator`` open the window."""
    names = {command.name for command in app.registered_commands}
    if not words:
        return ["open"]
    if words[0] not in names and not words[0].startswith("-"):
        return ["open", *words]
    return words
