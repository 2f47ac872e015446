#!/usr/bin/env python3
"""Makes sync folders with the built program and compares what clip_reader.py reads in them with
`clip export --all --format json` of every machine.

    CLIP=.build/debug/clip test_reader.py [--seed N] [--steps N] [--keep]

Ends with 77 where a module or a program is missing that reading needs.
"""

import argparse
import collections
import difflib
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import files
import scenarios
from machines import Machine

READER = pathlib.Path(__file__).with_name("clip_reader.py")


def compare(machines, root):
    """Compares what the folder says with what each machine holds; gives what they hold."""
    done = subprocess.run([sys.executable, READER, root / "folder"], capture_output=True)
    if done.returncode:
        raise AssertionError(f"the folder cannot be read:\n{done.stderr.decode()}")
    read = done.stdout.decode().splitlines()
    for machine in machines:
        exported = machine.export().splitlines()
        if read != exported:
            lines = difflib.unified_diff(exported, read, machine.name, "folder", n=0, lineterm="")
            raise AssertionError("\n".join(list(lines)[:20]))
    return [json.loads(line) for line in read]


def expect_all_kinds(objects):
    """That there was something of everything to compare."""
    count = collections.Counter(each["kind"] for each in objects)
    for kind in ("source", "clipping", "note", "notebook", "tag", "conflict"):
        assert count[kind], f"no {kind} was compared"
    assert any(each.get("trashed") for each in objects), "nothing was in the trash"
    assert any(len(each.get("captures", [])) > 1 for each in objects), "no page was read twice"
    depths = {entry["depth"] for each in objects for entry in each.get("entries", [])}
    assert len(depths) > 1, "the outline was flat"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=60, help="random edits after the fixed ones")
    parser.add_argument("--keep", action="store_true", help="leave the folder and the libraries")
    options = parser.parse_args()
    if not files.can_unpack():
        print("neither the module zstandard nor the program zstd is there")
        return 77
    clip = os.path.abspath(os.environ.get("CLIP", ".build/debug/clip"))
    place = tempfile.TemporaryDirectory(prefix="clip-reader-")
    root = pathlib.Path(place.name)
    if options.keep:
        place._finalizer.detach()
        print(root)
    (root / "folder").mkdir()
    machines = [Machine(clip, root, name) for name in ("desk", "laptop", "tower")]
    print(f"seed {options.seed}")
    scenarios.concurrent_edits(machines)
    expect_all_kinds(compare(machines, root))
    scenarios.random_edits(machines, random.Random(options.seed), options.steps)
    scenarios.sync(machines)
    objects = compare(machines, root)
    print(f"{len(objects)} objects are the same in the folder and on {len(machines)} machines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
