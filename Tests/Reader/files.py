"""Files of the sync folder: sync-folder.md, sections 2 to 7 and 9."""

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
IDENTITY, KEY, HEAD, SEGMENT, PACK, ATTACHMENT, CHUNKS = (
    b"i", b"k", b"h", b"s", b"p", b"a", b"c",
)
KIB, MIB = 1 << 10, 1 << 20
LIMITS = {
    IDENTITY: 64 * KIB, KEY: 64 * KIB, HEAD: 16 * MIB, SEGMENT: 64 * MIB, PACK: 8 * MIB,
    ATTACHMENT: 4 * MIB, CHUNKS: 64 * KIB,
}
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


def read_file(data, kind, place, keys):
    """The body of a file that stands at a place, before compression."""
    check(len(data) >= 104, "shorter than its header")
    check(data[:7] == MAGIC, "not a file of clip")
    body = data[104:]
    check(blake2b(data[:72] + body) == data[72:104], "checksum")
    check(data[7:8] == kind, "another kind of file")
    header = Bytes(data[8:72])
    header.u8()  # the writer's version
    minimum, compression, encryption = header.u8(), header.u8(), header.u8()
    if minimum > VERSION or compression > 1 or encryption > 1:
        raise Newer("it needs a newer reader")
    epoch, library, nonce = header.raw(4), header.raw(16), header.raw(24)
    length, size = header.u64(), header.u64()
    check(length == len(body), "another length than the header says")
    if encryption:
        check(keys is not None and kind not in (IDENTITY, KEY), "sealed in an open folder")
        check(size == 0, "a length that should not show")
        body, size = keys.open(data[:72], body, place)
    else:
        check(keys is None or kind in (IDENTITY, KEY), "not sealed in an encrypted folder")
        check(not any(epoch) and not any(nonce), "an epoch or a nonce without encryption")
    check(size <= LIMITS[kind], "too large")
    if compression:
        body = unpack(body, size)
    check(len(body) == size, "another length than the header says")
    return File(library, body)


@dataclass
class Span:
    """What one file holds: consecutive changes of one replica, or attachments that it packed."""

    directory: str
    first: int
    last: int
    hash: bytes
    ending: str

    @property
    def name(self):
        return f"{self.first:016}-{self.last:016}-{self.hash.hex()}.{self.ending}"


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
    packs: list


def read_head(body, directory):
    sections = Bytes(body).sections()
    check({1, 2, 3, 4} <= set(sections), "a section is missing")
    about = sections[1]
    replica, counter = about.id(), about.number()
    about.u64()  # the time is for people
    spans = read_spans(sections[2], directory)
    follow_on(spans, 0)
    own = Stream(replica, spans, sections[4].hash())
    check(spans or not any(own.hash), "a hash without segments")
    head = Head(replica, counter, sections[3].vector(), [own], [])
    carried = sections.get(5)
    if carried:
        for _ in range(carried.number()):
            other, before = carried.id(), carried.number()
            spans = read_spans(carried, directory)
            follow_on(spans, before)
            check(spans and other != replica, "a carried stream that is none")
            head.streams.append(Stream(other, spans, carried.hash()))
        ascending([(each.replica, each.spans[0].first, each.hash) for each in head.streams[1:]])
    if 7 in sections:
        head.packs = read_spans(sections[7], directory, "pack")
        ascending([number for pack in head.packs for number in {pack.first, pack.last}])
    if 8 in sections:
        wanted = sections[8]
        hashes = []
        while not wanted.is_at_end:
            hashes.append(wanted.hash())
        ascending(hashes)
    for tag in (1, 2, 3, 4, 5, 7):
        if tag in sections:
            sections[tag].end()
    return head


def read_spans(data, directory, ending="segment"):
    spans = []
    for _ in range(data.number()):
        spans.append(Span(directory, data.number(), data.number(), data.raw(8), ending))
        data.number()  # the file's length, and whether it is full: for its writer
    return spans


def follow_on(spans, before):
    for span in spans:
        check(span.first == before + 1 and span.last >= span.first, "segments with a gap")
        before = span.last


def read_segment(body, replica, span):
    """The changes of a segment, whose chain is whole in itself."""
    data = Bytes(body)
    check(data.id() == replica, "another replica's changes")
    first = data.number()
    previous, last = data.hash(), data.hash()
    check(first >= 1 and (first > 1 or not any(previous)), "nothing comes before the first")
    count = data.number(1 << 19)
    check(count and (first, first + count - 1) == (span.first, span.last), "other numbers")
    clocks = read_clocks(data, count)
    dependencies = read_dependencies(data, count)
    lengths = data.numbers(count)
    changes = []
    for index in range(count):
        payload, payload_hash = read_payload(data, lengths[index])
        change = Change(
            replica, first + index, clocks[index], dependencies[index], payload, payload_hash, previous
        )
        previous = change.hash
        changes.append(change)
    check(previous == last, "the chain of changes is broken")
    data.end()
    return changes


def read_payload(data, length):
    """A payload, if it is there, and the hash of the original."""
    if length == 0:
        return None, data.hash()
    if length & 1:
        payload = data.raw(length // 2)
        return payload, blake2b(payload)
    original = data.hash()
    payload = data.raw(length // 2 - 1)
    check(blake2b(payload) != original, "a redacted payload that is the original")
    return payload, original


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
            places.append((place, data.raw(8)))
        ascending([place for place, _ in places])
        named.update(place for place, _ in places)
        vectors.append({replicas[place]: (last[place], mark) for place, mark in places})
    check(len(named) == len(replicas), "a replica that nothing depends on")
    return vectors


def read_pack(body):
    """Attachments by their hash."""
    data = Bytes(body)
    entries = [(data.hash(), data.number()) for _ in range(data.number())]
    check(entries, "an empty pack")
    found = {}
    for hash, size in entries:
        content = data.raw(size)
        check(blake2b(content) == hash, "other content than its hash says")
        found[hash] = content
    data.end()
    return found


def read_chunks(body):
    """The hash of the whole, its size, and the hashes of its parts."""
    data = Bytes(body)
    hash, size = data.hash(), data.number()
    parts = [data.hash() for _ in range(data.number())]
    data.end()
    return hash, size, parts
