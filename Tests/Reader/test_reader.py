#!/usr/bin/env python3
"""Makes sync folders with the built program and compares what clip_reader.py reads in them with
`clip export --all --format json` of every machine.

    CLIP=.build/debug/clip test_reader.py [--encrypt] [--seed N] [--steps N] [--keep]

Ends with 77 where a module or a program is missing that reading needs.
"""

import argparse
import collections
import difflib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import files
import scenarios
import sealing
from machines import Machine

READER = pathlib.Path(__file__).with_name("clip_reader.py")


def compare(machines, root):
    """Compares what the folder says with what each machine holds; gives what they hold."""
    done = subprocess.run(
        [sys.executable, READER, root / "folder"],
        env={**os.environ, "CLIP_PASSPHRASE": machines[0].passphrase or ""},
        capture_output=True,
    )
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


def see_what_is_sealed(root):
    """That an encrypted folder is one, and opens with its passphrase alone."""
    for path in (root / "folder").rglob("*"):
        if path.is_file() and path.name != "clip-library" and path.suffix != ".key":
            assert path.read_bytes()[11] == 1, f"{path} is not sealed"
    done = subprocess.run(
        [sys.executable, READER, root / "folder"],
        env={**os.environ, "CLIP_PASSPHRASE": "another"},
        capture_output=True,
    )
    assert (done.returncode, done.stdout) == (22, b""), "another passphrase opens the folder"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--encrypt", action="store_true", help="an encrypted folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=40, help="random edits after the fixed ones")
    parser.add_argument("--keep", action="store_true", help="leave the folder and the libraries")
    parser.add_argument("--can-run", action="store_true", help="only say whether all is here")
    options = parser.parse_args()
    missing = missing_modules(options)
    if missing:
        print(missing)
        return 77
    if options.can_run:
        return 0
    place = tempfile.mkdtemp(prefix="clip-reader-")
    try:
        run(pathlib.Path(place), options)
    finally:
        if options.keep:
            print(place)
        else:
            shutil.rmtree(place)
    return 0


def missing_modules(options):
    if not files.can_unpack():
        return "neither the module zstandard nor the program zstd is there"
    if options.encrypt and sealing.bindings is None:
        return "the module nacl (PyNaCl) is not there"
    return None


def run(root, options):
    clip = os.path.abspath(os.environ.get("CLIP", ".build/debug/clip"))
    (root / "folder").mkdir()
    machines = [Machine(clip, root, name) for name in ("desk", "laptop", "tower")]
    print(f"seed {options.seed}")
    scenarios.begin(machines, "low water at noon" if options.encrypt else None)
    scenarios.concurrent_edits(machines)
    scenarios.attachments_of_all_sizes(machines)
    if options.encrypt:
        # Merging is what it is in any folder; only the files are others.
        scenarios.change_passphrase(machines, "high water at six")
    else:
        scenarios.edits_of_one_place(machines)
        scenarios.late_moves(machines)
    scenarios.sync(machines)
    expect_all_kinds(compare(machines, root))
    scenarios.purges(machines)
    scenarios.retirement(machines)
    scenarios.random_edits(machines, random.Random(options.seed), options.steps)
    scenarios.sync(machines)
    if options.encrypt:
        see_what_is_sealed(root)
    objects = compare(machines, root)
    print(f"{len(objects)} objects are the same in the folder and on {len(machines)} machines")


if __name__ == "__main__":
    sys.exit(main())
