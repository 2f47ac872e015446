#!/usr/bin/env python3
"""Kills clip at random moments and sees that nothing is lost.

Two machines write to their libraries and sync through one folder, with the real binary, and the
processes are ended with kill -9 while they work. What a command acknowledged with exit code 0 must be
there, whatever was killed before or after it; what was killed is there whole or not at all; `clip
check` passes; and in the end both machines have the same.

    Scripts/kill-test.py                  a thousand kills
    Scripts/kill-test.py 50 --seed 7      fifty, those of an earlier run's seed

The moments come from the seed, but what a process has done by then does not: a seed repeats the
sequence of commands, not the outcome of a race. Needs nothing but Python's standard library.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Tests" / "CrashPoints"))

from machine import Failed, Machine, output
from session import expect_clean

CHECK_EVERY = 50
LINES_OF_LONG_NOTE = 2_000
PARAGRAPHS_OF_PAGE = 200

# After so many kills the segments of the folder must have been merged, and to so few for each machine.
KILLS_BEFORE_MERGING = 100
MOST_SEGMENTS = 40


class Promise:
    """What a command's exit code 0 promises: that `word` is to be found in `place` from then on."""

    def __init__(self, place, word):
        self.place = place
        self.word = word


class World:
    def __init__(self, clip, root, seed):
        self.random = random.Random(seed)
        self.root = root
        self.folder = root / "folder"
        self.folder.mkdir()
        self.machines = [Machine(clip, root, name) for name in ("desk", "laptop")]
        for machine in self.machines:
            machine.run("init", "--name", machine.name)
        self.kept = {machine.name: [] for machine in self.machines}
        self.attempted = set()
        self.number = 0
        desk, laptop = self.machines
        self.book = json.loads(desk.run("--json", "notebook", "new", "Outline"))["id"]
        lines = "".join(f"line {i} of a long text\n" for i in range(LINES_OF_LONG_NOTE))
        self.note = json.loads(desk.run("--json", "note", "-", "--title", "Long", stdin=lines))["id"]
        for machine in (desk, laptop):
            machine.run("sync", self.folder)
        self.long = set(lines.splitlines())
        self.pace = {}

    # Commands: each gives its arguments, its input and what it promises.

    def word(self, kind, machine):
        self.number += 1
        word = f"{kind}-{self.number}-{machine.name}"
        self.attempted.add(word)
        return word

    def note_command(self, machine):
        word = self.word("note", machine)
        return ["note", word], "", [Promise("notes", word)]

    def long_note(self, machine):
        word = self.word("essay", machine)
        text = "".join(f"{word} {i}\n" for i in range(LINES_OF_LONG_NOTE))
        return ["note", "-", "--title", word], text, [Promise("titles", word)]

    def edit(self, machine):
        word = self.word("edited", machine)
        text = machine.run("show", self.note, "--text")
        lines = text.splitlines()
        lines.insert(self.random.randrange(len(lines) + 1), word)
        return ["edit", self.note, "--text", "-"], "\n".join(lines) + "\n", [Promise("lines", word)]

    def tag(self, machine):
        word = self.word("tag", machine)
        return ["tag", self.note, "--add", word], "", [Promise("tags", word)]

    def heading(self, machine):
        word = self.word("heading", machine)
        return ["notebook", "heading", self.book, word], "", [Promise("headings", word)]

    def add(self, machine):
        word = self.word("page", machine)
        body = "".join(f"<p>{word}: paragraph {i} of a page with words enough.</p>"
                       for i in range(PARAGRAPHS_OF_PAGE))
        page = f"<html><head><title>{word}</title></head><body><article>{body}</article></body></html>"
        return (["add", "-", "--url", f"https://example.org/{word}", "--title", word], page,
                [Promise("sources", word)])

    def sync(self, machine):
        return ["sync", self.folder], "", []

    COMMANDS = {
        "note": (note_command, 4), "essay": (long_note, 1), "edit": (edit, 2), "tag": (tag, 1),
        "heading": (heading, 1), "add": (add, 2), "sync": (sync, 9),
    }

    # Runs.

    def measure(self):
        """How long each command takes here, and how long the program needs to begin at all."""
        def seconds(machine, arguments, stdin=""):
            begin = time.perf_counter()
            machine.run(*arguments, stdin=stdin)
            return time.perf_counter() - begin

        self.beginning = statistics.median(
            seconds(machine, ["--version"]) for _ in range(8) for machine in self.machines)
        for name, (command, _) in self.COMMANDS.items():
            times = []
            for i in range(9):
                machine = self.machines[i % 2]
                if name == "sync":
                    word = self.word("note", machine)
                    machine.run("note", word)
                    self.kept[machine.name].append(Promise("notes", word))
                arguments, stdin, promises = command(self, machine)
                times.append(seconds(machine, arguments, stdin))
                self.kept[machine.name] += promises
            self.pace[name] = statistics.median(times)

    def round(self, counts):
        """One command that is killed while it works, now and then with another beside it."""
        machine = self.random.choice(self.machines)
        names = list(self.COMMANDS)
        name = self.random.choices(names, [weight for _, weight in self.COMMANDS.values()])[0]
        arguments, stdin, promises = self.COMMANDS[name][0](self, machine)
        beside = None
        if self.random.random() < 0.1:
            words = self.note_command(machine)
            beside = machine.start(words[0]), words[2]
        delay = self.random.uniform(0.8 * self.beginning, 1.1 * self.pace[name])
        begin = time.perf_counter()
        process = machine.start(arguments, stdin)
        # Sleeping is too coarse for the last of it.
        while (left := begin + delay - time.perf_counter()) > 0 and process.poll() is None:
            time.sleep(left - 0.001 if left > 0.002 else 0)
        process.kill()
        code = process.wait()
        text = output(process)
        if code == -9:
            counts["killed"] += 1
            counts[f"killed in {name}"] += 1
        elif code == 0:
            counts["finished first"] += 1
            self.kept[machine.name] += promises
        else:
            raise Failed(f"{machine.name}: {name}: exit {code}\n{text}")
        if beside:
            code = beside[0].wait(timeout=60)
            text = output(beside[0])
            if code != 0:
                raise Failed(f"{machine.name}: a note beside {name}: exit {code}\n{text}")
            self.kept[machine.name] += beside[1]

    def found(self, machine):
        """Every word that a machine holds, by place."""
        notes = machine.objects("list", "notes", "--limit", "0")
        long = next(note for note in notes if note["id"] == self.note)
        book = machine.objects("notebook", "show", self.book)[0]
        return {
            "notes": [note["text"] for note in notes if "title" not in note],
            "titles": [note["title"] for note in notes if note.get("title", "Long") != "Long"],
            "essays": {note["title"]: note["text"] for note in notes if "title" in note},
            "lines": long["text"].splitlines(),
            "tags": long["tags"],
            "headings": [entry["heading"] for entry in book["entries"]],
            "sources": [source["title"] for source in machine.objects("list", "sources", "--limit", "0")],
        }

    def verify(self, machine, promises):
        machine.run("check")
        found = self.found(machine)
        missing = [promise.word for promise in promises if promise.word not in found[promise.place]]
        if missing:
            raise Failed(f"{machine.name} lost what it had acknowledged: {missing}")
        for place in ("notes", "titles", "tags", "headings", "sources"):
            strange = set(found[place]) - self.attempted
            if strange:
                raise Failed(f"{machine.name} holds {place} that nobody wrote: {strange}")
            twice = [word for word, n in collections.Counter(found[place]).items() if n > 1]
            if twice:
                raise Failed(f"{machine.name} holds {place} twice: {twice}")
        lines = collections.Counter(found["lines"])
        if not self.long <= set(lines):
            raise Failed(f"{machine.name}: lines of the long note are missing")
        strange = set(lines) - self.long - self.attempted
        if strange or max(lines.values()) > 1:
            raise Failed(f"{machine.name}: the long note holds broken lines: {list(strange)[:3]}")
        for title, text in found["essays"].items():
            if title != "Long" and len(text.splitlines()) != LINES_OF_LONG_NOTE:
                raise Failed(f"{machine.name}: the text of {title} is not whole")
        return found

    def verify_pages(self, machine):
        """That the text of every page, which travels as an attachment, is here and whole."""
        for source in machine.objects("list", "sources", "--limit", "0"):
            text = machine.run("show", source["id"], "--text")
            found = text.count(f"{source['title']}: paragraph ")
            if found != PARAGRAPHS_OF_PAGE:
                raise Failed(f"{machine.name}: {found} paragraphs are left of {source['title']}")

    def verify_folder(self, kills):
        """That segments were merged and nothing half-written stays; how many segments there are."""
        expect_clean(self.folder)
        directories = list((self.folder / "replicas").iterdir())
        if len(directories) != len(self.machines):
            raise Failed(f"{len(directories)} replicas in the folder, of {len(self.machines)} machines")
        numbers = [len(list(directory.glob("*.segment"))) for directory in directories]
        if kills >= KILLS_BEFORE_MERGING and max(numbers) > MOST_SEGMENTS:
            raise Failed(f"segments were not merged: {numbers}")
        return sum(numbers)

    def finish(self, kills):
        # What a crash left is cleared away when that machine writes there again.
        for machine in self.machines:
            arguments, stdin, promises = self.note_command(machine)
            machine.run(*arguments, stdin=stdin)
            self.kept[machine.name] += promises
        for _ in range(3):
            for machine in self.machines:
                machine.run("sync", self.folder)
        quiet = [json.loads(machine.run("--json", "sync")) for machine in self.machines]
        if any(report["files"]["written"] or report["received"] for report in quiet):
            raise Failed(f"not at rest after three syncs: {quiet}")
        everyone = [promise for promises in self.kept.values() for promise in promises]
        for machine in self.machines:
            found = self.verify(machine, everyone)
            self.verify_pages(machine)
            machine.run("check", "--rebuild")
        segments = self.verify_folder(kills)
        states = [machine.everything() for machine in self.machines]
        if states[0] != states[1]:
            raise Failed("the machines differ")
        held = sum(len(set(words) & self.attempted) for place, words in found.items() if place != "essays")
        return len(everyone), held, segments


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / ".build" / "release" / "clip"
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("kills", nargs="?", type=int, default=1000, help="how many processes to kill")
    parser.add_argument("--seed", type=int, help="repeat the commands of an earlier run")
    parser.add_argument("--clip", default=os.environ.get("CLIP", default), help="the binary to test")
    parser.add_argument("--keep", action="store_true", help="leave the libraries when it fails")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    clip = os.path.abspath(options.clip)
    if not os.access(clip, os.X_OK):
        sys.exit(f"kill-test: there is no program {clip}: run make build, or name one with --clip")
    print(f"kill-test: {options.kills} kills, seed {seed}", flush=True)
    root = pathlib.Path(tempfile.mkdtemp(prefix="clip-kill-"))
    counts = collections.Counter()
    failed = True
    try:
        world = World(clip, root, seed)
        world.measure()
        pace = ", ".join(f"{name} {1000 * time:.0f}" for name, time in world.pace.items())
        print(f"  milliseconds: to begin {1000 * world.beginning:.0f}; {pace}", flush=True)
        runs = 0
        while counts["killed"] < options.kills:
            world.round(counts)
            runs += 1
            if runs % CHECK_EVERY == 0:
                for machine in world.machines:
                    world.verify(machine, world.kept[machine.name])
                if runs % (10 * CHECK_EVERY) == 0:
                    print(f"  {counts['killed']} killed, all is there", flush=True)
        acknowledged, held, segments = world.finish(counts["killed"])
        failed = False
    except (Failed, subprocess.TimeoutExpired) as error:
        print(f"FAILED after {counts['killed']} kills, seed {seed}: {error}")
    finally:
        if failed and options.keep:
            print(f"  kept in {root}")
        else:
            shutil.rmtree(root, ignore_errors=True)
    if failed:
        sys.exit(1)
    kinds = ", ".join(f"{n} {name.removeprefix('killed in ')}"
                      for name, n in counts.most_common() if name.startswith("killed in "))
    print(f"  {counts['killed']} killed ({kinds}), {counts['finished first']} were done before")
    print(f"  {acknowledged} acknowledged writes, all there; {held - acknowledged} more were killed "
          f"after they were safe; {segments} segments in the folder")
    print("kill-test: passed: nothing lost, nothing half-written, both machines equal")


if __name__ == "__main__":
    main()
