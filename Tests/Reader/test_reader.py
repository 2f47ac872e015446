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
from folder import Folder
from machines import Machine

READER = pathlib.Path(__file__).with_name("clip_reader.py")


def read(root, passphrase):
    """Runs the reader."""
    return subprocess.run(
        [sys.executable, READER, root / "folder"],
        env={**os.environ, "CLIP_PASSPHRASE": passphrase or ""},
        capture_output=True,
    )


def compare(machines, root):
    """Compares what the folder says with what each machine holds; gives what they hold."""
    done = read(root, machines[0].passphrase)
    if done.returncode:
        raise AssertionError(f"the folder cannot be read:\n{done.stderr.decode()}")
    found = done.stdout.decode().splitlines()
    for machine in machines:
        exported = machine.export().splitlines()
        if found != exported:
            lines = difflib.unified_diff(exported, found, machine.name, "folder", n=0, lineterm="")
            raise AssertionError("\n".join(list(lines)[:20]))
    return [json.loads(line) for line in found]


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
    done = read(root, "another")
    assert (done.returncode, done.stdout) == (22, b""), "another passphrase opens the folder"


def see_damage(root, random):
    """That one flipped bit in a file that is needed is noticed, whatever file it is."""
    folder = Folder(root / "folder")
    heads = [head for head in folder.heads().values() if head.packs and head.streams[0].spans]
    head = random.choice(heads)
    directory = root / "folder" / "replicas" / head.replica.hex()
    paths = [
        directory / f"{head.counter:016}.head",
        directory / random.choice(head.streams[0].spans).name,
        directory / random.choice(head.packs).name,
        random.choice(sorted((root / "folder" / "attachments").rglob("*.attachment"))),
        random.choice(sorted((root / "folder" / "attachments").rglob("*.chunks"))),
        root / "folder" / "clip-library",
    ]
    for path in paths:
        content = path.read_bytes()
        place = random.randrange(len(content))
        flipped = bytearray(content)
        flipped[place] ^= 1 << random.randrange(8)
        path.write_bytes(flipped)
        done = read(root, None)
        path.write_bytes(content)
        name = path.relative_to(root / "folder").as_posix()
        said = done.stderr.decode()
        assert done.returncode in (1, 20), f"byte {place} of {name} was flipped: {said}"
        assert name in said or done.returncode == 20, f"{name} is not named: {said}"
        assert "Traceback" not in said, said
    assert read(root, None).returncode == 0


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
    scenarios.forks(machines)
    scenarios.random_edits(machines, random.Random(options.seed), options.steps)
    scenarios.sync(machines)
    if options.encrypt:
        see_what_is_sealed(root)
    else:
        see_damage(root, random.Random(options.seed))
    objects = compare(machines, root)
    print(f"{len(objects)} objects are the same in the folder and on {len(machines)} machines")


if __name__ == "__main__":
    sys.exit(main())
