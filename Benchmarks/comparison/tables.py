"""Figures as tables: ours, Loro's and Yrs's, their ratio, what is to be reached and whether it is."""
import dataclasses
from typing import Callable

HEAD = "| {first} | clip | Loro | Yrs | × Loro | × Yrs | to reach | reached |\n|---|--:|--:|--:|--:|--:|---|---|"


@dataclasses.dataclass(frozen=True)
class Target:
    words: str
    # The greatest figure that reaches it, given Loro's and Yrs's.
    bound: Callable[[float, float], float]


AHEAD_OF_BOTH = Target("ahead of both", min)
AHEAD_OF_LORO = Target("ahead of Loro", lambda loro, yrs: loro)
LEVEL_WITH_YRS = Target("level with Yrs", lambda loro, yrs: yrs)
THREE_TIMES_YRS = Target("3 × Yrs", lambda loro, yrs: 3 * yrs)
FIVE_MILLISECONDS = Target("5 ms", lambda loro, yrs: 5)
SMALLEST = Target("at most theirs", min)
KILOBYTES_130 = Target("130 kB", lambda loro, yrs: 130_000)


def row(name, figures, key, *targets, shown=None):
    ours, loro, yrs = (figures[library][key] for library in ("clip", "Loro", "Yrs"))
    shown = shown or milliseconds
    words = "; ".join(target.words for target in targets)
    reached = "; ".join(verdict(ours, target.bound(loro, yrs)) for target in targets)
    cells = [name, shown(ours), shown(loro), shown(yrs), ratio(ours, loro), ratio(ours, yrs), words, reached]
    return "| " + " | ".join(cells) + " |"


def verdict(ours, bound):
    if ours is None or bound is None:
        return "–"
    return "yes" if ours <= bound else f"no, {ours / bound:.2f} × that"


def milliseconds(figure):
    return f"{figure:.2f}" if figure < 10 else f"{figure:.1f}"


def count(figure):
    return "–" if figure is None else f"{figure:,}"


def ratio(ours, theirs):
    if not ours or not theirs:
        return "–"
    return f"{ours / theirs:.2f}" if ours > theirs / 20 else f"{ours / theirs:.3f}"


def table(first, rows):
    return "\n".join([HEAD.format(first=first), *rows])


def sequential(results):
    """From {case: {library: figures}} to {part of the page: text}, as the others."""
    def rows(key, targets=lambda case: [], shown=None):
        return [row(case.name, figures, key, *targets(case), shown=shown) for case, figures in results.items()]

    def sizes(case):
        return [KILOBYTES_130, SMALLEST] if case.name == "automerge-paper" else [SMALLEST]

    counts = ", ".join(f"{case.name} {figures['clip']['edits']:,}" for case, figures in results.items())
    return {
        "typing": table("typing, ms", rows("typing", lambda case: [AHEAD_OF_BOTH])) + f"\n\nEdits: {counts}.",
        "opening": table("loading with text, ms", rows("load", lambda case: [AHEAD_OF_BOTH])),
        "replaying": table("all of it into nothing, ms", rows("replay")),
        "encoding": table("encoding, ms", rows("encode")),
        "size": table("encoded, bytes", rows("encodedBytes", sizes, count)),
    }


def concurrent(results):
    rows = []
    for case, figures in results.items():
        rows += [
            row(f"{case.name}: all of it into nothing, ms", figures, "merge",
                AHEAD_OF_LORO, THREE_TIMES_YRS, LEVEL_WITH_YRS),
            row(f"{case.name}: loading with text, ms", figures, "load", AHEAD_OF_BOTH),
            row(f"{case.name}: encoding, ms", figures, "encode"),
            row(f"{case.name}: encoded, bytes", figures, "encodedBytes", SMALLEST, shown=count),
        ]
    return {"together": table("typed together", rows)}


def fork(results):
    def times(case):
        first = [FIVE_MILLISECONDS] if case.name.startswith("1,000") else []
        return first + [AHEAD_OF_LORO, LEVEL_WITH_YRS]

    memory = {case.name: figures["clip"]["peakKilobytesAtRest"] for case, figures in results.items()}

    def peaks(case):
        # The same window after a history of 138,000 edits and after one.
        name = case.name.removesuffix(", old note")
        bound = memory[name] and 1.25 * memory[name]
        return [Target("1.25 × a new note's", lambda loro, yrs: bound)] if name != case.name else []

    def rows(key, targets, shown=None):
        return [row(f"2 × {case.name}", figures, key, *targets(case), shown=shown)
                for case, figures in results.items()]

    return {
        "branches": table("into an open document, ms", rows("merge", times)),
        "branches-at-rest": table("into a text at rest, ms", rows("mergeAtRest", times)),
        "branch-size": table("the other branch, bytes", rows("branchBytes", lambda case: [], count)),
        "branch-memory": table("memory, open document, kB", rows("peakKilobytes", lambda case: [], count)),
        "branch-memory-at-rest": table("memory, text at rest, kB", rows("peakKilobytesAtRest", peaks, count)),
    }


def maps(results):
    parts = (("apply", "applying 100,000 writes, ms", None), ("encode", "encoding them, ms", None),
             ("updateBytes", "encoded, bytes", count), ("merge", "merging 100,000 others, ms", None),
             ("peakKilobytes", "memory of the merge, kB", count), ("load", "loading what came out, ms", None),
             ("mergedBytes", "what came out, bytes", count))
    rows = [row(f"{case.name}: {words}", figures, key, shown=shown)
            for case, figures in results.items() for key, words, shown in parts]
    return {"maps": table("fields", rows)}


KINDS = {"sequential": sequential, "concurrent": concurrent, "fork": fork, "maps": maps}
