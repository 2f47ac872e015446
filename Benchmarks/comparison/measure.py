"""Measures one case with one library and prints one JSON object, with the names that ours has.

usage: python -m comparison.measure LIBRARY KIND SOURCE RUNS
"""
import ctypes
import gc
import json
import statistics
import sys
import time

from . import cases, libraries


def once(run):
    """Processor time in milliseconds, without pauses to look for garbage."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    result = run()
    took = time.process_time() - start
    gc.enable()
    return took * 1000, result


def median(runs, run, prepare=lambda: None):
    """Of at least so many after one to warm up, and of more while all of them took less than a tenth of a second."""
    prepared = prepare()
    run(prepared)
    times = []
    while len(times) < runs or sum(times) < 100 and len(times) < 100:
        prepared = prepare()
        took, result = once(lambda: run(prepared))
        times.append(took)
    return round(statistics.median(times), 3), result


def peak(run):
    """Kilobytes beyond what the process has, as the kernel counts them; None where it does not."""
    def status(name):
        with open("/proc/self/status") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith(name))
    try:
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        before = status("VmRSS:")
    except (OSError, AttributeError):
        return None
    run()
    return status("VmHWM:") - before


def sequential(library, source, runs):
    trace = cases.read(source)
    transactions = [txn["patches"] for txn in trace["txns"]]

    def typed(call):
        doc = library.new(1)
        call(doc, transactions)
        return doc

    # Each run of Yrs takes seconds, of which most is Python: one has to do.
    if library.name == "Yrs":
        applying, doc = once(lambda: typed(library.type))
        calling, _ = once(lambda: typed(library.call))
    else:
        applying, doc = median(runs, lambda _: typed(library.type))
        calling, _ = median(runs, lambda _: typed(library.call))
    encoding, saved = median(runs, lambda _: library.save(doc))
    loading, text = median(runs, lambda _: library.text(library.load(saved)))
    update = library.update(doc)
    replaying, replayed = median(runs, lambda _: library.text(library.load(update)))
    assert library.text(doc) == text == replayed == trace["endContent"]
    return {"apply": applying, "calls": calling, "encode": encoding, "encodedBytes": len(saved), "load": loading,
            "replay": replaying}


def concurrent(library, source, runs):
    trace = cases.read(source)
    whole = joined(library, trace)
    update = library.update(whole)
    merging, text = median(runs, lambda _: library.text(library.load(update)))
    encoding, saved = median(runs, lambda _: library.save(whole))
    loading, loaded = median(runs, lambda _: library.text(library.load(saved)))
    assert text == loaded == trace["endContent"]
    return {"merge": merging, "encode": encoding, "encodedBytes": len(saved), "load": loading}


def joined(library, trace):
    """Lets each agent type into a document of its own, and gives one that has it all."""
    txns = trace["txns"]
    docs = [library.new(agent + 1) for agent in range(trace["numAgents"])]
    seen = [set() for _ in docs]
    updates = []
    for number, txn in enumerate(txns):
        doc, known = docs[txn["agent"]], seen[txn["agent"]]
        waiting, missing = [parent for parent in txn["parents"] if parent not in known], set()
        while waiting:
            parent = waiting.pop()
            if parent not in missing:
                missing.add(parent)
                waiting += [other for other in txns[parent]["parents"] if other not in known]
        for other in sorted(missing):
            library.merge(doc, updates[other])
        updates.append(library.edit(doc, txn["patches"]))
        known |= missing | {number}
    whole = library.new(98)
    for update in updates:
        library.merge(whole, update)
    return whole


def fork(library, source, runs):
    case = cases.read(source)
    base = library.new(1)
    library.type(base, [[patch] for patch in case["base"]])
    saved = library.save(base)
    sides, updates = [], []
    for peer, branch in zip((2, 3), case["branches"]):
        side = library.new(peer)
        library.merge(side, saved)
        version = library.version_of(side)
        for patch in branch:
            library.type(side, [[patch]])
        sides.append(library.save(side))
        updates.append(library.since(side, version))

    def opened(side=0):
        doc = library.load(sides[side])
        library.text(doc)
        return doc

    def merged(doc, update=updates[1]):
        library.merge(doc, update)
        return library.text(doc)

    doc = opened()
    memory = peak(lambda: merged(doc))
    merging, text = median(runs, merged, opened)
    memory_at_rest = peak(lambda: merged(library.load(sides[0])))
    merging_at_rest, _ = median(runs, lambda _: merged(library.load(sides[0])))
    assert text == merged(opened(1), updates[0])
    return {"branchBytes": len(updates[1]), "merge": merging, "peakKilobytes": memory,
            "mergeAtRest": merging_at_rest, "peakKilobytesAtRest": memory_at_rest}


def maps(library, source, runs):
    sides = [[(f"k{key}", f"{side}-value-{index}") for index, key in enumerate(keys)]
             for side, keys in zip("ab", cases.writes(int(source)))]

    def written(side):
        doc = library.new(side + 1)
        library.write(doc, sides[side])
        return doc

    def merged(doc):
        library.merge(doc, update)
        return doc

    applying, own = median(runs, lambda _: written(0))
    other = written(1)
    encoding, update = median(runs, lambda _: library.update(other))
    doc = written(0)
    memory = peak(lambda: merged(doc))
    merging, doc = median(runs, merged, lambda: written(0))
    library.merge(other, library.update(own))
    assert library.fields(doc) == library.fields(other)
    saved = library.save(doc)
    loading, _ = median(runs, lambda _: library.fields(library.load(saved)))
    return {"apply": applying, "encode": encoding, "updateBytes": len(update), "merge": merging,
            "peakKilobytes": memory, "mergedBytes": len(saved), "load": loading}


KINDS = {"sequential": sequential, "concurrent": concurrent, "fork": fork, "maps": maps}

if __name__ == "__main__":
    wanted, kind, source, runs = sys.argv[1:]
    library = libraries.ALL[wanted]()
    print(json.dumps(KINDS[kind](library, source, int(runs)) | {"version": str(library.version)}))
