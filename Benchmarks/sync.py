#!/usr/bin/env python3
"""Measures syncing through a folder, beside other ways to bring a library to a new machine.

usage: sync.py [--clippings N] [--changes N] [--runs N] [--mebibytes N]
               [join | quiet | attachment]...

CLIP names the binary, default .build/release/clip; Benchmarks/.build/release/sync makes what is measured with.
restic and rsync are left out where they are not installed. Times are of whole processes, medians of runs in turn,
in the directory that TMPDIR names; memory is the greatest resident size that the system counted.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
CLIP = os.path.abspath(os.environ.get("CLIP", HERE.parent / ".build/release/clip"))
MAKE = HERE / ".build/release/sync"


class Run:
    """A process that was run: its output, wall and processor seconds, greatest resident size in MB."""

    def __init__(self, command, env=None, stdout=subprocess.PIPE):
        begin = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), env=env, stdin=subprocess.DEVNULL, stdout=stdout)
        self.output = process.stdout.read().decode() if stdout == subprocess.PIPE else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.perf_counter() - begin
        self.processor = used.ru_utime + used.ru_stime
        self.megabytes = used.ru_maxrss / 1024
        if process.returncode:
            raise SystemExit(f"sync.py: exit {process.returncode}: {' '.join(map(str, command))}\n{self.output}")


class Machine:
    def __init__(self, home):
        self.home = home
        home.mkdir()
        self.env = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_STATE_HOME": f"{home}/state",
                    "XDG_DATA_HOME": f"{home}/data"}
        self.clip("init", "--name", home.name)

    def clip(self, *arguments, **options):
        return Run([CLIP, *arguments], self.env, **options)

    def sync(self, folder):
        run = self.clip("--json", "sync", folder)
        return run, json.loads(run.output.splitlines()[-1])

    def hashes(self):
        """The names of large attachments, which are their hashes, with their sizes."""
        return {file.name: file.stat().st_size for file in (self.database.parent / "attachments").iterdir()}

    @property
    def database(self):
        return self.home / "data/clip/library.sqlite"


def size(path):
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def header(*names):
    row(*names)
    print("|" + "---|" + "--:|" * (len(names) - 1))


def took(runs):
    return f"{statistics.median(run.seconds for run in runs):.2f}", f"{statistics.median(run.processor for run in runs):.2f}"


def join(root, options):
    """A new machine joins a library of many clippings."""
    made = json.loads(Run([MAKE, "clippings", options.clippings, root]).output)
    folder = root / "folder"
    runs = {}

    def note(name, run):
        runs.setdefault(name, []).append(run)

    for turn in range(options.runs):
        machine = Machine(root / f"new-{turn}")
        run, report = machine.sync(folder)
        note("clip", run)
        if turn == 0:
            reading = report["bytes"]["read"]
            tree, json_file, compressed = export(machine, root)
            first = machine
            listed = sum(1 for _ in tree.rglob("*.json"))
            if listed < options.clippings:
                raise SystemExit(f"sync.py: {listed} clippings of {options.clippings} arrived")
            if shutil.which("restic"):
                env = os.environ | {"RESTIC_PASSWORD": "x", "RESTIC_REPOSITORY": str(root / "restic"),
                                    "RESTIC_CACHE_DIR": str(root / "restic-cache")}
                Run(["restic", "init", "-q"], env)
                backup = Run(["restic", "backup", "-q", tree], env)
        place = root / f"copies-{turn}"
        place.mkdir()
        note("cp", Run(["sh", "-c", 'cp "$1" "$2" && sync "$2"', "-", first.database, place / "library.sqlite"]))
        if shutil.which("restic"):
            note("restic", Run(["restic", "restore", "-q", "latest", "--target", place / "restic"], env))
        if shutil.which("rsync"):
            note("rsync", Run(["rsync", "-a", "--stats", tree, place / "rsync"]))
        shutil.rmtree(place)
    bulk = made["bulkMilliseconds"] / 1000
    joined = statistics.median(run.seconds for run in runs["clip"])
    print(f"\nA new machine and {options.clippings:,} clippings; {options.runs} runs, load {load()}\n")
    header("", "wall s", "processor s", "bytes", "memory MB")

    def line(label, name, size):
        row(label, *took(runs[name]), f"{size:,}", f"{max(run.megabytes for run in runs[name]):.0f}")

    line("`clip sync`: all of it taken in, searchable", "clip", reading)
    line("`cp` of the database, flushed", "cp", first.database.stat().st_size)
    if "restic" in runs:
        line(f"`restic restore` of one file a clipping (backup {backup.seconds:.1f} s)", "restic", size(root / "restic"))
    if "rsync" in runs:
        sent = next(text for text in runs["rsync"][0].output.splitlines() if text.startswith("Total bytes sent"))
        line("`rsync` of one file a clipping", "rsync", int(sent.split(":")[1].replace(",", "")))
    print(f"\nWriting them in bulk took {bulk:.2f} s: joining takes {joined / bulk:.2f} × that. "
          f"The JSON export is {json_file:,} bytes, {compressed:,} after zstd: joining reads {reading / compressed:.2f} × that.")


def export(machine, root):
    """One file a clipping; the size of the whole export as JSON, plain and compressed."""
    tree = root / "tree"
    whole = root / "export.json"
    # Never all of it in memory here: what the system counts for a process begins with its parent's.
    with whole.open("wb") as file:
        machine.clip("export", "--all", "--format", "json", stdout=file)
    with whole.open() as lines:
        for line in lines:
            name = json.loads(line).get("id")
            # The export ends with the tags, which have none.
            if name is None:
                continue
            file = tree / name[:2] / f"{name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(line)
    Run(["zstd", "-q", whole])
    return tree, whole.stat().st_size, (root / "export.json.zst").stat().st_size


def quiet(root, options):
    """Syncs with nothing new, and with one change, beside long and short histories."""
    print(f"\nSyncs of one machine with a folder of 10 other replicas; {options.quiet_runs} runs, load {load()}\n")
    header("changes of history", "nothing new: wall ms", "least", "processor ms", "files read", "files written",
           "one new change: files written", "bytes written", "wall ms", "joining: wall s", "memory MB")
    for changes in (1_000, options.changes):
        place = root / str(changes)
        place.mkdir()
        Run([MAKE, "history", 10, changes, place])
        folder = place / "folder"
        machine = Machine(place / "machine")
        joining, report = machine.sync(folder)
        if report["received"] != changes:
            raise SystemExit(f"sync.py: {report['received']} changes of {changes} arrived")
        syncs = [machine.sync(folder) for _ in range(options.quiet_runs)]
        edits = []
        for number in range(options.quiet_runs):
            machine.clip("note", f"a thought of some words, number {number}")
            edits.append(machine.sync(folder))
        milliseconds = [run.seconds * 1000 for run, _ in syncs]
        written = [report["files"]["written"] for _, report in edits]
        row(f"{changes:,}", f"{statistics.median(milliseconds):.1f}", f"{min(milliseconds):.1f}",
            f"{statistics.median(run.processor * 1000 for run, _ in syncs):.1f}",
            max(report["files"]["read"] for _, report in syncs),
            max(report["files"]["written"] for _, report in syncs),
            f"{statistics.median(written):.0f}, at most {max(written)}",
            f"{statistics.median(report['bytes']['written'] for _, report in edits):,.0f}",
            f"{statistics.median(run.seconds * 1000 for run, _ in edits):.1f}",
            f"{joining.seconds:.1f}", f"{joining.megabytes:.0f}")
    begun = [Run([CLIP, "--version"]).seconds * 1000 for _ in range(options.quiet_runs)]
    print(f"\n`clip --version`, in the same run: {statistics.median(begun):.1f} ms, least {min(begun):.1f}.")


def attachment(root, options):
    """A large attachment from one machine to another, with the memory that each step takes."""
    print(f"\nAn attachment of {options.mebibytes:,} MiB that does not compress; load {load()}\n")
    header("", "wall s", "processor s", "memory MB")

    def line(label, run):
        row(label, f"{run.seconds:.1f}", f"{run.processor:.1f}", f"{run.megabytes:.0f}")
        return run

    for kind, sealing in (("in clear", []), ("encrypted", ["--encrypt"])):
        place = root / kind.replace(" ", "-")
        place.mkdir()
        folder = place / "folder"
        folder.mkdir()
        line("adding", Run([MAKE, "attachment", options.mebibytes, place]))
        machines = [Machine(place / name) for name in ("desk", "laptop")]
        for machine in machines:
            machine.env["CLIP_PASSPHRASE"] = "of the tides"
        shutil.rmtree(machines[0].database.parent)
        shutil.move(place / "library", machines[0].database.parent)
        line(f"publishing, {kind}", machines[0].clip("sync", *sealing, folder))
        line(f"receiving, {kind}", machines[1].clip("sync", folder))
        hashes = [machine.hashes() for machine in machines]
        if hashes[0] != hashes[1] or sum(hashes[0].values()) != options.mebibytes << 20:
            raise SystemExit(f"sync.py: {hashes[1]} arrived in place of {hashes[0]}")
        line(f"`check`, {kind}", machines[1].clip("check"))
        line(f"`check --folder`, {kind}", machines[1].clip("check", "--folder"))
        shutil.rmtree(place)


def load():
    return f"{os.getloadavg()[0]:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("what", nargs="*", help="join, quiet, attachment; all without")
    parser.add_argument("--clippings", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=1_000_000)
    parser.add_argument("--mebibytes", type=int, default=1024)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quiet-runs", type=int, default=21)
    options = parser.parse_args()
    kinds = {"join": join, "quiet": quiet, "attachment": attachment}
    for name, measure in kinds.items():
        if options.what and name not in options.what:
            continue
        with tempfile.TemporaryDirectory(prefix="clip-benchmark-") as folder:
            measure(pathlib.Path(folder), options)


main()
