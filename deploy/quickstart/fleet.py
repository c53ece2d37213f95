#!/usr/bin/python3
"""Writes the demonstration fleet's life as submissions for `ingot submit`: a JSON file a submission, and manifest.tsv.

usage: fleet.py OUTPUT_DIRECTORY

manifest.tsv, tab-separated, in order: file, organisation, expected refusal or '-', idempotency key or '-',
expiry or '-', what it shows. Every run writes the same files.
"""

from __future__ import annotations

import json
import pathlib
import sys

import affairs
import contracts
import directory
import life
import mistakes
import odyssey
import recovery
from story import Story


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    output = pathlib.Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    story = Story()
    directory.tell(story)
    fleet = life.tell(story)
    recovery.tell(story, fleet)
    odyssey.tell(story, fleet)
    contracts.tell(story, fleet)
    affairs.tell(story, fleet)
    mistakes.tell(story, fleet)
    with open(output / "manifest.tsv", "w", encoding="utf-8") as manifest:
        for number, step in enumerate(story.steps, start=1):
            name = f"{number:03d}-{step.organisation}.json"
            (output / name).write_text(json.dumps(step.events, indent=1), encoding="utf-8")
            manifest.write(
                "\t".join([name, step.organisation, step.expect, step.key, step.expires_at, step.says]) + "\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
