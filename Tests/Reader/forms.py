"""The notation of docs/format/sync-folder.md, section 1, and of changes.md."""

import hashlib


class Damaged(Exception):
    """Bytes that are not what the documents say."""


class Newer(Exception):
    """Bytes that want a newer reader."""


def blake2b(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def check(condition, why):
    if not condition:
        raise Damaged(why)


def wrapped(number):
    """A 64-bit two's complement integer, modulo 2^64."""
    number &= (1 << 64) - 1
    return number - (1 << 64) if number >> 63 else number


class Bytes:
    """Bytes that are read from the front."""

    def __init__(self, data):
        self.data = bytes(data)
        self.at = 0

    @property
    def is_at_end(self):
        return self.at == len(self.data)

    def end(self):
        check(self.is_at_end, "bytes follow the end")

    def raw(self, count):
        check(count <= len(self.data) - self.at, "ends early")
        self.at += count
        return self.data[self.at - count : self.at]

    def u8(self):
        return self.raw(1)[0]

    def u64(self):
        return int.from_bytes(self.raw(8), "big")

    def number(self, most=(1 << 64) - 1):
        value = shift = 0
        while True:
            byte = self.u8()
            value |= (byte & 127) << shift
            if byte < 128:
                break
            shift += 7
            check(shift < 70, "a number of more than 64 bits")
        check(byte or not shift, "a number that is not the shortest")
        check(value <= most, "a number that is too large")
        return value

    def signed(self):
        value = self.number()
        return wrapped((value >> 1) ^ -(value & 1))

    def numbers(self, count):
        return [self.number() for _ in range(count)]

    def id(self):
        return self.raw(16)

    def hash(self):
        return self.raw(32)

    def bytes(self):
        return self.raw(self.number())

    def text(self):
        try:
            text = self.bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise Damaged("a text that is not UTF-8") from None
        check("\0" not in text, "a text with a null")
        return text

    def vector(self):
        entries = [(self.id(), self.number()) for _ in range(self.number())]
        check(all(number for _, number in entries), "a vector with a 0")
        ascending([replica for replica, _ in entries])
        return dict(entries)

    def sections(self):
        found = {}
        last = 0
        while not self.is_at_end:
            tag = self.number()
            check(tag > last, "sections out of order")
            found[tag] = Bytes(self.bytes())
            last = tag
        return found

    def runs(self, count):
        """Numbers, of which equal ones that follow one another are one byte."""
        numbers = []
        cut = None
        while len(numbers) < count:
            byte = self.u8()
            check(byte < 128, "a run with bit 7")
            number = byte & 15
            if number == 15:
                number = self.number()
                check(number >= 15, "a run that is not the shortest")
            check(number != cut, "a run that was cut early")
            length = (byte >> 4) + 1
            cut = number if length < 8 else None
            numbers += [number] * length
        check(len(numbers) == count, "a run beyond the end")
        return numbers


def ascending(values):
    check(all(a < b for a, b in zip(values, values[1:])), "not strictly ascending")
    return values
