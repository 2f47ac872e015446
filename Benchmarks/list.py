#!/usr/bin/env python3
"""Times `clip list`, from a cold process, beside the sqlite3 shell that runs the same query.

usage: list.py [CLIPPINGS] [RUNS]     CLIP names the binary, default .build/release/clip

Makes a library of so many clippings in a temporary directory through `clip add --quote`, then runs the two commands in
turn. Wall time of whole processes; medians.
"""
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

CLIP = os.path.abspath(os.environ.get("CLIP", ".build/release/clip"))
WORDS = "tide harbour gauge pier keeper level water stone mark record storm chart drift salt wind north survey".split()
PASSAGES = 500

# What `clip list clippings` asks, without the tags of each.
QUERY = """SELECT hex(items.id), added, edited, trashed, hex(source), quote, prefix, suffix, start, "end", page, color, note
FROM items JOIN clippings ON item = number WHERE kind = 2 AND trashed = 0 ORDER BY added DESC, items.id LIMIT 50"""


def make(root, count, env):
    rng = random.Random(1)
    library = root / "library"
    run = lambda *args: subprocess.run([CLIP, *map(str, args)], env=env, check=True, stdout=subprocess.DEVNULL)
    run("init", "--library", library, "--name", "benchmark")
    for article in range(0, count, PASSAGES):
        passages = [" ".join(rng.choice(WORDS) for _ in range(25)).capitalize() + f" number {article + i}."
                    for i in range(min(PASSAGES, count - article))]
        page = root / "article.md"
        page.write_text(f"# Article {article}\n\n" + "\n\n".join(passages) + "\n")
        quotes = [word for passage in passages for word in ("--quote", passage)]
        run("add", page, "--library", library, "--url", f"https://example.org/{article}", *quotes)
    return library


def milliseconds(command, env):
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def main():
    count, runs = (int(a) for a in (sys.argv[1:] + ["10000", "31"][len(sys.argv) - 1:])[:2])
    with tempfile.TemporaryDirectory(prefix="clip-benchmark-") as folder:
        root = pathlib.Path(folder)
        env = {"PATH": os.environ["PATH"], "HOME": folder, "XDG_STATE_HOME": folder + "/state"}
        library = make(root, count, env)
        commands = {
            "clip list": [CLIP, "list", "--library", str(library)],
            "clip list clippings": [CLIP, "list", "clippings", "--library", str(library)],
            "clip list clippings --json": [CLIP, "list", "clippings", "--json", "--library", str(library)],
            "clip --version": [CLIP, "--version"],
            "sqlite3, the same query": ["sqlite3", str(library / "library.sqlite"), QUERY],
        }
        times = {name: [] for name in commands}
        for turn in range(runs + 1):
            for name, command in commands.items():
                took = milliseconds(command, env)
                if turn > 0:
                    times[name].append(took)
        shell = statistics.median(times["sqlite3, the same query"])
        print(f"| {count:,} clippings, {runs} runs | median ms | least | most | × sqlite3 |\n|---|---|---|---|---|")
        for name, took in times.items():
            middle = statistics.median(took)
            print(f"| `{name}` | {middle:.1f} | {min(took):.1f} | {max(took):.1f} | {middle / shell:.1f} |")


main()
