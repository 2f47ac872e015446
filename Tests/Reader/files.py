"""Files of the sync folder: sync-folder.md, sections 2 to 7 and 9."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from changes import Change
from forms import Bytes, Damaged, Newer, ascending, blake2b, check, wrapped

try:
    import zstandard
except ImportError:
    zstandard = None

MAGIC = b"clip\r\n\x1a"
IDENTITY, HEAD, SEGMENT, ATTACHMENT = b"i", b"h", b"s", b"a"
LIMITS = {IDENTITY: 1 << 16, HEAD: 1 << 24, SEGMENT: 1 << 26, ATTACHMENT: 1 << 28}
VERSION = 1


def can_unpack():
    return zstandard is not None or shutil.which("zstd") is not None


def unpack(data, size):
    """One frame of Zstandard."""
    if zstandard is not None:
        try:
            content = zstandard.ZstdDecompressor().decompress(data, max_output_size=size)
        except zstandard.ZstdError as error:
            raise Damaged(f"decompression: {error}") from None
    else:
        run = subprocess.run(["zstd", "-dc"], input=data, capture_output=True)
        check(run.returncode == 0, "decompression")
        content = run.stdout
    check(len(content) == size, "another length than the header says")
    return content


@dataclass
class File:
    library: bytes
    body: bytes


def read_file(data, kind):
    """The body of a file, before compression."""
    check(len(data) >= 104, "shorter than its header")
    check(data[:7] == MAGIC, "not a file of clip")
    body = data[104:]
    check(blake2b(data[:72] + body) == data[72:104], "checksum")
    check(data[7:8] == kind, "another kind of file")
    header = Bytes(data[8:72])
    header.u8()  # the writer's version
    minimum, compression, encryption = header.u8(), header.u8(), header.u8()
    if minimum > VERSION or compression > 1 or encryption > 0:
        raise Newer("it needs a newer reader")
    epoch, library, nonce = header.raw(4), header.raw(16), header.raw(24)
    check(not any(epoch) and not any(nonce), "an epoch or a nonce without encryption")
    length, size = header.u64(), header.u64()
    check(length == len(body), "another length than the header says")
    check(size <= LIMITS[kind], "too large")
    if compression:
        body = unpack(body, size)
    check(len(body) == size, "another length than the header says")
    return File(library, body)


@dataclass
class Span:
    """Consecutive changes of one replica, as a head names their file."""

    directory: str
    first: int
    last: int
    hash: bytes

    @property
    def name(self):
        return f"{self.first:016}-{self.last:016}-{self.hash.hex()}.segment"


@dataclass
class Stream:
    replica: bytes
    spans: list
    hash: bytes


@dataclass
class Head:
    replica: bytes
    counter: int
    merged: dict
    streams: list


def read_head(body, directory):
    sections = Bytes(body).sections()
    check({1, 2, 3, 4} <= set(sections), "a section is missing")
    about = sections[1]
    replica, counter = about.id(), about.number()
    about.u64()  # the time is for people
    spans = read_spans(sections[2], directory, 0)
    own = Stream(replica, spans, sections[4].hash())
    check(spans or not any(own.hash), "a hash without segments")
    head = Head(replica, counter, sections[3].vector(), [own])
    carried = sections.get(5)
    if carried:
        for _ in range(carried.number()):
            other, before = carried.id(), carried.number()
            spans = read_spans(carried, directory, before)
            check(spans and other != replica, "a carried stream that is none")
            head.streams.append(Stream(other, spans, carried.hash()))
        ascending([stream.replica for stream in head.streams[1:]])
    for tag in range(1, 6):
        if tag in sections:
            sections[tag].end()
    return head


def read_spans(data, directory, before):
    spans = []
    for _ in range(data.number()):
        span = Span(directory, data.number(), data.number(), data.raw(8))
        data.number()  # the file's length is for progress only
        check(span.first == before + 1 and span.last >= span.first, "segments with a gap")
        before = span.last
        spans.append(span)
    return spans


def read_segment(body, replica, span):
    """The changes of a segment, whose chain is whole in itself."""
    check(blake2b(body)[:8] == span.hash, "another body than its name says")
    data = Bytes(body)
    check(data.id() == replica, "another replica's changes")
    first = data.number()
    previous, last = data.hash(), data.hash()
    check(first >= 1 and (first > 1 or not any(previous)), "nothing comes before the first")
    count = data.number(65536)
    check(count and (first, first + count - 1) == (span.first, span.last), "other numbers")
    clocks = read_clocks(data, count)
    dependencies = read_dependencies(data, count)
    lengths = data.numbers(count)
    changes = []
    for index in range(count):
        length = lengths[index]
        payload = data.raw(length - 1) if length else None
        payload_hash = blake2b(payload) if length else data.hash()
        change = Change(
            replica, first + index, clocks[index], dependencies[index], payload, payload_hash, previous
        )
        previous = change.hash
        changes.append(change)
    check(previous == last, "the chain of changes is broken")
    data.end()
    return changes


def read_clocks(data, count):
    clocks = []
    last = 0
    for _ in range(count):
        last = (last + data.signed()) % (1 << 64)
        clocks.append(last)
    return clocks


def read_dependencies(data, count):
    replicas = ascending([data.id() for _ in range(data.number())])
    counts = data.numbers(count) if replicas else [0] * count
    last = [0] * len(replicas)
    vectors = []
    named = set()
    for entries in counts:
        places = []
        for _ in range(entries):
            place = data.number()
            check(place < len(replicas), "a replica that is not there")
            last[place] = (last[place] + data.signed()) % (1 << 64)
            check(last[place], "a dependency on nothing")
            places.append(place)
        ascending(places)
        named.update(places)
        vectors.append({replicas[place]: last[place] for place in places})
    check(len(named) == len(replicas), "a replica that nothing depends on")
    return vectors
