#!/usr/bin/env python3
"""Plants faults into the code and sees that the tests catch each.

    Scripts/faults.py                     all of Tests/Faults
    Scripts/faults.py cycle spill         those whose name holds one of the words
    Scripts/faults.py --module Store      those of one module
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

# For each module with faults: what else is copied, and what of TestSupport needs no more than that.
MODULES = {
    "Replication": {
        "needs": [],
        "support": ["SeededGenerator.swift", "NaiveWalker.swift"],
        "without": [],
    },
    "Sync": {
        "needs": ["CSodium", "CZstd", "Replication"],
        "support": [
            "FaultySyncFolder.swift", "Fuse.swift", "HeadOutline.swift", "LaggingFolder.swift",
            "Locked.swift", "ManualClock.swift", "MemoryChangeLog.swift", "MemoryHistories.swift",
            "MemoryPurges.swift", "MemorySyncFolder.swift", "RealDirectory.swift",
            "SeededGenerator.swift", "TemporaryDirectory.swift",
        ],
        # Needs the store. What it finds, faster tests say too.
        "without": ["Simulation"],
    },
    "Store": {
        "needs": ["CSodium", "CZstd", "Replication", "Migrations", "Model", "Sync", "GRDB", "GRDBSQLite"],
        # All of it.
        "support": None,
        "without": [],
    },
}

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
  dependencies: [
%s
  ],
  targets: [
%s
  ]
)
for target in package.targets where target.type != .system { target.swiftSettings = settings }
"""

LIBRARIES = {"CSodium": "libsodium", "CZstd": "libzstd"}

# Products of other packages, fetched where the working tree has not fetched them already.
PACKAGES = {"GRDB": "GRDB.swift", "GRDBSQLite": "GRDB.swift"}


class Broken(Exception):
    """The list does not fit the code."""


def faults():
    for path in sorted(LISTS.glob("*.toml")):
        contents = tomllib.loads(path.read_text())
        for fault in contents["fault"]:
            fault.setdefault("module", contents.get("module", "Replication"))
            fault["file"] = pathlib.Path("Sources") / fault["module"] / fault["file"]
            yield fault


def suites(fault):
    return fault["tests"].split("|")


def planted(fault, source):
    """The source with the fault in it."""
    count = source.count(fault["text"])
    if count != 1:
        raise Broken(f"its text stands {count} times in {fault['file']}")
    return source.replace(fault["text"], fault["faulty"])


def manifest(module):
    """A package of the module, what it needs, and its tests."""
    needs = MODULES[module]["needs"]
    targets = [
        f'.systemLibrary(name: "{name}", pkgConfig: "{LIBRARIES[name]}")'
        for name in needs
        if name in LIBRARIES
    ]
    modules = [name for name in needs if name not in LIBRARIES and name not in PACKAGES]

    def dependency(name):
        package = PACKAGES.get(name)
        return f'.product(name: "{name}", package: "{package}")' if package else f'"{name}"'

    def listed(names):
        return ", ".join(map(dependency, names))

    def target(kind, name, dependencies, more=""):
        targets.append(f'.{kind}(name: "{name}", dependencies: [{listed(dependencies)}]{more})')

    for name in modules:
        target("target", name, IMPORTS.get(name, []), resources(name))
    target("target", module, [name for name in needs if name not in IMPORTS])
    target("target", "TestSupport", [*modules, module])
    target("testTarget", f"{module}Tests", [*needs, module, "TestSupport"])
    packages = ['.package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")'] if "GRDB" in needs else []
    return MANIFEST % tuple(",\n".join("    " + text for text in texts) for texts in (packages, targets))


# What those modules import that are copied for the tests alone.
IMPORTS = {"Sync": ["CSodium", "CZstd", "Replication"]}


def folder(name):
    """Where a module lies."""
    return name if name == "Migrations" else f"Sources/{name}"


def resources(name):
    """What the manifest says more of a module."""
    if name != "Migrations":
        return ""
    files = ", ".join(f'.embedInCode("{file.name}")' for file in sorted((ROOT / name).glob("*.sql")))
    return f', path: "{name}", resources: [{files}]'


