"""Text merging: changes.md, section 4. One event at a time, without short cuts."""

from forms import check

ROOT = -1


class Text:
    """The history of one text: which scalars were inserted where, and which of them are deleted.

    The insertions form a tree. Events are numbered in the order in which they are
    added here, which respects causality; a set of them is an integer with a bit for each.
    """

    def __init__(self):
        self.index = {}  # of an event by (replica, number)
        self.past = []  # of each event: what its replica's text had when it was made, and itself
        self.key = []  # of each event: (replica, number), which decides between equals
        self.scalar = []  # of each event; None for deletions
        self.left = {ROOT: []}  # the children of each insertion, and of the beginning
        self.right = {ROOT: []}
        self.deletes = {}  # which insertion a deletion deletes

    def version(self, parents):
        past = 0
        for parent in parents:
            check(parent in self.index, "a parent that is not here")
            past |= self.past[self.index[parent]]
        return past

    def shown(self, past):
        """The insertions of a version in order, and those of them that are deleted in it."""
        order = [item for item in self.order() if past >> item & 1]
        return order, {item for event, item in self.deletes.items() if past >> event & 1}

    def order(self):
        """All insertions, from left to right."""
        order = []
        waiting = [(ROOT, False)]
        while waiting:
            item, is_open = waiting.pop()
            if is_open:
                if item != ROOT:
                    order.append(item)
                waiting += [(child, False) for child in reversed(self.right[item])]
            else:
                waiting.append((item, True))
                waiting += [(child, False) for child in reversed(self.left[item])]
        return order

    def edit(self, replica, first, parents, patches):
        past = self.version(parents)
        order, deleted = self.shown(past)
        number = first
        for position, deletions, inserted in patches:
            visible = [place for place, item in enumerate(order) if item not in deleted]
            check(position + deletions <= len(visible), "an edit beyond its text")
            for place in visible[position : position + deletions]:
                event, past = self.event(replica, number, past, None)
                self.deletes[event] = order[place]
                deleted.add(order[place])
                number += 1
            # Right after the visible scalar to the left, before what follows it there, deleted or not.
            place = visible[position - 1] + 1 if position else 0
            for scalar in inserted:
                left = order[place - 1] if place else ROOT
                right = order[place] if place < len(order) else None
                before = past
                event, past = self.event(replica, number, past, scalar)
                self.insert(event, left, right, before)
                order.insert(place, event)
                place += 1
                number += 1

    def event(self, replica, number, past, scalar):
        event = len(self.key)
        check((replica, number) not in self.index, "an event that is here already")
        check(number == 0 or (replica, number - 1) in self.index, "a gap in the events")
        self.index[replica, number] = event
        self.key.append((replica, number))
        past |= 1 << event
        self.past.append(past)
        self.scalar.append(scalar)
        return event, past

    def insert(self, event, left, right, past):
        """Places an insertion between two items that are neighbours in its version."""
        self.left[event] = []
        self.right[event] = []
        # Where something stands under the left one already, the right one is the leftmost of it.
        has_right = any(past >> child & 1 for child in self.right[left])
        siblings = self.left[right] if has_right else self.right[left]
        siblings.append(event)
        siblings.sort(key=lambda item: self.key[item])

    def __str__(self):
        gone = set(self.deletes.values())
        return "".join(self.scalar[item] for item in self.order() if item not in gone)
