"""Drives the built program as several machines that share a folder."""

import json
import os
import pathlib
import subprocess


class Machine:
    """One machine: a home and a library of its own."""

    def __init__(self, clip, root, name):
        self.clip = clip
        self.name = name
        self.root = pathlib.Path(root)
        self.home = self.root / name
        self.home.mkdir()
        self.run("init", "--name", name)

    def environment(self):
        return {
            **{name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "LC_ALL": "C.UTF-8",
            **({"CLIP_PASSPHRASE": self.passphrase} if self.passphrase else {}),
        }

    passphrase = None

    def run(self, *words, codes=(0,), new_passphrase=None):
        environment = self.environment()
        if new_passphrase:
            environment["CLIP_NEW_PASSPHRASE"] = new_passphrase
        done = subprocess.run(
            [self.clip, *words],
            env=environment,
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        if done.returncode not in codes:
            raise AssertionError(
                f"{self.name}: clip {' '.join(words)} ended with {done.returncode}:\n"
                + done.stderr.decode()
            )
        return done.stdout.decode()

    def objects(self, *words):
        return [json.loads(line) for line in self.run(*words, "--json", codes=(0, 2)).splitlines()]

    def object(self, *words):
        return self.objects(*words)[0]

    def id(self, *words):
        """The id of what a command makes."""
        made = self.object(*words)
        return made.get("id") or made["entry"]

    def sync(self, *words):
        return self.run("sync", *words)

    def export(self):
        return self.run("export", "--all", "--format", "json")
