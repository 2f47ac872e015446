#!/usr/bin/env python3
"""Fails clip at every call by which it changes the disk, and sees that nothing is lost.

A scripted session (Tests/CrashPoints/session.py) is done once and its calls are counted: every write,
flush, new file, link, rename and removal, in the libraries and in the sync folder. Then, for every one of
them, the session is brought to that call and ended there in one of these ways:

    kill    the process is killed before the call
    torn    half of a write is done, then the process is killed
    full    from the call on no space is left, while the command lasts
    error   the call fails
    cut     the power fails before the call: what was not flushed is lost, in one of the ways that
            Tests/CrashPoints/disk.py knows

What was acknowledged must be there, on the machine and, as far as a sync acknowledged it, for others in
the folder; every library passes its check; the command that was ended is repeated, and at every fourth
point the session goes on to its end; then all machines have the same, nothing in the folder was called
damaged, and no temporary file is left.

    Scripts/crash-points.py                       every point, every way: the long form
    Scripts/crash-points.py --every 80            every eightieth, each way: the short form, for CI
    Scripts/crash-points.py --only cut --every 5  one way
    Scripts/crash-points.py --place folder        the calls for the folder alone
    Scripts/crash-points.py --book                a short session with a page of 17 MiB instead
    Scripts/crash-points.py --planted             sees that missing flushes are found

Needs Linux, a C compiler and Python's standard library.
"""

import argparse
import collections
import multiprocessing
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE / "Tests" / "CrashPoints"))

import disk
from machine import Failed
from session import Step, World

# At every n-th point the session goes through to its end, which takes most of the time.
WHOLE = 4
WAYS = ["kill", "torn", "full", "error", "cut"]

# What a faulty program would leave out: which flushes are passed over when the trace is read.
PLANTED = {
    "folder files are not flushed": lambda call: call.kind == "flush" and in_folder(call.path),
    "folder directories are not flushed":
        lambda call: call.kind == "flush-directory" and in_folder(call.path),
    "the library is not flushed": lambda call: call.kind == "flush" and not in_folder(call.path),
}


def in_folder(path):
    return path.startswith("/folder")


def area(path):
    return "folder" if in_folder(path) else "library"


class Point:
    """A place of the session to end it at: before a call of a step."""

    def __init__(self, step, number, call):
        self.step = step
        self.number = number
        self.kind = call.kind
        self.path = call.other or call.path

    def __str__(self):
        return f"call {self.number} of step {self.step + 1}: {self.kind} {self.path}"


