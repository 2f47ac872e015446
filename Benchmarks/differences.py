#!/usr/bin/env python3
"""Times whole-text differences beside Loro's `update` and `update_by_line`, on the same texts in the same run.

usage: differences.py [CASE]...    all cases when none is named
DIFFERENCES names the binary, TEXT a note to edit (.json.gz trace with an endContent, or plain text).

One JSON object a case: edits made and their true volume, then the binary's line, then Loro's milliseconds and bytes
(left out without the package, and where `update` would take minutes). Processor times, medians.
"""
import gzip
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import loro
except ImportError:
    loro = None

HERE = pathlib.Path(__file__).resolve().parent
BINARY = os.environ.get("DIFFERENCES", HERE / ".build/release/differences")
TEXT = pathlib.Path(os.environ.get(
    "TEXT", HERE / "../../shared/bench/text/traces/sequential_traces/ascii_only/seph-blog1.json.gz"))
REPEATS = 5
EDITS = (1, 20, 200, 2000)
HAN = [chr(0x4E00 + n) for n in range(0, 2400, 2)] + ["。", "、", "，"]


def note():
    if TEXT.suffix == ".gz":
        return json.loads(gzip.open(TEXT).read())["endContent"]
    return TEXT.read_text()


def runs(rng, count, length):
    """Word-sized edits at random places: three of four insert, one deletes 1 to 8 characters."""
    for _ in range(count):
        if rng.random() < .75 or length < 50:
            word = "".join(rng.choice("abcdefghij ") for _ in range(rng.randint(1, 9)))
            yield rng.randint(0, length), 0, word
            length += len(word)
        else:
            deleted = rng.randint(1, 8)
            yield rng.randint(0, length - deleted), deleted, ""
            length -= deleted


def edited(text, count, seed=None):
    volume = 0
    for position, deleted, word in runs(random.Random(seed or count), count, len(text)):
        text = text[:position] + word + text[position + deleted:]
        volume += deleted + len(word)
    return text, volume


def rewrapped(text, width):
    return "\n\n".join(fill(paragraph.split(), width) for paragraph in text.split("\n\n"))


def fill(words, width):
    lines, line = [], ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join(lines + [line])


def typos(text):
    rng = random.Random(4)
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if len(line) > 8:
            place = rng.randrange(2, len(line) - 2)
            lines[index] = line[:place] + line[place + 1] + line[place] + line[place + 2:]
    return "\n".join(lines)


def cases():
    text = note()
    for count in EDITS:
        new, volume = edited(text, count)
        yield f"edits-{count}", count, volume, text, new
    yield "rewrapped", None, None, rewrapped(text, 80), rewrapped(text, 60)
    paragraphs = text.split("\n\n")
    moved = paragraphs[:10] + paragraphs[11:60] + [paragraphs[10]] + paragraphs[60:]
    yield "paragraph-moved", 1, 2 * len(paragraphs[10]) + 4, text, "\n\n".join(moved)
    yield "indented", None, 4 * (text.count("\n") + 1), text, "    " + text.replace("\n", "\n    ")
    items = [f"- {line.strip()}\n" for line in text.split("\n") if len(line) > 20]
    shuffled, rng = items[:], random.Random(6)
    for _ in range(20):
        shuffled.insert(rng.randrange(len(shuffled)), shuffled.pop(rng.randrange(len(shuffled))))
    yield "items-reordered", 20, None, "".join(items), "".join(shuffled)
    yield "typo-every-line", text.count("\n"), None, text, typos(text)
    yield "word-replaced", text.count("the"), None, text, text.replace("the", "this")
    yield "all-replaced", None, None, text[:len(text) // 2], text[len(text) // 2:]
    yield "crlf-to-lf", text.count("\n"), None, text.replace("\n", "\r\n"), text
    paragraph = " ".join((text + text).split())[:100_000]
    yield "one-line-200", 200, None, paragraph, edited(paragraph, 200)[0]
    rng = random.Random(9)
    han = "".join(rng.choice(HAN) for _ in range(50_000))
    new = list(han)
    for _ in range(200):
        place = rng.randrange(len(new))
        new[place:place + rng.randint(0, 3)] = [rng.choice(HAN) for _ in range(rng.randint(0, 3))]
    yield "han-200", 200, None, han, "".join(new)
    yield "han-unrelated", None, None, han, "".join(rng.choice(HAN) for _ in range(50_000))
    yield "letters-a", None, None, "a" * 1_000_000, "a" * 400_000 + "b" + "a" * 700_000
    lines = ["equal\n"] * 170_000
    yield "equal-lines-same", None, None, "".join(lines), "".join(lines + lines[:10_000])
    new = lines[:]
    for place in range(100, len(new), 170):
        new[place] = f"other {place}\n"
    yield "equal-lines-1000", 1000, None, "".join(lines), "".join(new)
    one, two = ("".join(rng.choice(("0 ", "1 ")) for _ in range(500_000)) for _ in range(2))
    yield "two-words", None, None, one, two
    one, two = ("".join(rng.choice(".,") for _ in range(1_000_000)) for _ in range(2))
    yield "two-marks", None, None, one, two
    one, two = ("".join(rng.choice("0123456789abcdef") for _ in range(1_000_000)) for _ in range(2))
    yield "one-word", None, None, one, two
    yield "one-word-20", 20, None, one, edited(one, 20)[0]
    large = text * 18
    yield "megabyte-2000", 2000, edited(large, 2000)[1], large, edited(large, 2000)[0]
    distinct = "".join(f"{n} {rng.randrange(10 ** 9)} line of its own\n" for n in range(36_000))
    lines = distinct.splitlines(keepends=True)
    yield "lines-reversed", None, None, distinct, "".join(reversed(lines))


def peer(old, new, method):
    times = []
    for _ in range(REPEATS):
        document = loro.LoroDoc()
        text = document.get_text("t")
        text.insert(0, old)
        document.commit()
        version = document.oplog_vv
        start = time.process_time()
        getattr(text, method)(new)
        document.commit()
        times.append((time.process_time() - start) * 1e3)
        size = len(document.export(loro.ExportMode.Updates(version)))
        if times[-1] > 500:
            break
    return round(statistics.median(times), 2), size


def main():
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as directory:
        old_path, root = pathlib.Path(directory) / "old", pathlib.Path(directory)
        for name, edits, volume, old, new in cases():
            if wanted and name not in wanted:
                continue
            new_path = root / f"{name}.txt"
            old_path.write_bytes(old.encode())
            new_path.write_bytes(new.encode())
            done = subprocess.run([BINARY, old_path, new_path], capture_output=True, text=True)
            if done.returncode:
                print(json.dumps({"name": name, "error": (done.stdout + done.stderr)[-300:]}), flush=True)
                continue
            result = {"name": name, "edits": edits, "volume": volume} | json.loads(done.stdout)
            if loro and len(old) < 80_000 and name not in ("all-replaced", "han-unrelated"):
                for method in ("update", "update_by_line"):
                    result[f"loro_{method}_ms"], result[f"loro_{method}_bytes"] = peer(old, new, method)
            print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