def copy_package(place, module):
    """The module, what it needs, its tests, and a part of TestSupport."""
    (place / "Package.swift").write_text(manifest(module))
    parts = MODULES[module]
    copied = [name for name in [*parts["needs"], module] if name not in PACKAGES]
    for part in map(folder, copied):
        shutil.copytree(ROOT / part, place / part)
    if "GRDB" in parts["needs"]:
        # What was fetched already need not be fetched again.
        (place / ".build").mkdir()
        for name in ["Package.resolved", ".build/checkouts", ".build/repositories", ".build/workspace-state.json"]:
            if (ROOT / name).exists():
                subprocess.run(["cp", "-R", ROOT / name, place / name], check=True)
    tests = f"Tests/{module}Tests"
    shutil.copytree(ROOT / tests, place / tests, ignore=lambda _, names: parts["without"])
    support = place / "Sources/TestSupport"
    if parts["support"] is None:
        shutil.copytree(ROOT / "Sources/TestSupport", support)
    else:
        support.mkdir()
        for name in parts["support"]:
            shutil.copy(ROOT / "Sources/TestSupport" / name, support)
    # What the tests read beside the project.
    shared = ROOT.parent / "shared"
    link = place.parent / "shared"
    if shared.exists() and not link.exists():
        link.symlink_to(shared.resolve())


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
        errors = [line for line in output.splitlines() if ".swift:" in line and "error:" in line]
        raise Broken("it does not build: " + (errors[0] if errors else output[-300:]))


def test(place, module, suite, seconds=None):
    """Whether the tests of a suite pass."""
    suite_only = rf"{module}Tests\.{suite}(/|$)"
    passes, output = run(
        place, "test", "--skip-build", "--filter", suite_only, seconds=seconds
    )
    if passes and "Test run with" not in output or "Test run with 0 tests" in output:
        raise Broken(f"there is no suite {suite}")
    return passes


def measured(place, module, suites):
    """How long each suite may take with a fault planted; all must pass without one."""
    seconds = {}
    for suite in sorted(suites):
        start = time.monotonic()
        if not test(place, module, suite):
            raise Broken(f"the suite {suite} fails with no fault planted")
        seconds[suite] = TEST_SECONDS + TEST_FACTOR * (time.monotonic() - start)
    return seconds


def plant_all(faults, module, place):
    """What became of each fault of a module."""
    (place / "Sources").mkdir(parents=True)
    copy_package(place, module)
    build(place)
    seconds = measured(place, module, {suite for fault in faults for suite in suites(fault)})
    outcomes = []
    for fault in faults:
        path = place / fault["file"]
        source = path.read_text()
        start = time.monotonic()
        try:
            path.write_text(planted(fault, source))
            build(place)
            by = next(
                (s for s in suites(fault) if not test(place, module, s, seconds[s])), None
            )
            outcome = "caught" if by else "SURVIVED"
            detail = f" ({by + ', ' if by else ''}{time.monotonic() - start:.0f} s)"
        except Broken as error:
            outcome, detail = "BROKEN", f": {error}"
        finally:
            path.write_text(source)
        print(f"{outcome:9} {fault['name']}{detail}", flush=True)
        outcomes.append(outcome)
    return outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="only faults whose name holds one of these")
    parser.add_argument("--module", choices=MODULES, help="only faults of this module")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    arguments = parser.parse_args()

    chosen = [
        fault
        for fault in faults()
        if arguments.module in (None, fault["module"])
        and (not arguments.words or any(word in fault["name"] for word in arguments.words))
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
        for module in MODULES:
            own = [fault for fault in chosen if fault["module"] == module]
            place = pathlib.Path(directory) / module
            try:
                outcomes = plant_all(own, module, place) if own else []
            except Broken as error:
                print(f"{module}: {error}")
                return 2
            survived += outcomes.count("SURVIVED")
            broken += outcomes.count("BROKEN")
    print(f"{len(chosen) - survived - broken} of {len(chosen)} faults caught")
    return 2 if broken else 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