class Runner:
    """One session in one place, done again and again."""

    def __init__(self, clip, library, place, options, ignored=None):
        self.options = options
        self.place = place
        self.library = library
        self.root = place / "root"
        self.root.mkdir()
        self.world = World(clip, self.root, options.book)
        self.points = []
        self.cuts = []
        self.seen = set()
        self.trees = disk.Trees()
        self.record(ignored)

    def environment(self, trace, at=0, way=""):
        return {
            "LD_PRELOAD": str(self.library), "CRASHPOINT_ROOT": str(self.root),
            "CRASHPOINT_AT": str(at), "CRASHPOINT_MODE": way, "CRASHPOINT_TRACE": str(trace),
        }

    def record(self, ignored):
        """Does the session once, and keeps the state before each step and all calls."""
        simulated = disk.Disk(self.root)
        dice = random.Random(0)
        for index, step in enumerate(self.world.steps):
            self.world.save(self.place / f"before-{index}")
            trace = self.place / f"trace-{index}"
            self.world.run(step, self.environment(trace))
            for number, call in enumerate(disk.calls(trace), 1):
                point = Point(index, number, call)
                self.points.append(point)
                self.add_cuts(point, simulated, dice)
                if not (ignored and ignored(call)):
                    simulated.apply(call)
            if simulated.tree() != disk.read_tree(self.root):
                raise Failed(f"{step}: a call that changes the disk was not counted")
        self.add_cuts(None, simulated, dice)
        self.world.settle(self.world.steps, "desk")

    def add_cuts(self, point, simulated, dice):
        """Keeps what a power cut leaves, unless another one left the same after as many steps."""
        if "cut" not in self.options.only:
            return
        step = point.step if point else len(self.world.steps)
        for cut in disk.CUTS:
            tree = simulated.after(cut, dice)
            key = step, disk.key(tree)
            if key not in self.seen and self.is_wanted(point):
                self.seen.add(key)
                is_chosen = len(self.cuts) % self.options.every == self.options.first
                self.cuts.append((point, cut, self.trees.keep(tree) if is_chosen else None))

    def is_wanted(self, point):
        return point is None or self.options.place in (None, area(point.path))

    def jobs(self):
        """What is to be done of every way."""
        chosen = slice(self.options.first, None, self.options.every)
        found = []
        for way in self.options.only:
            if way == "cut":
                found += [("cut", *cut) for cut in self.cuts[chosen]]
            else:
                points = [point for point in self.points
                          if self.is_wanted(point) and (way != "torn" or point.kind == "write")]
                found += [(way, point, None, None) for point in points[chosen]]
        return found

    def run(self, number, job):
        way, point, _, tree = job
        steps = self.world.steps
        index = point.step if point else len(steps)
        if way == "cut":
            self.world.clear()
            self.trees.write(tree, self.root)
            self.world.complete()
            ended = None
        else:
            self.world.restore(self.place / f"before-{index}")
            ended = self.fail(steps[index], point, way)
        done = index + (ended == 0)
        self.look(number, steps, index, done)
        if index < len(steps):
            step = steps[index]
            if step.kind == "init":
                self.world.begin(step.machine)
            else:
                self.world.run(step)
        last = len(steps) if number % WHOLE == 0 else index + 1
        for step in steps[index + 1:last]:
            self.world.run(step)
        self.world.settle(steps[:last], steps[min(index, len(steps) - 1)].machine)

    def fail(self, step, point, way):
        trace = self.place / "failed"
        trace.unlink(missing_ok=True)
        code = self.world.run(step, self.environment(trace, point.number, way), range(-9, 256))
        if not trace.exists():
            # The ids differ from run to run, and with them how much is written.
            return code if code == 0 else self.unexpected(step, code)
        if way in ("kill", "torn"):
            if code != -9:
                raise Failed(f"{step}: was to be killed, exit {code}")
        elif code < 0 or code > 128:
            raise Failed(f"{step}: crashed, exit {code}")
        return code

    def unexpected(self, step, code):
        raise Failed(f"{step}: exit {code}, and no call was failed")

    def look(self, number, steps, index, done):
        """What must be true at once; the machines come in one order or the other, in turn.

        That it is seen by one other machine is enough at most points.
        """
        ended = steps[min(index, len(steps) - 1)].machine
        names = list(self.world.machines)
        for name in names if number % 2 else reversed(names):
            if name != ended and number % WHOLE and name == names[number // WHOLE % 3]:
                continue
            own = [step for step in steps[:done] if step.machine == name]
            if name == "tablet" and not own:
                continue
            if name == ended:
                self.world.check(name)
                self.world.verify(name, own)
            self.world.run(Step(name, "sync"))
            # What a machine's sync acknowledged is in the folder, whatever that machine does next.
            self.world.verify(name, own + published(steps[:done]))


def published(steps):
    """The steps whose outcome a later sync of their machine acknowledged."""
    found = []
    for index, step in enumerate(steps):
        if any(later.machine == step.machine and later.kind == "sync" for later in steps[index:]):
            found.append(step)
    return found


def work(clip, library, place, options, share, results, ignored):
    """One worker's share of the points."""
    try:
        place.mkdir()
        runner = Runner(clip, library, place, options, ignored)
        jobs = runner.jobs()
        if share == 0:
            results.put(("counts", counted(runner), len(jobs)))
        for number in range(share, len(jobs), options.workers):
            job = jobs[number]
            try:
                runner.run(number, job)
                results.put(("passed", job[0], number))
            except Exception as error:
                point = job[1] or "the end"
                where = f"{job[0]} {job[2] or ''} at {point} (number {number})"
                detail = error if isinstance(error, Failed) else traceback.format_exc()
                if options.keep and not ignored:
                    shutil.copytree(runner.root, place.parent / f"kept-{number}", dirs_exist_ok=True)
                results.put(("failed", f"{where}\n    {detail}", number))
    except Exception:
        results.put(("broken", traceback.format_exc(), 0))
    results.put(("end", share, 0))


def counted(runner):
    counts = collections.Counter((area(point.path), point.kind) for point in runner.points)
    merged = sum(point.kind == "unlink" and point.path.endswith(".segment") for point in runner.points)
    return counts, len(runner.points), len(runner.cuts), len(runner.world.steps), merged


def enumerate_points(clip, library, root, options, ignored=None):
    """Does all points; what failed."""
    results = multiprocessing.Queue()
    places = [root / f"worker-{share}" for share in range(options.workers)]
    workers = [
        multiprocessing.Process(target=work, args=(clip, library, place, options, share, results, ignored))
        for share, place in enumerate(places)
    ]
    for worker in workers:
        worker.start()
    passed, failures, left = collections.Counter(), [], len(workers)
    begin = time.monotonic()
    while left:
        kind, value, more = results.get()
        if kind == "end":
            left -= 1
        elif kind == "counts" and not ignored:
            report_counts(value, more)
        elif kind == "passed":
            passed[value] += 1
            if not ignored and sum(passed.values()) % 500 == 0:
                print(f"  {sum(passed.values())} passed, {time.monotonic() - begin:.0f} s", flush=True)
        elif kind in ("failed", "broken"):
            failures.append(value)
            if not ignored:
                print(f"  FAILED: {value}", flush=True)
    for worker in workers:
        worker.join()
    for place in places:
        shutil.rmtree(place, ignore_errors=True)
    return passed, failures


def report_counts(counts, jobs):
    kinds, points, cuts, steps, merged = counts
    print(f"  {steps} commands, {points} points, {cuts} different power cuts; {jobs} to do")
    for place in ("library", "folder"):
        found = ", ".join(f"{n} {kind}" for (where, kind), n in kinds.most_common() if where == place)
        print(f"    {place}: {found}")
    print(f"    segments removed after they were merged: {merged}", flush=True)


def planted(clip, library, root, options):
    """Sees that each missing flush is found."""
    survived = 0
    options.only = ["cut"]
    for number, (name, ignored) in enumerate(PLANTED.items()):
        place = root / f"planted-{number}"
        place.mkdir()
        passed, failures = enumerate_points(clip, library, place, options, ignored)
        print(f"  {name}: {len(failures)} of {len(failures) + sum(passed.values())} power cuts tell")
        if failures:
            print(f"    such as: {failures[0].splitlines()[0]}: {failures[0].splitlines()[1].strip()}",
                  flush=True)
        survived += not failures
    return survived


def main():
    default = HERE / ".build" / "release" / "clip"
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--clip", default=os.environ.get("CLIP", default), help="the binary to test")
    parser.add_argument("--every", type=int, default=1, help="do only every n-th point")
    parser.add_argument("--first", type=int, default=0, help="the number of the first point")
    parser.add_argument("--only", nargs="+", choices=WAYS, default=WAYS, help="how to end the session")
    parser.add_argument("--place", choices=["library", "folder"], help="only the calls for one of them")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--book", action="store_true", help="a short session with a large page")
    parser.add_argument("--planted", action="store_true", help="leave out flushes; that must be found")
    parser.add_argument("--keep", action="store_true", help="leave what failed")
    options = parser.parse_args()
    clip = os.path.abspath(options.clip)
    if not os.access(clip, os.X_OK):
        sys.exit(f"crash-points: there is no program {clip}: run make build, or name one with --clip")
    if not sys.platform.startswith("linux"):
        sys.exit("crash-points: needs Linux, whose calls it stands in for")
    root = pathlib.Path(os.path.realpath(tempfile.mkdtemp(prefix="clip-crash-")))
    library = root / "crashpoint.so"
    source = HERE / "Tests" / "CrashPoints" / "crashpoint.c"
    begin = time.monotonic()
    try:
        compiler = os.environ.get("CC") or ("cc" if shutil.which("cc") else "clang")
        subprocess.run([compiler, "-O1", "-Wall", "-shared", "-fPIC", "-o", library,
                        source, "-lpthread"], check=True)
        if options.planted:
            survived = planted(clip, library, root, options)
            print(f"crash-points: {'FAILED' if survived else 'passed'}: {survived} planted faults survived")
            sys.exit(1 if survived else 0)
        passed, failures = enumerate_points(clip, library, root, options)
    finally:
        if not options.keep:
            shutil.rmtree(root, ignore_errors=True)
    kinds = ", ".join(f"{passed[way]} {way}" for way in options.only)
    print(f"  {time.monotonic() - begin:.0f} s; passed: {kinds}")
    if failures:
        print(f"crash-points: FAILED at {len(failures)} points"
              + (f", kept in {root}" if options.keep else ""))
        sys.exit(1)
    print("crash-points: passed: nothing lost, nothing half-written, all machines equal")


if __name__ == "__main__":
    main()
