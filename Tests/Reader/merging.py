"""What all changes together say: changes.md, section 7, word by word."""

import changes
from changes import EDIT, INSERT, KEEP, MOVE, PURGE, REMOVE, SET, TRASH
from forms import blake2b, check
from histories import Histories
from texts import Text


class Item:
    """The operations on one item, and what follows from them."""

    def __init__(self, kind, id):
        self.kind = kind
        self.id = id
        self.operations = []
        self.texts = {}  # by field

    def of(self, code, field):
        return [each for each in self.operations if each.code == code and each.field == field]

    def fields(self, code):
        return sorted({each.field for each in self.operations if each.code == code})


class Library:
    """All items, from changes in an order that respects causality."""

    def __init__(self, log):
        self.items = {}
        self.histories = Histories(log)
        self.seen = {}  # of each change by its branch and number: all that it had seen
        self.moves = []
        self.clock = {}
        said = [(change, self.operations(change)) for change in log]
        self.purged = {
            (each.kind, each.item) for _, found in said for each in found if each.code == PURGE
        }
        for change, found in said:
            self.add(change, found)
        self.parents = self.place_entries()

    def operations(self, change):
        found = changes.operations(change.payload) if change.payload is not None else []
        if change.payload is not None and blake2b(change.payload) != change.payload_hash:
            check(any(each.code == PURGE for each in found), "a payload that is not the change's")
        return found

    def add(self, change, found):
        key, seen = self.histories.add(change)
        self.seen[key] = seen
        self.clock[key] = change.clock
        for place, operation in enumerate(found):
            operation.stamp = (key, place)
            of = (operation.kind, operation.item)
            if operation.code == MOVE:
                self.moves.append(operation)
            if of in self.purged:
                continue
            item = self.items.setdefault(of, Item(*of))
            item.operations.append(operation)
            if operation.code == EDIT:
                text = item.texts.setdefault(operation.field, Text())
                first, parents, patches = operation.edit
                of += (operation.field,)
                first, parents = self.histories.edit(key, change, of, first, parents)
                text.edit(key[0], first, parents, patches)

    def had_seen(self, later, earlier):
        """Whether an operation had seen another."""
        (change, place), (other, other_place) = later.stamp, earlier.stamp
        if change == other:
            return other_place < place
        replica, sequence = other
        return self.seen[change].get(replica, 0) >= sequence

    def rank(self, operation):
        """What decides which of several values is shown."""
        (replica, sequence), place = operation.stamp
        return (self.clock[replica, sequence], replica, sequence, place)

    def standing(self, item, field):
        """The writes of a field that no other had seen, the shown one first."""
        sets = item.of(SET, field)
        left = [one for one in sets if not any(self.had_seen(other, one) for other in sets)]
        return sorted(left, key=self.rank, reverse=True)

    def value(self, item, field, kind):
        """What is shown of a field, if it is of that kind; else None."""
        writes = self.standing(item, field)
        return writes[0].value[1] if writes and writes[0].value[0] == kind else None

    def kept(self, item, field):
        """Every value of a field that the program keeps, ascending."""
        return sorted({keep.value for keep in item.of(KEEP, field)}, key=order)

    def elements(self, item, field):
        removes = item.of(REMOVE, field)
        found = {
            insert.value
            for insert in item.of(INSERT, field)
            if not any(
                remove.value == insert.value and self.had_seen(remove, insert) for remove in removes
            )
        }
        return sorted(found, key=order)

    def edits(self, item):
        known = range(SET, changes.RESTORE + 1)
        return [each for each in item.operations if each.code in known and each.code != TRASH]

    def is_trashed(self, item):
        edits = self.edits(item)
        trashings = [each for each in item.operations if each.code == TRASH]
        return any(all(self.had_seen(one, edit) for edit in edits) for one in trashings)

    def edited(self, item):
        """The greatest clock of an edit."""
        return max((self.clock[edit.stamp[0]] for edit in self.edits(item)), default=0)

    def place_entries(self):
        """Where each entry stands: its parent and its position."""

        def turn(move):
            (replica, sequence), place = move.stamp
            had = sum(self.seen[replica, sequence].values())
            return (self.clock[replica, sequence], had, replica, sequence, place)

        where = {}
        for move in sorted(self.moves, key=turn):
            above = move.parent
            while above is not None and above != move.item:
                above = where[above][0] if above in where else None
            if above is None:
                where[move.item] = (move.parent, move.position)
        return where


def order(value):
    """Values by code, then by content."""
    kind, content = value
    if kind == changes.TEXT:
        content = content.encode()
    elif kind == changes.LIST:
        content = [part.encode() for part in content]
    return (kind, content)
