#!/usr/bin/env python3
"""What each rule of the extraction is worth: every rule switched off once, and what is left of the figures.

usage: ablation.py CORPUS [--only fields | text] [--halves N] [--jobs N] [--scorer FILE] [RULE]...

Needs `extract` (`make benchmarks-build`, or EXTRACT names it) and the scorer of the corpus (../shared, or --scorer). The
rules for fields are tried page by page in one run of some two minutes of the processor; each rule for the text takes a
run of its own, ten minutes for all. Prints the tables of "What each rule is worth" in RESULTS.md and changes nothing.

Changes are in thousandths. A minus says that the rule helps; for what is given where none is, a plus does. "pages" is
on how many pages something else comes out. "on halves" is the change of the first figure on random halves of the
corpus (seeds 1, 2, ...), at its least and at its most. The figures of the fields are pooled over the sets that belong
to no extractor that is compared.
"""
import argparse
import concurrent.futures
import hashlib
import importlib.util
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXTRACT = os.path.abspath(os.environ.get("EXTRACT", HERE / ".build/release/extract"))
SCORER = HERE / "../../shared/bench/extraction/score_extraction.py"
INDEPENDENT = {"wcxb", "tfeval", "fundus", "postlight", "htmldate", "cwced", "zyte"}

# What the rules of a field are judged by, the first foremost.
FIELDS = {
    "title": ["title"], "authors": ["byline", "byl_fp"], "published": ["date", "date_fp"], "site": ["site~", "title"],
    "url": ["canonical"], "language": ["lang", "date"],
}
# The same for the text, by set.
TEXT = [("zyte", "f1"), ("tfeval", "sf"), ("wcxb", "tf"), ("fundus", "f1"), ("cwced", "tf"), ("readability", "tf")]
NAMES = {"byl_fp": "byline given where none", "date_fp": "date given where none"}
# What the scorer judges the text by, which takes most of its time.
ABOUT_TEXT = {"text", "markdown", "html", "with", "without"}


class Extraction:
    """What comes out of the pages: the figures of each, and the digest of its bytes."""

    def __init__(self, scorer, truth):
        self.scorer, self.truth = scorer, truth
        self.digests, self.pages = {}, {}

    def add(self, name, output):
        self.digests[name] = hashlib.sha256(json.dumps(output, sort_keys=True).encode()).digest()
        self.pages[name] = self.scorer.page(self.truth[name], output)

    def copy(self):
        other = Extraction(self.scorer, self.truth)
        other.digests, other.pages = dict(self.digests), dict(self.pages)
        return other

    def figure(self, sets, key, names=None):
        return self.scorer.summary([page for name, page in self.pages.items() if name.split("/")[0] in sets
                                    and (names is None or name in names)]).get(key, 0.0)

    def changed(self, other):
        return sum(digest != other.digests[name] for name, digest in self.digests.items())


def extract(corpus, *options):
    """Gives the name and the output of each page."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([EXTRACT, corpus, out, *options], check=True, stdout=subprocess.DEVNULL)
        for file in sorted(pathlib.Path(out).glob("*/*.json")):
            yield f"{file.parent.name}/{file.name}", json.loads(file.read_text())


def without_each(corpus, scorer, truth, names):
    """What comes out with all rules for fields and without each, out of one run that tries them page by page."""
    base = Extraction(scorer, truth)
    trials = []
    for name, output in extract(corpus, "--trials"):
        for rule, fields in output.pop("without").items():
            trials.append((rule, name, fields))
        del output["markdown"]
        base.add(name, output)
    runs = {rule: base.copy() for rule in names}
    for rule, name, fields in trials:
        if rule in runs:
            runs[rule].add(name, fields)
    return base, list(runs.items())


def without(corpus, scorer, truth, rule):
    """What comes out without a rule for the text, or with all of them."""
    run = Extraction(scorer, truth)
    for name, output in extract(corpus, *(["--without", rule] if rule else [])):
        run.add(name, output)
    return run


def rules():
    """The names of the rules for the text and for the fields, as `extract` lists them."""
    usage = subprocess.run([EXTRACT], capture_output=True, text=True).stdout.splitlines()
    text = next(line for line in usage if line.startswith("rules: "))
    fields = next(line for line in usage if line.startswith("rules for fields: "))
    return text.split(": ", 1)[1].split(), fields.split(": ", 1)[1].split(", ")


def show(base, runs, figures, halves):
    """Prints a table; `figures` are (sets, key, heading)."""
    heads = [heading for _, _, heading in figures]
    print("| without | pages | " + " | ".join(heads) + " | on halves |")
    print("|---|--:|" + "--:|" * (len(heads) + 1))
    print("| nothing | | " + " | ".join(f"{base.figure(sets, key):.3f}" for sets, key, _ in figures) + " | |")
    for rule, run in runs:
        def change(sets, key, names=None):
            return 1000 * (run.figure(sets, key, names) - base.figure(sets, key, names))
        cells = [f"{change(sets, key):+.1f}" for sets, key, _ in figures]
        spread = [change(*figures[0][:2], half) for half in halves]
        between = f"{min(spread):+.1f} to {max(spread):+.1f}" if spread else ""
        print(f"| {rule} | {base.changed(run)} | " + " | ".join(cells) + f" | {between} |")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("rule", nargs="*")
    parser.add_argument("--only", choices=("fields", "text"))
    parser.add_argument("--halves", type=int, default=6)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--scorer", default=SCORER)
    options = parser.parse_intermixed_args()
    for needed in (EXTRACT, options.scorer, options.corpus):
        if not pathlib.Path(needed).exists():
            sys.exit(f"ablation: {needed} is not there")
    spec = importlib.util.spec_from_file_location("scorer", options.scorer)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)

    text, fields = rules()
    if unknown := set(options.rule) - set(text) - set(fields):
        sys.exit(f"ablation: extract knows no rule {', '.join(sorted(unknown))}")
    text = [rule for rule in text if rule in (options.rule or text) and options.only != "fields"]
    fields = [rule for rule in fields if rule in (options.rule or fields) and options.only != "text"]

    truth = {f"{file.parent.name}/{file.name}": {"set": file.parent.name, **json.loads(file.read_text())}
             for file in sorted(pathlib.Path(options.corpus, "truth").glob("*/*.json"))}
    halves = []
    for seed in range(1, options.halves + 1):
        names = list(truth)
        random.Random(seed).shuffle(names)
        halves.append(set(names[:len(names) // 2]))

    if fields:
        judged = {name: {key: true[key] for key in true.keys() - ABOUT_TEXT} for name, true in truth.items()}
        base, runs = without_each(options.corpus, scorer, judged, fields)
        grouped = {}
        for rule, run in runs:
            grouped.setdefault(rule.split(": ")[0], []).append((rule, run))
        for field, keys in FIELDS.items():
            if field in grouped:
                show(base, grouped.pop(field), [(INDEPENDENT, key, NAMES.get(key, key)) for key in keys], halves)
        for field, runs in grouped.items():
            print(f"{field}, for which the corpus has no truth; on how many pages something else comes out without "
                  + ", ".join(f"{rule.split(': ')[1]}: {base.changed(run)}" for rule, run in runs) + "\n", flush=True)
    if text:
        pool = concurrent.futures.ThreadPoolExecutor(options.jobs)
        base, *runs = pool.map(lambda rule: without(options.corpus, scorer, truth, rule), [None, *text])
        show(base, list(zip(text, runs)), [({name}, key, f"{name} {key}") for name, key in TEXT], halves)


if __name__ == "__main__":
    main()
