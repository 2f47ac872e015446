"""What is measured, and where its data comes from."""
import dataclasses
import gzip
import json
import pathlib
import random

TRACES = pathlib.Path(__file__).resolve().parents[2].parent / "shared/bench/text/traces"
# Positions of these count the same in scalars, UTF-16 and bytes, so every library reads one file.
ALONE = [TRACES / "sequential_traces/ascii_only" / f"{name}.json.gz" for name in (
    "automerge-paper", "seph-blog1", "rustcode", "sveltecomponent", "friendsforever_flat", "clownschool_flat",
    "json-crdt-blog-post", "json-crdt-patch")]
TOGETHER = [TRACES / "concurrent_traces/friendsforever.json.gz"]
NOTE = ALONE[1]
WRITES = 100_000


@dataclasses.dataclass(frozen=True)
class Case:
    kind: str
    name: str
    # A file, or for maps the number of keys.
    source: str


def read(path):
    opened = gzip.open(path) if str(path).endswith(".gz") else open(path, "rb")
    with opened as file:
        return json.load(file)


def all_cases(folder):
    """Every case; files that have to be made go into the folder."""
    cases = [Case("sequential", path.name.split(".")[0], str(path)) for path in ALONE]
    cases += [Case("concurrent", path.name.split(".")[0], str(path)) for path in TOGETHER]
    note = read(NOTE)
    typed = [patch for txn in note["txns"] for patch in txn["patches"]]
    for edits in (100, 1_000, 10_000):
        cases.append(fork(folder, f"{edits:,}", [[0, 0, note["endContent"]]], note["endContent"], edits))
    cases.append(fork(folder, "1,000, old note", typed, note["endContent"], 1_000))
    cases += [Case("maps", f"{keys:,} keys", str(keys)) for keys in (10_000, 100_000)]
    return cases


def fork(folder, name, base, text, edits):
    """Two branches of one text, in a file that every library reads."""
    branches = [words(random.Random(seed), len(text), edits) for seed in (11, 22)]
    path = pathlib.Path(folder) / f"fork-{edits}-{len(base)}.json"
    path.write_text(json.dumps({"base": base, "branches": branches}))
    return Case("fork", name, str(path))


def words(rng, length, count):
    """Edits all over a text: three of four put a word in, the others take up to eight characters away."""
    edits = []
    while len(edits) < count:
        if rng.random() < 0.75 or length < 50:
            size = rng.randint(1, 9)
            word = "".join(rng.choice("abcdefghij ") for _ in range(size))
            edits.append([rng.randint(0, length), 0, word])
            length += size
        else:
            size = rng.randint(1, 8)
            edits.append([rng.randint(0, length - size), size, ""])
            length -= size
    return edits


def writes(keys):
    """The keys that each of two sides writes, one after the other."""
    state = 5
    sides = []
    for _ in range(2):
        side = []
        for index in range(WRITES):
            if keys < WRITES:
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
                side.append((state >> 33) % keys)
            else:
                side.append(index)
        sides.append(side)
    return sides
