"""A library as `clip export --all --format json` writes it: docs/format/json-output.md, section 8."""

import datetime
import json
import re

from changes import BYTES, INTEGER, ITEM, LIST, TEXT
from forms import Bytes, Damaged

SOURCE, CLIPPING, NOTE, NOTEBOOK, ENTRY, REPLICA = range(1, 7)
KINDS = {SOURCE: "source", CLIPPING: "clipping", NOTE: "note", NOTEBOOK: "notebook", ENTRY: "entry"}
FIELD_NAMES = {
    SOURCE: {
        1: "title", 2: "authors", 3: "published", 4: "site", 5: "url", 6: "language", 7: "excerpt",
        8: "doi", 9: "isbn", 10: "citationKey", 13: "modified", 14: "licence",
    },
    CLIPPING: {22: "page", 23: "color", 24: "note"},
    NOTE: {1: "title", 30: "about"},
    NOTEBOOK: {1: "title"},
    ENTRY: {40: "heading"},
}
ADDRESSES, CAPTURES, SELECTOR, TEXT_OF_NOTE, ADDED, TAGS, NAME = 11, 12, 21, 31, 50, 51, 60
AREA, FRAGMENT = 78, 79


def line(fields):
    """An object without what is absent, as one line."""
    present = {name: value for name, value in fields.items() if value is not None}
    text = json.dumps(present, ensure_ascii=False, separators=(",", ":"))
    # json has two short escapes more than clip, and leaves three characters as they are.
    text = re.sub(
        r'\\[\\"bfnrtu]',
        lambda found: {"\\b": "\\u0008", "\\f": "\\u000c"}.get(found[0], found[0]),
        text,
    )
    return re.sub("[\x7f\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def time(milliseconds):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds") + "Z"


