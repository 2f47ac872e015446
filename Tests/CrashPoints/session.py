"""The scripted session at whose every step the programs are killed, and what must be true after it.

Two machines with a history work and sync through one folder; a third joins. Every command has words
of its own, so that it can be said of each whether what it acknowledged is there.
"""

import json
import os
import shutil

from machine import Failed, Machine

LINES = 40
# Bytes that make a page too large for the database.
LARGE = 17 << 20


class Step:
    """A command of the session: on which machine, and what its exit code 0 promises."""

    def __init__(self, machine, kind, word=""):
        self.machine = machine
        self.kind = kind
        self.word = word

    def __str__(self):
        return f"{self.machine} {self.kind} {self.word}".rstrip()


def script(with_purge, with_book):
    steps = []

    def add(machine, *kinds):
        for kind in kinds:
            word = "" if kind in ("sync", "init") else f"{kind}-{len(steps)}-{machine}"
            steps.append(Step(machine, kind, word))

    if with_book:
        # A page that lies as a file beside the database and goes in parts, added and received.
        add("desk", "book", "sync")
        add("laptop", "sync", "note", "sync")
        add("tablet", "init", "sync", "note", "sync")
        add("desk", "sync")
        return steps
    add("desk", "note", "edit", "tag", "page", "heading", "sync")
    add("laptop", "note", "edit", "sync")
    add("desk", "sync")
    # Enough small segments that they are merged into larger ones.
    for _ in range(4):
        add("desk", "note", "sync")
    add("laptop", "sync", "page", "sync")
    if with_purge:
        add("desk", "purge", "sync")
        add("laptop", "sync")
    add("tablet", "init", "sync", "note", "sync")
    add("desk", "edit", "sync")
    return steps


def page(step):
    """A page whose title is the step's word; a book's is large."""
    body = "".join(f"<p>{step.word}: paragraph {i} with words enough.</p>" for i in range(60))
    rest = f"<!--{'0123456789abcdef' * (LARGE // 16)}-->" if step.kind == "book" else ""
    return f"<html><head><title>{step.word}</title></head><body><article>{body}</article>{rest}</body></html>"


def expect_clean(folder):
    """That no temporary file is left, but those of which the process seems to live."""
    left = [str(path) for path in folder.rglob(".*") if not is_running(path.name.split("-")[2])]
    if left:
        raise Failed(f"left in the folder: {left}")


def is_running(process):
    """Numbers of processes are given again: then a file waits until that one has ended, too."""
    return os.path.exists(f"/proc/{process}")


