#!/usr/bin/env python3
"""Checks `replay`: what it must replay, and what it must refuse without giving up the files beside it.

usage: check.py     REPLAY names the binary, default Benchmarks/.build/release/replay

The fixtures lie beside this file; the published ones are taken too where ../shared has them.
"""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
REPLAY = os.path.abspath(os.environ.get("REPLAY", HERE / ".build/release/replay"))
FIXTURES = sorted((HERE / "Fixtures").glob("*.json*"))
WRONG = sorted((HERE / "Fixtures/wrong").glob("*.json*"))
PUBLISHED = [HERE.parent.parent / "shared/bench/text" / name
             for name in ("conformance.json", "traces/concurrent_traces/friendsforever.json.gz",
                          "traces/sequential_traces/rustcode.json.gz")]


def replay(files):
    run = subprocess.run([REPLAY, *map(str, files)], capture_output=True, text=True)
    results = [json.loads(line) for line in run.stdout.splitlines()]
    return run, {result["file"]: result for result in results}


def right():
    """All histories of these files end in the text that they say."""
    files = FIXTURES + [path for path in PUBLISHED if path.exists()]
    run, results = replay(files)
    for path in files:
        result = results.get(str(path), {"cases": 0, "passed": 0})
        print(f"{path.name}: {result['passed']} of {result['cases']}")
        yield result["passed"] == result["cases"] > 0, f"{path} does not replay: {run.stderr}"
    yield run.returncode == 0, f"exit {run.returncode}: {run.stderr}"


def wrong():
    """Each of these is complained of by name; the right file after them is replayed all the same."""
    run, results = replay(WRONG + FIXTURES[:1])
    yield run.returncode == 1, f"exit {run.returncode} for wrong files"
    yield str(FIXTURES[0]) in results, "a right file after wrong ones is not replayed"
    for path in WRONG:
        print(f"{path.name}: refused")
        yield any(str(path) in line for line in run.stderr.splitlines()), f"no complaint about {path}"
        result = results.get(str(path), {"cases": 1, "passed": 0})
        yield result["passed"] < result["cases"], f"{path} passes"


if not FIXTURES or not WRONG:
    sys.exit("check: the fixtures are not there")
failures = [why for is_fine, why in [*right(), *wrong()] if not is_fine]
sys.exit("\n".join(failures) if failures else 0)
