#!/usr/bin/env python3
"""Plants faults into the code and sees that the tests catch each.

    Scripts/faults.py                     all of Tests/Faults
    Scripts/faults.py cycle spill         those whose name holds one of the words
    Scripts/faults.py --list              what there is

The faults lie in Tests/Faults/*.toml: a passage of a file, and what takes its place. The module
and its tests are copied to a temporary place and built there, as a package of their own; then fault by
fault is planted, the suites it names are run, and it is taken out again. The working tree is left
alone. The exit code is 1 when a fault survives, and 2 when a passage is no longer there once, when a
fault does not build, or when the tests fail with none planted. Needs Python 3.11 and a Swift toolchain.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
LISTS = ROOT / "Tests" / "Faults"

# What of TestSupport needs no other module.
SUPPORT = ["SeededGenerator.swift", "NaiveWalker.swift"]

# A fault that keeps a test from ending is caught: after this long, and so many times what the suite
# takes with no fault planted.
TEST_SECONDS = 30
TEST_FACTOR = 8

MANIFEST = """// swift-tools-version:6.1
import PackageDescription
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let package = Package(
  name: "faults",
  platforms: [.macOS(.v14)],
  targets: [
    .target(name: "Replication", swiftSettings: settings),
    .target(name: "TestSupport", dependencies: ["Replication"], swiftSettings: settings),
    .testTarget(
      name: "ReplicationTests",
      dependencies: ["Replication", "TestSupport"],
      swiftSettings: settings
    ),
  ]
)
"""


class Broken(Exception):
    """The list does not fit the code."""


def faults():
    for path in sorted(LISTS.glob("*.toml")):
        for fault in tomllib.loads(path.read_text())["fault"]:
            fault["file"] = pathlib.Path("Sources/Replication") / fault["file"]
            yield fault


def suites(fault):
    return fault["tests"].split("|")


def planted(fault, source):
    """The source with the fault in it."""
    count = source.count(fault["text"])
    if count != 1:
        raise Broken(f"its text stands {count} times in {fault['file']}")
    return source.replace(fault["text"], fault["faulty"])


def copy_package(place):
    """The module, its tests, and a part of TestSupport."""
    (place / "Package.swift").write_text(MANIFEST)
    for part in ("Sources/Replication", "Tests/ReplicationTests"):
        shutil.copytree(ROOT / part, place / part)
    support = place / "Sources/TestSupport"
    support.mkdir()
    for name in SUPPORT:
        shutil.copy(ROOT / "Sources/TestSupport" / name, support)
    # What the tests read beside the project.
    shared = ROOT.parent / "shared"
    if shared.exists():
        (place.parent / "shared").symlink_to(shared.resolve())


def descendants(pid):
    """The processes that one started, and those that they did."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], stdout=subprocess.PIPE, text=True)
    parents = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [pid]
    for one in found:
        found += [child for child, parent in parents if parent == one]
    return found[1:]


def run(place, *arguments, seconds=None):
    """Whether a command succeeded, and what it printed; not when it did not end in time."""
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            ["swift", *arguments], cwd=place, stdout=printed, stderr=subprocess.STDOUT
        )
        try:
            process.wait(timeout=seconds)
        except BaseException as error:
            # The tests run in a process of their own, which would go on for ever.
            for pid in [*descendants(process.pid), process.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
        printed.seek(0)
        return process.returncode == 0, printed.read().decode(errors="replace")


def build(place):
    succeeded, output = run(place, "build", "--build-tests")
    if not succeeded:
        errors = [line for line in output.splitlines() if "error:" in line]
        raise Broken("it does not build: " + (errors[0] if errors else output[-300:]))


def test(place, suite, seconds=None):
    """Whether the tests of a suite pass."""
    suite_only = rf"ReplicationTests\.{suite}(/|$)"
    passes, output = run(
        place, "test", "--skip-build", "--filter", suite_only, seconds=seconds
    )
    if passes and "Test run with" not in output or "Test run with 0 tests" in output:
        raise Broken(f"there is no suite {suite}")
    return passes


def measured(place, suites):
    """How long each suite may take with a fault planted; all must pass without one."""
    seconds = {}
    for suite in sorted(suites):
        start = time.monotonic()
        if not test(place, suite):
            raise Broken(f"the suite {suite} fails with no fault planted")
        seconds[suite] = TEST_SECONDS + TEST_FACTOR * (time.monotonic() - start)
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="only faults whose name holds one of these")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    arguments = parser.parse_args()

    chosen = [
        fault
        for fault in faults()
        if not arguments.words or any(word in fault["name"] for word in arguments.words)
    ]
    if arguments.list:
        for fault in chosen:
            print(f"{fault['name']} ({fault['file']})")
        return 0
    broken = survived = 0
    for fault in chosen:
        try:
            planted(fault, (ROOT / fault["file"]).read_text())
        except Broken as error:
            print(f"BROKEN    {fault['name']}: {error}")
            broken += 1
    if broken or not chosen:
        return 2

    with tempfile.TemporaryDirectory(prefix="clip-faults.") as directory:
        place = pathlib.Path(directory) / "package"
        place.mkdir()
        (place / "Sources").mkdir()
        copy_package(place)
        try:
            build(place)
            seconds = measured(place, {suite for fault in chosen for suite in suites(fault)})
        except Broken as error:
            print(error)
            return 2
        for fault in chosen:
            path = place / fault["file"]
            source = path.read_text()
            start = time.monotonic()
            try:
                path.write_text(planted(fault, source))
                build(place)
                by = next((s for s in suites(fault) if not test(place, s, seconds[s])), None)
                took = f"{time.monotonic() - start:.0f} s"
                if by:
                    print(f"caught    {fault['name']} ({by}, {took})", flush=True)
                else:
                    print(f"SURVIVED  {fault['name']} ({took})", flush=True)
                    survived += 1
            except Broken as error:
                print(f"BROKEN    {fault['name']}: {error}", flush=True)
                broken += 1
            finally:
                path.write_text(source)
    print(f"{len(chosen) - survived - broken} of {len(chosen)} faults caught")
    return 2 if broken else 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
