#!/usr/bin/env python3
"""What each rule of the extraction is worth: every rule switched off once, and what is left of the figures.

usage: ablation.py CORPUS [--only fields | text] [--halves N] [--scorer FILE] [RULE]...

Needs `extract` (`make benchmarks-build`, or EXTRACT names it) and the scorer of the corpus (../shared, or --scorer). Runs
it once with all rules and once without each, some ten seconds of the processor a run, two at a time. Prints the tables
of "What each rule is worth" in RESULTS.md, in thousandths, and changes nothing. A minus says that the rule helps; where
a figure is better when lower, a plus does. "pages" is on how many pages the output is another one. The last column is
the change of the first figure named at its least and at its most on random halves of the corpus (seeds 1, 2, ...).

Of the fields the figures are pooled over the sets that belong to no extractor that is compared.
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

# What a field's rules are judged by, the first foremost.
FIELDS = {
    "title": ["title"], "authors": ["byline", "byl_fp"], "published": ["date", "date_fp"], "site": ["site~", "title"],
    "url": ["canonical"], "language": ["lang", "date"],
}
# The same for the text, by set.
TEXT = [("zyte", "f1"), ("tfeval", "sf"), ("wcxb", "tf"), ("fundus", "f1"), ("cwced", "tf"), ("readability", "tf")]
LOWER = {"byl_fp", "date_fp"}


def load(path):
    spec = importlib.util.spec_from_file_location("scorer", path)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def rules():
    """The names of the rules for the text and for the fields, as `extract` lists them."""
    usage = subprocess.run([EXTRACT], capture_output=True, text=True).stdout.splitlines()
    text = next(line for line in usage if line.startswith("rules: "))
    fields = next(line for line in usage if line.startswith("rules for fields: "))
    return text.split(": ", 1)[1].split(), fields.split(": ", 1)[1].split(", ")


class Run:
    """What comes out without a rule, with the figures of each page."""

    def __init__(self, corpus, truth, scorer, wants, rule=None):
        self.scorer = scorer
        with tempfile.TemporaryDirectory() as out:
            option = ["--without", rule] if rule else []
            subprocess.run([EXTRACT, corpus, out, *option], check=True, stdout=subprocess.DEVNULL)
            self.digests, self.pages = {}, {}
            for name, true in truth.items():
                file = pathlib.Path(out, name)
                output = file.read_bytes() if file.exists() else b"{}"
                self.digests[name] = hashlib.sha256(output).digest()
                self.pages[name] = scorer.page(wants(true), json.loads(output))

    def figure(self, sets, key, names=None):
        pages = [page for name, page in self.pages.items()
                 if name.split("/")[0] in sets and (names is None or name in names)]
        return self.scorer.summary(pages).get(key, 0.0)

    def changed(self, other):
        return sum(self.digests[name] != other.digests[name] for name in self.digests)


def table(base, runs, figures, halves):
    """Lines of a table; `figures` are (sets, key, heading)."""
    heads = [heading for _, _, heading in figures]
    print("| without | pages | " + " | ".join(heads) + f" | {heads[0]} on halves |")
    print("|---|--:|" + "--:|" * (len(heads) + 1))
    print("| nothing | | " + " | ".join(f"{base.figure(sets, key):.3f}" for sets, key, _ in figures) + " | |")
    for rule, run in runs:
        def change(sets, key, names=None):
            return 1000 * (run.figure(sets, key, names) - base.figure(sets, key, names))
        cells = [f"{change(sets, key):+.1f}" for sets, key, _ in figures]
        sets, key, _ = figures[0]
        spread = [change(sets, key, half) for half in halves]
        between = f"{min(spread):+.1f} to {max(spread):+.1f}" if spread else ""
        print(f"| {rule} | {run.changed(base)} | " + " | ".join(cells) + f" | {between} |")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("rule", nargs="*")
    parser.add_argument("--only", choices=("fields", "text"))
    parser.add_argument("--halves", type=int, default=6)
    parser.add_argument("--scorer", default=SCORER)
    options = parser.parse_args()
    for needed in (EXTRACT, options.scorer, options.corpus):
        if not pathlib.Path(needed).exists():
            sys.exit(f"ablation: {needed} is not there")
    scorer = load(options.scorer)
    truth = {f"{file.parent.name}/{file.name}": json.loads(file.read_text())
             for file in sorted(pathlib.Path(options.corpus, "truth").glob("*/*.json"))}
    for name, true in truth.items():
        true.setdefault("set", name.split("/")[0])
    halves = []
    for seed in range(1, options.halves + 1):
        names = list(truth)
        random.Random(seed).shuffle(names)
        halves.append(set(names[:len(names) // 2]))
    text, fields = rules()
    if unknown := set(options.rule) - set(text) - set(fields):
        sys.exit(f"ablation: extract knows no rule {', '.join(sorted(unknown))}")
    text = [rule for rule in text if rule in (options.rule or text) and options.only != "fields"]
    fields = [rule for rule in fields if rule in (options.rule or fields) and options.only != "text"]
    pool = concurrent.futures.ThreadPoolExecutor(2)

    def runs(names, wants):
        base, *others = pool.map(lambda rule: Run(options.corpus, truth, scorer, wants, rule), [None, *names])
        return base, list(zip(names, others))

    if fields:
        # The text takes most of the scorer's time and is none of the fields.
        wanted = {"title", "authors", "byline", "published", "site", "lang", "url", "excerpt", "none", "set"}
        base, others = runs(fields, lambda true: {key: true[key] for key in wanted & true.keys()})
        for field, keys in FIELDS.items():
            chosen = [(rule, run) for rule, run in others if rule.split(": ")[0] == field]
            if chosen:
                table(base, chosen, [(INDEPENDENT, key, key + (" (lower is better)" if key in LOWER else ""))
                                     for key in keys], halves)
        rest = [(rule, run.changed(base)) for rule, run in others if rule.split(": ")[0] not in FIELDS]
        if rest:
            print("| without, of fields that the corpus has no truth for | pages |\n|---|--:|")
            for rule, pages in rest:
                print(f"| {rule} | {pages} |")
            print(flush=True)
    if text:
        base, others = runs(text, lambda true: true)
        table(base, others, [({name}, key, f"{name} {key}") for name, key in TEXT], halves)


if __name__ == "__main__":
    main()
