#!/usr/bin/env python3
"""Reads a sync folder and writes what it holds as `clip export --all --format json` does.

Written from docs/format/ alone, to see that another client can be: it shares no code with clip and
takes the plainest way everywhere. What could not be read is named on stderr and ends it with 1.

    clip_reader.py FOLDER
"""

import sys

import files
from export import SOURCE, Export
from folder import Folder
from forms import Damaged
from merging import Library


def main(path):
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        folder = Folder(path)
    except Damaged as problem:
        print(f"{path}: {problem}", file=sys.stderr)
        return 20
    export = Export(Library(folder.changes()))
    for line in export.lines():
        print(line)
    attachments = set()
    for source in export.items(SOURCE):
        for _, text, _, page, _ in export.captures(source):
            attachments |= {text, page} - {None}
    for hash in sorted(attachments):
        if folder.attachment(hash) is None:
            folder.report(hash.hex(), "an attachment that is not there")
    for name, problem in folder.problems:
        print(f"{name}: {problem}", file=sys.stderr)
    print(f"{len(attachments)} attachments compared", file=sys.stderr)
    return 1 if folder.problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not files.can_unpack():
        sys.exit("clip_reader.py needs the module zstandard or the program zstd")
    sys.exit(main(sys.argv[1]))
