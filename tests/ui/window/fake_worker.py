"""A stand-in for the process that suggests: the same protocol, no pipeline. What it does wrong is its argument."""

import json
import sys
import time

NAME = "pipeline:fake@1"


def say(line):
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(fault):
    """Answer each text with its first word."""
    if fault == "missing":
        say(json.dumps({"error": "The pipeline “x” is missing; name another one."}))
        return 1
    if fault == "dead":
        return 7
    say(json.dumps({"ready": NAME}))
    for number, line in enumerate(sys.stdin):
        question = json.loads(line)
        if fault == "noise" and number == 2:
            say("Segmentation fault")
        elif fault == "crash" and number == 2:
            return 9
        elif fault == "unread" and number == 2:
            say(json.dumps({"id": question["id"], "error": "It cannot be read."}))
        else:
            if fault == "slow":
                time.sleep(0.4)
            end = len(question["text"].split()[0])
            span = [0, end, "ORG", "entities", 0.8]
            say(json.dumps({"id": question["id"], "spans": [span], "relations": []}))
    return 0


if __name__ == "__main__":
    # The window's command line ends with the fault; without one all goes well.
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
