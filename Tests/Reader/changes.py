"""Changes and their payloads: changes.md, sections 1 to 5."""

from dataclasses import dataclass

from forms import Bytes, blake2b, check, wrapped

SET, KEEP, INSERT, REMOVE, EDIT, MOVE, TRASH, RESTORE, PURGE = range(1, 10)
EARLIEST, LATEST, UNION = 1, 2, 3
NONE, TEXT, INTEGER, BYTES, ITEM, LIST = range(6)
FIELDED = {SET, KEEP, INSERT, REMOVE, EDIT}
VALUED = {SET, KEEP, INSERT, REMOVE}


@dataclass
class Change:
    replica: bytes
    sequence: int
    clock: int
    dependencies: dict  # by replica: the number and the mark of a change
    payload: bytes  # None where it is gone
    payload_hash: bytes
    previous: bytes

    @property
    def hash(self):
        return blake2b(
            self.replica + number(self.sequence) + self.clock.to_bytes(8, "big")
            + marked_vector(self.dependencies) + self.payload_hash + self.previous
        )


def number(value):
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def marked_vector(entries):
    return number(len(entries)) + b"".join(
        replica + number(sequence) + mark for replica, (sequence, mark) in sorted(entries.items())
    )


def vector(entries):
    return number(len(entries)) + b"".join(
        replica + number(sequence) for replica, sequence in sorted(entries.items())
    )


@dataclass
class Operation:
    code: int
    kind: int
    item: bytes
    field: int = 0
    rule: int = 0
    value: tuple = None  # the kind of value, and the value
    edit: tuple = None
    parent: bytes = None
    position: bytes = None
    # The change that it is of, and its place there; filled in when it is merged.
    stamp: tuple = None


def operations(payload):
    """What a change's payload says, in order."""
    data = Bytes(payload)
    check(data.number() == 1, "another version of payloads")
    items = [(data.number((1 << 32) - 1), data.id()) for _ in range(data.number())]
    check(len(set(items)) == len(items), "an item twice")
    count = data.number()
    check(count <= 8 * (len(data.data) - data.at), "more operations than bytes")
    codes = data.runs(count)
    places = operation_items(data, len(items), count)
    found = [Operation(code, *items[place]) for code, place in zip(codes, places)]

    def of(wanted):
        return [operation for operation in found if operation.code in wanted]

    for operation in of(FIELDED):
        operation.field = data.number((1 << 32) - 1)
    keeps = of({KEEP})
    for operation, rule in zip(keeps, data.runs(len(keeps))):
        check(rule in (EARLIEST, LATEST, UNION), "an unknown rule")
        operation.rule = rule
    valued = of(VALUED)
    kinds = data.runs(len(valued))
    for operation, kind in zip(valued, kinds):
        check(kind <= LIST, "an unknown kind of value")
        operation.value = (kind, None)

    def with_value(kind):
        return [operation for operation in valued if operation.value[0] == kind]

    last = 0
    for operation in with_value(INTEGER):
        last = wrapped(last + data.signed())
        operation.value = (INTEGER, last)
    read_ids(data, found, items)
    strings = []
    for operation in valued:
        if operation.value[0] == TEXT:
            operation.value = (TEXT, string(data, strings))
        elif operation.value[0] == LIST:
            parts = [string(data, strings) for _ in range(data.number())]
            operation.value = (LIST, tuple(parts))
    for operation in with_value(BYTES):
        operation.value = (BYTES, data.bytes())
    last = b""
    for operation in of({MOVE}):
        same = data.number(64)
        check(same <= len(last), "a position that begins like nothing")
        operation.position = last = last[:same] + data.bytes()
        check(1 <= len(last) <= 4096 and last.isalnum(), "a position that is none")
    for operation in of({EDIT}):
        operation.edit = text_edit(data)
    for operation in found:
        if operation.code not in range(SET, PURGE + 1):
            data.bytes()
    data.end()
    return found


def operation_items(data, count_of_items, count):
    places = []
    used = 0
    while len(places) < count:
        run = data.number()
        if run & 1:
            place = data.number()
            check(place < used, "an item that was not used before")
        else:
            place = used
            used += 1
        check(not places or places[-1] != place, "a run that was cut")
        check(place < count_of_items, "an item that is not there")
        check(run >> 1 < count - len(places), "a run beyond the end")
        places += [place] * ((run >> 1) + 1)
    check(used == count_of_items, "an item that is not used")
    return places


def read_ids(data, found, items):
    known = list(dict.fromkeys(item for _, item in items))
    for operation in found:
        is_item = operation.value and operation.value[0] == ITEM
        if not is_item and operation.code != MOVE:
            continue
        place = data.number()
        if place:
            check(place <= len(known), "an id that is not there")
            id = known[place - 1]
        else:
            id = data.id()
            check(id not in known, "an id that was written out twice")
            known.append(id)
        if is_item:
            operation.value = (ITEM, id)
        else:
            operation.parent = id


def string(data, known):
    place = data.number()
    if place:
        check(place <= len(known), "a text that is not there")
        return known[place - 1]
    text = data.text()
    check(text not in known, "a text that was written out twice")
    if len(text.encode()) <= 64:
        known.append(text)
    return text


def text_edit(data):
    first = data.number((1 << 63) - 1)
    parents = [(data.id(), data.number()) for _ in range(data.number())]
    count = data.number()
    differences = [data.signed() for _ in range(count)]
    deletions = data.numbers(count)
    lengths = data.numbers(max(count - 1, 0))
    inserted = data.text()
    patches = []
    here = 0
    at = 0
    for index in range(count):
        length = lengths[index] if index < count - 1 else len(inserted) - at
        check(0 <= length <= len(inserted) - at, "a patch without its text")
        position = here + differences[index]
        check(0 <= position <= 1 << 32, "a patch before the text")
        patches.append((position, deletions[index], inserted[at : at + length]))
        at += length
        here = position + length
    check(at == len(inserted), "text without a patch")
    return first, parents, patches