class World:
    """The machines and the folder, below one directory that does not move."""

    def __init__(self, clip, root, with_book=False):
        self.root = root
        self.folder = root / "folder"
        self.folder.mkdir()
        self.machines = {
            name: Machine(clip, root, name) for name in ("desk", "laptop", "tablet")
        }
        self.begin_history()
        with_purge = "\n  purge " in self.machines["desk"].run("--help")
        self.steps = script(with_purge, with_book)

    def begin_history(self):
        desk, laptop = self.machines["desk"], self.machines["laptop"]
        desk.run("init", "--name", "desk")
        self.book = desk.one("notebook", "new", "Outline")["id"]
        lines = "".join(f"line {i} of a long text\n" for i in range(LINES))
        self.note = desk.one("note", lines, "--title", "Long")["id"]
        self.secret = desk.one("note", "a password clipped by mistake", "--title", "Secret")["id"]
        desk.run("sync", self.folder)
        laptop.run("init", "--name", "laptop")
        laptop.run("sync", self.folder)
        for i in range(5):
            for machine in (desk, laptop):
                machine.run("note", f"history {i} {machine.name}")
                machine.run("sync")

    # Steps.

    def command(self, step):
        machine = self.machines[step.machine]
        word = step.word
        if step.kind == "note":
            return ["note", word], ""
        if step.kind == "edit":
            lines = machine.run("show", self.note, "--text").splitlines()
            lines.insert(len(lines) // 2, word)
            return ["edit", self.note, "--text", "-"], "\n".join(lines) + "\n"
        if step.kind == "tag":
            return ["tag", self.note, "--add", word], ""
        if step.kind == "heading":
            return ["notebook", "heading", self.book, word], ""
        if step.kind in ("page", "book"):
            return ["add", "-", "--url", f"https://example.org/{word}", "--title", word], page(step)
        if step.kind == "purge":
            return ["purge", self.secret], ""
        if step.kind == "init":
            return ["init", "--name", step.machine], ""
        if step.kind == "sync":
            return ["--json", "sync", str(self.folder)], ""
        raise ValueError(step.kind)

    def run(self, step, environment={}, codes=(0,)):
        """Does a step; its exit code."""
        machine = self.machines[step.machine]
        arguments, stdin = self.command(step)
        code, said = machine.ended(machine.start(arguments, stdin, environment), 60)
        if code not in codes:
            raise Failed(f"{step}: exit {code}\n{said}")
        if code == 0 and step.kind == "sync":
            self.expect_whole(step.machine, json.loads(said.splitlines()[-1]))
        return code

    def expect_whole(self, name, report):
        if report["damaged"]:
            raise Failed(f"{name}: called damaged: {report['damaged']}")

    def begin(self, name):
        """Begins a machine, which is no error when an ended command had done it."""
        code, said = self.machines[name].ended(self.machines[name].start(["--json", "init"]), 60)
        if code != 0 and "libraryExists" not in said:
            raise Failed(f"{name} init: exit {code}\n{said}")

    # What must be true.

    def check(self, name):
        """That a machine's library is whole; the digest of its state."""
        report = self.machines[name].one("check")
        if report["problems"]:
            raise Failed(f"{name}: check: {report['problems']}")
        return report["digest"]

    def verify(self, name, steps):
        """That a machine's library holds what the steps acknowledged, and what was there before."""
        machine = self.machines[name]
        words = [step.word for step in steps if step.word and step.kind != "purge"]
        notes = machine.objects("list", "notes", "--limit", "0")
        long = [note for note in notes if note["id"] == self.note]
        found = set()
        if long:
            lines = long[0]["text"].splitlines()
            missing = {f"line {i} of a long text" for i in range(LINES)} - set(lines)
            if missing:
                raise Failed(f"{name}: lines of the long note are missing: {sorted(missing)[:3]}")
            found |= set(lines) | set(long[0]["tags"])
            book = machine.one("notebook", "show", self.book)
            found |= {entry.get("heading") for entry in book["entries"]}
        elif words and name != "tablet":
            raise Failed(f"{name}: the long note is gone")
        found |= {note["text"] for note in notes}
        sources = {source["title"]: source["id"] for source in machine.objects("list", "sources", "--limit", "0")}
        found |= set(sources)
        for step in steps:
            if step.kind == "book" and machine.run("show", sources[step.word], "--page") != page(step):
                raise Failed(f"{name}: the book is not what was added")
        missing = [word for word in words if word not in found]
        if missing:
            raise Failed(f"{name} lost what was acknowledged: {missing}")
        if any(step.kind == "purge" for step in steps):
            if any(note["id"] == self.secret for note in notes):
                raise Failed(f"{name}: what was purged is there")

    def settle(self, steps, ended):
        """Syncs until nothing is new, and expects equal machines and a clean folder."""
        names = [name for name in self.machines if any(step.machine == name for step in steps)]
        # What a crash left is cleared away when that machine writes there again.
        self.machines[ended].run("note", f"last of {ended}")
        for _ in range(2):
            for name in names:
                self.run(Step(name, "sync"))
        reports = [self.machines[name].one("sync", self.folder) for name in names]
        for name, report in zip(names, reports):
            self.expect_whole(name, report)
            if report["files"]["written"] or report["received"] or report["waiting"]:
                raise Failed(f"{name}: not at rest after two syncs: {report}")
        if len({self.check(name) for name in names}) > 1:
            raise Failed("the machines differ")
        # They are equal, so that one speaks for all.
        self.verify(names[0], steps)
        self.machines[names[0]].run("check", "--folder")
        expect_clean(self.folder)
        for name in names:
            self.machines[name].expect_no_leftovers()

    # Putting back.

    def save(self, place):
        shutil.copytree(self.root, place)

    def restore(self, place):
        self.clear()
        shutil.copytree(place, self.root, dirs_exist_ok=True)

    def clear(self):
        for entry in self.root.iterdir():
            shutil.rmtree(entry)

    def complete(self):
        """What a power cut may have taken with a machine that had no library yet."""
        self.folder.mkdir(exist_ok=True)
        for machine in self.machines.values():
            machine.home.mkdir(exist_ok=True)