class Export:
    def __init__(self, library):
        self.library = library
        self.kind_of = {}
        self.trashed = {}
        for kind, id in sorted({*library.items, *library.purged}):
            if kind in KINDS:
                self.kind_of.setdefault(id, kind)
        for key, item in library.items.items():
            self.trashed[key] = library.is_trashed(item)

    def items(self, kind):
        return [self.library.items[key] for key in sorted(self.library.items) if key[0] == kind]

    def lines(self):
        for kind, object in (
            (SOURCE, self.source), (CLIPPING, self.clipping), (NOTE, self.note),
            (NOTEBOOK, self.notebook),
        ):
            for item in self.items(kind):
                yield line(object(item))
        yield from map(line, self.tags())
        yield from map(line, self.conflicts())

    # Items

    def text(self, item, field):
        return self.library.value(item, field, TEXT)

    def id(self, item, field):
        id = self.library.value(item, field, ITEM)
        return id.hex() if id else None

    def tags_of(self, item):
        return [tag for kind, tag in self.library.elements(item, TAGS) if kind == TEXT]

    def is_trashed(self, item):
        return True if self.trashed[item.kind, item.id] else None

    def times(self, item):
        edited = self.library.edited(item) >> 16
        added = [value for kind, value in self.library.kept(item, ADDED) if kind == INTEGER]
        return {"added": time(added[0] if added else edited), "edited": time(edited)}

    def kept(self, item, field, wanted):
        return [value for kind, value in self.library.kept(item, field) if kind == wanted]

    def captures(self, item):
        """All readings of a source's page, the shown one first; those without words last."""
        found = []
        for value in self.kept(item, CAPTURES, BYTES):
            data = Bytes(value)
            try:
                fetched = data.u64()
                text, words, page, media = data.hash(), data.number(), data.bytes(), data.text()
            except Damaged:
                continue
            fetched -= (fetched >> 63) << 64
            found.append((fetched, text, words, page if len(page) == 32 else None, media))
        return sorted(found[::-1], key=lambda capture: capture[2] == 0)

    def source(self, item):
        captures = self.captures(item)
        clippings = [
            clipping
            for clipping in self.items(CLIPPING)
            if not self.trashed[CLIPPING, clipping.id] and self.id(clipping, 20) == item.id.hex()
        ]
        return {
            "kind": "source", "id": item.id.hex(), "title": self.text(item, 1),
            "authors": list(self.library.value(item, 2, LIST) or []),
            "published": self.text(item, 3),
            "modified": self.text(item, 13), "licence": self.text(item, 14), "site": self.text(item, 4), "url": self.text(item, 5),
            "urls": self.kept(item, ADDRESSES, TEXT), "language": self.text(item, 6),
            "excerpt": self.text(item, 7), "doi": self.text(item, 8), "isbn": self.text(item, 9),
            "citationKey": self.text(item, 10), "words": captures[0][2] if captures else None,
            **self.times(item), "tags": self.tags_of(item), "clippings": len(clippings),
            "trashed": self.is_trashed(item),
            "captures": [
                {
                    "fetched": time(fetched), "text": text.hex(), "words": words,
                    **({"page": page.hex()} if page else {}), "mediaType": media,
                }
                for fetched, text, words, page, media in captures
            ],
        }

    def selector(self, item):
        parts = list(self.library.value(item, SELECTOR, LIST) or [])
        if (
            len(parts) in (5, 6)
            and all(re.fullmatch("0|[1-9][0-9]*", part) for part in parts[3:5])
            and all(re.fullmatch("[0-9a-f]{64}", part) for part in parts[5:])
        ):
            place = [int(part) for part in parts[3:5]]
            return parts[:3], place + (parts[5:] or [None])
        return (parts if len(parts) == 3 else ["", "", ""]), None

    def clipping(self, item):
        (quote, prefix, suffix), place = self.selector(item)
        return {
            "kind": "clipping", "id": item.id.hex(), "source": self.id(item, 20), "quote": quote,
            "prefix": prefix, "suffix": suffix, "start": place[0] if place else None,
            "end": place[1] if place else None, "anchoredIn": place[2] if place else None,
            "page": self.text(item, 22), "area": self.text(item, AREA),
            "fragment": self.text(item, FRAGMENT), "color": self.text(item, 23), "note": self.text(item, 24), "tags": self.tags_of(item),
            **self.times(item), "exact": place is not None, "trashed": self.is_trashed(item),
        }

    def note(self, item):
        return {
            "kind": "note", "id": item.id.hex(), "title": self.text(item, 1),
            "text": str(item.texts.get(TEXT_OF_NOTE, "")), "about": self.id(item, 30),
            "tags": self.tags_of(item), **self.times(item), "trashed": self.is_trashed(item),
        }

    def notebook(self, item):
        return {
            "kind": "notebook", "id": item.id.hex(), "title": self.text(item, 1) or "",
            "tags": self.tags_of(item), **self.times(item), "trashed": self.is_trashed(item),
            "entries": list(self.entries(item.id, 0)),
        }

    def entries(self, parent, depth):
        """An outline from top to bottom; what stands under a removed entry takes its place."""
        parents = self.library.parents
        below = [(where[1], entry) for entry, where in parents.items() if where[0] == parent]
        for _, entry in sorted(below):
            if self.trashed.get((ENTRY, entry), True):
                yield from self.entries(entry, depth)
                continue
            item = self.library.items[ENTRY, entry]
            content = self.library.value(item, 41, ITEM)
            about = {"entry": entry.hex(), "depth": depth}
            if content is None:
                about.update(heading=self.text(item, 40) or "", kind="heading")
            else:
                about.update(item=content.hex())
                if content in self.kind_of:
                    about.update(kind=KINDS[self.kind_of[content]])
                    if (self.kind_of[content], content) in self.library.purged:
                        about.update(purged=True)
            yield about
            yield from self.entries(entry, depth + 1)

    # The rest

    def tags(self):
        counts = {}
        for key, item in self.library.items.items():
            if key[0] in KINDS and not self.trashed[key]:
                for tag in self.tags_of(item):
                    counts[tag] = counts.get(tag, 0) + 1
        for name in sorted(counts, key=str.encode):
            yield {"kind": "tag", "name": name, "count": counts[name]}

    def conflicts(self):
        for (kind, id), item in sorted(self.library.items.items(), key=lambda pair: pair[0][::-1]):
            if kind not in KINDS:
                continue
            for field in item.fields(1):
                writes = self.library.standing(item, field)
                if len({write.value for write in writes}) < 2:
                    continue
                values = [self.conflict_value(write) for write in writes]
                name = FIELD_NAMES[kind].get(field, f"field {field}")
                yield {
                    "kind": "conflict", "item": id.hex(), "field": name,
                    "shown": values[0]["value"], "values": values,
                }

    def conflict_value(self, write):
        (replica, sequence), _ = write.stamp
        value = {"value": self.words(write.value), "replica": replica.hex()}
        of = self.library.histories.replica.get(replica, replica)
        itself = self.library.items.get((REPLICA, of))
        name = self.text(itself, NAME) if itself else None
        if name is not None:
            value["replicaName"] = name
        value["time"] = time(self.library.clock[replica, sequence] >> 16)
        return value

    def words(self, value):
        kind, content = value
        if kind in (BYTES, ITEM):
            return content.hex()
        if kind == LIST:
            places = content[3:5]
            is_selector = len(content) in (5, 6) and all(part.isdecimal() for part in places)
            return content[0] if is_selector else "; ".join(content)
        return "" if content is None else str(content)
