"""Names where a replica has several histories: changes.md, section 10."""

from forms import blake2b, check

START = bytes(32)


class Histories:
    """The branches that changes make, and what each change means by a name."""

    def __init__(self, log):
        self.names = {}  # of each change by its hash: its branch and its number
        self.leaves = {}  # of each branch that leaves another: that one, the number, and its first hash
        self.replica = {}  # of each branch: the id under which it was published
        self.marked = {}  # by number and mark: changes
        self.first = {}  # the first event of a branch in each text
        self.seen = {}  # of each change by its name and number: all that it had seen
        following = {}
        for change in log:
            following.setdefault((change.replica, change.previous), []).append(change.hash)
            self.marked.setdefault((change.sequence, change.hash[:8]), []).append(change)
        for replica in {change.replica for change in log}:
            self.replica[replica] = replica
            self.name(replica, following)

    def name(self, replica, following):
        waiting = [(START, replica, 0)]
        while waiting:
            hash, branch, number = waiting.pop()
            for place, next in enumerate(sorted(following.get((replica, hash), []))):
                name = branch
                if place > 0:
                    low = 1 << 63 | int.from_bytes(next[:8], "big") >> 1
                    name = replica[:8] + low.to_bytes(8, "big")
                    self.leaves[name] = (branch, number, next)
                    self.replica[name] = replica
                self.names[next] = (name, number + 1)
                waiting.append((next, name, number + 1))

    def path(self, branch):
        """The branches of a history from the first on, each with the last number of it there."""
        path = [(branch, float("inf"))]
        while path[0][0] in self.leaves:
            origin, base, _ = self.leaves[path[0][0]]
            path.insert(0, (origin, base))
        return path

    def version(self, branch, number):
        """What was seen with a change."""
        return {
            name: min(last, number) for name, last in self.path(branch) if min(last, number) > 0
        }

    def meant(self, replica, number, mark):
        """The change that a dependency means, by its branch and number."""
        of = self.replica.get(replica, replica)
        found = {self.names[each.hash] for each in self.marked[number, mark] if each.replica == of}
        check(len(found) == 1, "a dependency on nothing")
        return found.pop()

    def add(self, change):
        """Takes a change in, after those that it follows: its name and number, and what it had seen."""
        key = self.names[change.hash]
        seen = {}
        versions = [self.version(*self.meant(other, *named)) for other, named in change.dependencies.items()]
        if change.sequence > 1:
            before = self.names[change.previous]
            versions += [self.seen[before], self.version(*before)]
        for version in versions:
            for name, number in version.items():
                seen[name] = max(seen.get(name, 0), number)
        self.seen[key] = seen
        return key, seen

    def edit(self, key, change, text, first, parents):
        """The number of an edit's first event, and its parents, by the names of branches."""
        branch, _ = key
        if branch in self.leaves:
            self.first.setdefault((branch, text), first)
        start = self.first.get((branch, text), 0)
        check(first >= start, "an edit that counts from below its branch's first")
        return first - start, [self.event(key, change, text, *parent) for parent in parents]

    def event(self, key, change, text, name, number):
        if name not in self.replica:
            return name, number
        branch = key[0] if name == change.replica else self.led_to(name, self.seen[key])
        path = [each for each, _ in self.path(branch)]
        if name in self.leaves and name in path:
            starts = [self.first[each, text] for each in path[path.index(name) :] if (each, text) in self.first]
            number += starts[0] if starts else 0
        for each in reversed(path):
            if each in self.leaves and self.first.get((each, text), number + 1) <= number:
                return each, number - self.first[each, text]
        return path[0], number

    def led_to(self, name, seen):
        """The branch to which a name led among what a change had seen."""
        while True:
            next = [
                (first, branch)
                for branch, (origin, base, first) in self.leaves.items()
                if origin == name and base == seen.get(name, 0) and seen.get(branch, 0) > 0
            ]
            if not next:
                return name
            name = min(next)[1]
