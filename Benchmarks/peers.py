#!/usr/bin/env python3
"""Measures clip's texts and fields beside Loro's and Yrs's, in turn, and writes the tables of RESULTS.md.

usage: peers.py [--rounds N] [--runs N] [--print] [sequential | concurrent | fork | maps]...

Needs the executables (`make benchmarks-build`) and the editing traces in ../shared. Installs Loro and Yrs from PyPI
beside the executables, below Benchmarks/.build, when they are not there. In each round the three follow one another,
each in a process of its own, which gives the median of at least so many runs; a figure is the median of the
rounds. Times are processor time. All of it takes some eight minutes.

--print shows the tables and leaves the page alone.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import venv

from comparison import cases, page, tables

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE / ".build/release"
PEERS = HERE / ".build/peers"
PACKAGES = ["loro", "pycrdt"]


def prepare():
    """Makes sure that all is there, and gives the Python that has the peers."""
    if not cases.NOTE.exists():
        sys.exit(f"peers: the editing traces are not there: {cases.TRACES}\n"
                 "They are those of github.com/josephg/editing-traces; put them there and try again.")
    for name in ("text", "maps"):
        if not (BUILT / name).exists():
            sys.exit(f"peers: {BUILT / name} is not there. Run: make benchmarks-build")
    python = PEERS / "bin/python"
    if subprocess.run([python, "-c", "import loro, pycrdt"], stderr=subprocess.DEVNULL).returncode \
            if python.exists() else True:
        print(f"peers: installing {' and '.join(PACKAGES)} into {PEERS}", file=sys.stderr)
        venv.create(PEERS, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def run(command):
    done = subprocess.run([*map(str, command)], cwd=HERE, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"peers: {' '.join(map(str, command))}\n{done.stderr.strip()}")
    return json.loads(done.stdout)


def measure(case, python, rounds, runs):
    """{library: figures}, each the median of the rounds."""
    ours = [BUILT / "maps", case.source] if case.kind == "maps" else [BUILT / "text", case.kind, case.source]
    commands = {"clip": [*ours, runs]}
    for library in ("Loro", "Yrs"):
        commands[library] = [python, "-m", "comparison.measure", library, case.kind, case.source, runs]
    found = {library: [] for library in commands}
    for _ in range(rounds):
        for library, command in commands.items():
            found[library].append(run(command))
    figures = {library: middle(results) for library, results in found.items()}
    if case.kind == "sequential":
        for result in figures.values():
            # What the calls from Python cost is no library's own.
            result["typing"] = result["apply"] - result.get("calls", 0)
    return figures


def middle(results):
    """Of each figure the median; bytes and counts stay whole, of an even number of rounds too."""
    def median(key, first):
        if isinstance(first, float):
            return statistics.median(result[key] for result in results)
        return statistics.median_low(result[key] for result in results) if isinstance(first, int) else first
    return {key: median(key, first) for key, first in results[0].items()}


def conditions(results, options):
    versions = next(iter(results.values()))
    return (f"Loro {versions['Loro']['version']} and Yrs in pycrdt {versions['Yrs']['version']}, Python "
            f"{platform.python_version()}, {os.cpu_count()} cores; medians of {options.rounds} rounds of "
            f"{options.runs} or more runs.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(tables.KINDS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--print", action="store_true")
    options = parser.parse_args()
    kinds = options.kinds or list(tables.KINDS)
    if unknown := set(kinds) - set(tables.KINDS):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")

    python = prepare()
    results = {kind: {} for kind in kinds}
    with tempfile.TemporaryDirectory(prefix="clip-benchmark-") as folder:
        for case in cases.all_cases(folder):
            if case.kind in kinds:
                print(f"peers: {case.kind}, {case.name}", file=sys.stderr)
                results[case.kind][case] = measure(case, python, options.rounds, options.runs)
    parts = {}
    for kind in kinds:
        parts |= tables.KINDS[kind](results[kind])
    parts["conditions"] = conditions(results[kinds[0]], options)
    if options.print:
        for name, text in parts.items():
            print(f"{name}\n\n{text}\n")
    else:
        page.fill(HERE / "RESULTS.md", parts)


main()
