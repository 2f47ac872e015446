"""A machine with a library of its own, driven through the real binary."""

import json
import os
import subprocess
import tempfile
import threading


class Failed(AssertionError):
    pass


class Machine:
    def __init__(self, clip, root, name):
        self.clip = clip
        self.name = name
        self.home = root / name
        self.home.mkdir(exist_ok=True)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
        }

    def start(self, arguments, stdin="", environment={}):
        """Starts a command; its input is a file, so that no pipe sets the pace."""
        given = tempfile.TemporaryFile()
        given.write(stdin.encode())
        given.seek(0)
        said = tempfile.TemporaryFile()
        process = subprocess.Popen(
            [self.clip, *map(str, arguments)], env=self.environment | environment, stdin=given,
            stdout=said, stderr=subprocess.STDOUT)
        process.said = said
        given.close()
        return process

    def ended(self, process, seconds=300):
        """The exit code of a command, negative for a signal, and what it said."""
        # Waiting with a timeout would look now and then, and sleep most of the time.
        watch = threading.Timer(seconds, process.kill)
        watch.start()
        code = process.wait()
        in_time = watch.is_alive()
        watch.cancel()
        text = output(process)
        if not in_time:
            raise Failed(f"{self.name}: not done after {seconds} s: {process.args}\n{text}")
        return code, text

    def run(self, *arguments, stdin="", codes=(0,)):
        code, text = self.ended(self.start(arguments, stdin))
        if code not in codes:
            raise Failed(f"{self.name}: clip {' '.join(map(str, arguments))}: exit {code}\n{text}")
        return text

    def objects(self, *arguments, codes=(0, 2)):
        text = self.run("--json", *arguments, codes=codes)
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    def one(self, *arguments):
        return self.objects(*arguments, codes=(0,))[0]

    def expect_no_leftovers(self):
        """That no file is left of large attachments which are not in the library."""
        place = self.home / "data/clip/attachments"
        left = [file.name for file in place.iterdir() if "." in file.name] if place.exists() else []
        if left:
            raise Failed(f"{self.name}: left in the library: {left}")

    def everything(self):
        """What a person can see, as one comparable value."""
        state = {}
        for kind in ("sources", "clippings", "notes", "notebooks", "tags", "trash"):
            rows = self.objects("list", kind, "--limit", "0")
            for row in rows:
                row.pop("edited", None)
            state[kind] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
        for book in state["notebooks"]:
            state[book["id"]] = self.objects("notebook", "show", book["id"])[0]["entries"]
        return state


def output(process):
    process.said.seek(0)
    text = process.said.read().decode(errors="replace")
    process.said.close()
    return text
