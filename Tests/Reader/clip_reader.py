#!/usr/bin/env python3
"""Reads a sync folder and writes what it holds as `clip export --all --format json` does.

Written from docs/format/ alone, to see that another client can be: it shares no code with clip and
takes the plainest way everywhere. What could not be read is named on stderr and ends it with 1.

    clip_reader.py FOLDER

The passphrase of an encrypted folder comes from CLIP_PASSPHRASE.
"""

import os
import sys

import files
import sealing
from export import SOURCE, Export
from folder import Folder
from forms import Damaged, Newer
from merging import Library


def main(path):
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        folder = Folder(path, os.environ.get("CLIP_PASSPHRASE"))
    except (Damaged, Newer) as problem:
        print(f"{path}: {problem}", file=sys.stderr)
        return 20
    except sealing.WrongPassphrase:
        print(f"{path}: CLIP_PASSPHRASE does not open it", file=sys.stderr)
        return 22
    export = Export(Library(folder.changes()))
    for line in export.lines():
        print(line)
    wanted = set()
    for source in export.items(SOURCE):
        for _, text, _, page, _ in export.captures(source):
            wanted |= {text, page} - {None}
    packed = folder.packed()
    for hash in sorted(wanted - set(packed)):
        if folder.attachment(hash) is None:
            folder.report(hash.hex(), "an attachment that is not there")
    for name, problem in folder.problems:
        print(f"{name}: {problem}", file=sys.stderr)
    return 1 if folder.problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not files.can_unpack():
        sys.exit("clip_reader.py needs the module zstandard or the program zstd")
    sys.exit(main(sys.argv[1]))
